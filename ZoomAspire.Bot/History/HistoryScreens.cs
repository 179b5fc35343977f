using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.History;

/// <summary>
/// What is shown about recordings, in the private chat: each step takes the place of the one before. Everything is looked up anew, and what a
/// button carries may be forged: what is not the person's own is not found.
/// </summary>
internal sealed class HistoryScreens(RecordingHistory history, Connections connections, TimeProvider time)
{
    /// <summary>Recordings on one page: as many as are read at a glance on a telephone.</summary>
    public const int PageSize = 5;

    private const int MonthsOffered = 12;

    /// <summary>A page of the recordings of the last weeks.</summary>
    public async Task<ChatText> ListAsync(Sender sender, int skip, CancellationToken cancellationToken)
    {
        var view = await ViewAsync(sender, cancellationToken);
        if (view.Connections.Count == 0)
        {
            return StatusTexts.NothingConnected;
        }

        var page = await history.ListAsync(sender.Id, skip, PageSize, cancellationToken);
        if (page.Meetings.Count == 0 && page.Total > 0)
        {
            // They have become fewer meanwhile.
            page = await history.ListAsync(sender.Id, (page.Total - 1) / PageSize * PageSize, PageSize, cancellationToken);
        }

        return RecordingsTexts.List(page, view);
    }

    /// <summary>One recording; null if the person has no such.</summary>
    public async Task<ChatText?> OneAsync(Sender sender, long meetingId, int skip, CancellationToken cancellationToken) =>
        await history.FindAsync(sender.Id, meetingId, cancellationToken) is { } meeting
            ? RecordingsTexts.One(meeting, await ViewAsync(sender, cancellationToken), skip)
            : null;

    /// <summary>The recording of which a delivery is; null if the person has no such.</summary>
    public async Task<ChatText?> OneOfDeliveryAsync(Sender sender, long deliveryId, int skip, CancellationToken cancellationToken) =>
        await history.FindByDeliveryAsync(sender.Id, deliveryId, cancellationToken) is { } meeting
            ? RecordingsTexts.One(meeting, await ViewAsync(sender, cancellationToken), skip)
            : null;

    /// <summary>Whether to remove a delivery; null if the person has no such, or there is nothing to remove.</summary>
    public async Task<ChatText?> RemoveQuestionAsync(Sender sender, long deliveryId, int skip, CancellationToken cancellationToken) =>
        await history.FindByDeliveryAsync(sender.Id, deliveryId, cancellationToken) is { } meeting &&
        meeting.Deliveries.First(delivery => delivery.DeliveryId == deliveryId) is { CanBeRemoved: true } found
            ? RecordingsTexts.RemoveQuestion(meeting, found, await ViewAsync(sender, cancellationToken), skip)
            : null;

    /// <summary>Which month to send; first of which account, where there are several.</summary>
    public async Task<ChatText> MonthsAsync(Sender sender, CancellationToken cancellationToken) =>
        await connections.GetForUserAsync(sender.Id, cancellationToken) switch
        {
            [] => StatusTexts.NothingConnected,
            [var only] => await MonthsAsync(sender, only.Account.ConnectionId, cancellationToken),
            var several => MonthTexts.Accounts([.. several.Select(connection => connection.Account)]),
        };

    /// <summary>Which month to send.</summary>
    public async Task<ChatText> MonthsAsync(Sender sender, long connectionId, CancellationToken cancellationToken)
    {
        var zone = await history.GetZoneAsync(sender.Id, cancellationToken);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).DateTime);
        var first = new DateOnly(today.Year, today.Month, 1);
        return MonthTexts.Months(connectionId, [.. Enumerable.Range(0, MonthsOffered).Select(back => first.AddMonths(-back))]);
    }

    /// <summary>What there is of a month; null if the person has no such account.</summary>
    public async Task<ChatText?> MonthAsync(Sender sender, long connectionId, DateOnly month, CancellationToken cancellationToken) =>
        await history.GetMonthAsync(sender.Id, connectionId, month, cancellationToken) is { } overview
            ? MonthTexts.Overview(connectionId, month, overview, await ViewAsync(sender, cancellationToken))
            : null;

    /// <summary>How the person looks at it.</summary>
    public async Task<HistoryView> ViewAsync(Sender sender, CancellationToken cancellationToken) => new(
        TelegramChatId.PrivateWith(sender.Id),
        await history.GetZoneAsync(sender.Id, cancellationToken),
        time.GetUtcNow(),
        await connections.GetForUserAsync(sender.Id, cancellationToken));
}
