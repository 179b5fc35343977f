using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Accounts;

/// <summary>What owners of connections are told, as HTML of the Bot API's dialect.</summary>
public static class ConnectionNotices
{
    private const int LongestName = 60;

    /// <summary>Somebody else opened the last step of connecting.</summary>
    public static string OpenedBySomebodyElse => $"{ConnectionWords.OpenedBySomebodyElse}\n\n{ConnectionWords.ConnectYourself}";

    /// <summary>The label of the button that connects.</summary>
    internal static string ConnectButton => ConnectionWords.ConnectButton;

    /// <summary>Another Telegram user has connected the account.</summary>
    /// <param name="account">The account.</param>
    public static string MovedAway(ConnectedAccount account) =>
        $"{ConnectionWords.FormatMovedAway(NameOf(account, ConnectionWords.AccountAtStart))}\n\n{ConnectionWords.MovedAwayWhat}";

    /// <summary>Zoom names the user together with another account than the one that was connected.</summary>
    /// <param name="account">The account.</param>
    public static string AccountChanged(ConnectedAccount account) =>
        ConnectionWords.FormatAccountChanged(NameOf(account, ConnectionWords.UserAtStart));

    /// <summary>Something that worked no longer does, because scopes are missing.</summary>
    /// <param name="account">The account.</param>
    /// <param name="missing">The scopes.</param>
    public static string ScopesLost(ConnectedAccount account, IReadOnlyList<ScopeNeed> missing) =>
        $"{ConnectionWords.FormatScopesLost(NameOf(account, ConnectionWords.AccountAtStart))}\n\n{Missing(missing)}";

    /// <summary>What does not work without scopes, and what to do about it.</summary>
    /// <param name="missing">The scopes; at least one.</param>
    public static string Missing(IReadOnlyList<ScopeNeed> missing)
    {
        ArgumentNullException.ThrowIfNull(missing);
        var scopes = string.Join(", ", missing.Select(need => $"<code>{TelegramHtml.Escape(need.Scope)}</code>"));
        return $"{string.Join('\n', missing.Select(need => $"• {TelegramHtml.Escape(need.Without)}"))}\n\n{ConnectionWords.FormatHowToGetScopes(scopes)}";
    }

    /// <summary>An account as its owner knows it, within a sentence.</summary>
    /// <param name="account">The account.</param>
    public static string NameOf(ConnectedAccount account) => NameOf(account, ConnectionWords.Account);

    private static string NameOf(ConnectedAccount account, string unnamed) => account switch
    {
        { DisplayName: { Length: > 0 } name, Email: { Length: > 0 } email } =>
            $"<b>{TelegramHtml.Outside(name, LongestName)}</b> ({TelegramHtml.Outside(email, LongestName)})",
        { DisplayName: { Length: > 0 } name } => $"<b>{TelegramHtml.Outside(name, LongestName)}</b>",
        { Email: { Length: > 0 } email } => $"<b>{TelegramHtml.Outside(email, LongestName)}</b>",
        _ => unnamed,
    };
}
