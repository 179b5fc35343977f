using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Bot.Buttons;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Commands;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.History;

/// <summary>How things stand: accounts, deliveries, and what is being worked on or waits, recording by recording.</summary>
internal sealed class StatusScreen(
    HistoryScreens screens, DeliveryOverviewQuery deliveries, RecordingHistory history, BackfillRequest backfills, BotIdentity bot)
{
    // More would not be read.
    private const int Shown = 5;

    /// <summary>Shows it.</summary>
    public async Task<ChatText> GetAsync(Sender sender, CancellationToken cancellationToken)
    {
        var view = await screens.ViewAsync(sender, cancellationToken);
        if (view.Connections.Count == 0)
        {
            return StatusTexts.NothingConnected;
        }

        var overview = await deliveries.GetAsync(sender.Id, cancellationToken);
        var text = StatusTexts.Status(view.Connections, overview, view.Here);
        List<string> parts = [text.Html];
        if (await backfills.FindAsync(sender.Id, cancellationToken) is { } month)
        {
            parts.Add(MonthTexts.Progress(month));
        }

        var underWay = await history.GetUnderWayAsync(sender.Id, Shown, cancellationToken);
        foreach (var meeting in underWay)
        {
            var link = await bot.GetStartLinkAsync(RecordingsCommand.PayloadFor(meeting.MeetingId!.Value), cancellationToken);
            parts.Add(RecordingsTexts.UnderWay(meeting, link, view));
        }

        if (underWay.Count == Shown && overview.UnderWay + overview.Waiting > Shown)
        {
            parts.Add(RecordingsWords.StatusMore);
        }

        return new ChatText(
            string.Join("\n\n", parts),
            [
                .. text.Rows,
                [InlineKeyboardButton.WithCallbackData(RecordingsWords.RefreshButton, StatusButton.VerbText), RecordingsTexts.ListButton()],
            ]);
    }
}
