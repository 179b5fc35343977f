using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.History;

/// <summary>Who looks at recordings, and how.</summary>
/// <param name="Here">The private chat in which they are shown.</param>
/// <param name="Zone">The person's time zone.</param>
/// <param name="Now">The present time.</param>
/// <param name="Connections">The person's accounts.</param>
internal sealed record HistoryView(TelegramChatId Here, TimeZoneInfo Zone, DateTimeOffset Now, IReadOnlyList<ConnectionSummary> Connections)
{
    /// <summary>Whether it must be said of which account something is.</summary>
    public bool HasSeveralAccounts => Connections.Count > 1;

    /// <summary>An account by its name, as HTML.</summary>
    public string AccountOf(long connectionId) =>
        Find(connectionId) is { } found ? CommonTexts.NameOf(found.Account) : CommonTexts.NameOf(new ConnectedAccount(connectionId, "", null, null));

    /// <summary>Whether the user is deactivated at Zoom, so that nobody here can do anything about it.</summary>
    public bool IsPaused(long connectionId) => Find(connectionId)?.PausedAt is not null;

    /// <summary>Whether its organisation's app is refused, so that only its operator can do anything about it.</summary>
    public bool IsOrganizationRefused(long connectionId) => Find(connectionId) is { IsOrganizationRefused: true };

    private ConnectionSummary? Find(long connectionId) => Connections.FirstOrDefault(connection => connection.Account.ConnectionId == connectionId);
}
