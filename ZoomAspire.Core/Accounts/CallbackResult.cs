namespace ZoomAspire.Core.Accounts;

/// <summary>What became of a provider's redirect to us.</summary>
public abstract record CallbackResult
{
    private CallbackResult()
    {
    }

    /// <summary>Approved: the flow must now be finished in Telegram.</summary>
    /// <param name="Nonce">The one-time proof, 22 characters that a start parameter may hold; only for the browser that approved.</param>
    public sealed record Approved(string Nonce) : CallbackResult
    {
        /// <summary>Does not show the nonce.</summary>
        public override string ToString() => nameof(Approved);
    }

    /// <summary>The user said no at the provider.</summary>
    public sealed record Refused : CallbackResult;

    /// <summary>The state is genuine but too old.</summary>
    public sealed record Expired : CallbackResult;

    /// <summary>The state was used before.</summary>
    public sealed record AlreadyUsed : CallbackResult;

    /// <summary>The state is not one of ours.</summary>
    public sealed record Forged : CallbackResult;

    /// <summary>The provider gave tokens that may do too little to find out whose they are.</summary>
    public sealed record LacksScopes : CallbackResult;

    /// <summary>The provider did not give us tokens or a profile.</summary>
    public sealed record Failed : CallbackResult;
}
