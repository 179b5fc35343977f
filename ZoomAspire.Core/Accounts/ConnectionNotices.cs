using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Accounts;

/// <summary>What owners of connections are told, as HTML of the Bot API's dialect.</summary>
public static class ConnectionNotices
{
    private const int LongestName = 60;

    /// <summary>Somebody else opened the last step of connecting.</summary>
    public const string OpenedBySomebodyElse =
        "⚠️ Somebody else opened the last step of your connection to Zoom. To be safe I stopped it: nothing was connected.\n\n" +
        "If you want to connect, press the button and take every step yourself.";

    /// <summary>Another Telegram user has connected the account.</summary>
    /// <param name="account">The account.</param>
    public static string MovedAway(ConnectedAccount account) =>
        $"⚠️ {NameOf(account, "Your Zoom account")} has just been connected by another Telegram user, so its recordings no longer arrive here.\n\n" +
        "What was delivered stays in your chats, and nothing of it goes to the other user. If you did not want that, press the button: " +
        "signing in to Zoom brings the connection back.";

    /// <summary>Zoom names the user together with another account than the one that was connected.</summary>
    /// <param name="account">The account.</param>
    public static string AccountChanged(ConnectedAccount account) =>
        $"⚠️ {NameOf(account, "Your Zoom user")} seems to have moved to another Zoom account: I hold back recordings that Zoom names together " +
        "with it. If you have moved, connect again, and what I have held back follows by itself.";

    /// <summary>Something that worked no longer does, because scopes are missing.</summary>
    /// <param name="account">The account.</param>
    /// <param name="missing">The scopes.</param>
    public static string ScopesLost(ConnectedAccount account, IReadOnlyList<ScopeNeed> missing) =>
        $"⚠️ {NameOf(account, "Your Zoom account")}: Zoom has taken back a part of my permissions.\n\n{Missing(missing)}";

    /// <summary>What does not work without scopes, and what to do about it.</summary>
    /// <param name="missing">The scopes; at least one.</param>
    public static string Missing(IReadOnlyList<ScopeNeed> missing)
    {
        ArgumentNullException.ThrowIfNull(missing);
        return $"{string.Join('\n', missing.Select(need => $"• {TelegramHtml.Escape(need.Without)}"))}\n\n" +
            "To change that, connect again and leave every permission on Zoom's page switched on. If one is not offered there, your Zoom " +
            "admin has to allow it for this app: " +
            string.Join(", ", missing.Select(need => $"<code>{TelegramHtml.Escape(need.Scope)}</code>")) + ".";
    }

    /// <summary>An account as its owner knows it.</summary>
    /// <param name="account">The account.</param>
    /// <param name="unnamed">What it is called where no name is known.</param>
    public static string NameOf(ConnectedAccount account, string unnamed = "your Zoom account") => account switch
    {
        { DisplayName: { Length: > 0 } name, Email: { Length: > 0 } email } =>
            $"<b>{TelegramHtml.Outside(name, LongestName)}</b> ({TelegramHtml.Outside(email, LongestName)})",
        { DisplayName: { Length: > 0 } name } => $"<b>{TelegramHtml.Outside(name, LongestName)}</b>",
        { Email: { Length: > 0 } email } => $"<b>{TelegramHtml.Outside(email, LongestName)}</b>",
        _ => unnamed,
    };
}
