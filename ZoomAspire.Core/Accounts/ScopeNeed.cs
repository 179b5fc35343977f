namespace ZoomAspire.Core.Accounts;

/// <summary>A scope that something of the product needs.</summary>
/// <param name="Scope">Its name as the provider's newer apps have it.</param>
/// <param name="ClassicScopes">The older, wider scopes, any of which contains it.</param>
/// <param name="IsRequired">Whether nothing can be delivered without it.</param>
/// <param name="SayWithout">Says <see cref="Without"/>.</param>
public sealed record ScopeNeed(string Scope, IReadOnlyList<string> ClassicScopes, bool IsRequired, Func<string> SayWithout)
{
    /// <summary>What will not work without it: a sentence for its owner in the language being spoken, plain text.</summary>
    public string Without => SayWithout();
}
