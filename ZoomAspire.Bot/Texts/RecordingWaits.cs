using ZoomAspire.Bot.History;
using ZoomAspire.Core.Languages;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Bot.Texts;

/// <summary>What a recording waits for, and what helps.</summary>
internal static class RecordingWaits
{
    /// <summary>Says it in a sentence.</summary>
    public static string Text(RecordedWork work, StateOfOne one, HistoryView view) => work switch
    {
        { Failure: FailureKind.NeedsReauth } => ForOwner(one.ConnectionId, view),
        { Failure: FailureKind.Unreachable } => RecordingsWords.FormatWaitsForChat(
            one.Delivery is { } delivery ? RecordingsTexts.Place(delivery.Destination, view) : RecordingsWords.AnotherChat),
        { NextAttemptAt: { } at } => ForTime(work, LocalDates.ShortMoment(at, view.Zone)),
        _ => RecordingsWords.WaitsSoon,
    };

    private static string ForOwner(long connectionId, HistoryView view) =>
        view.IsPaused(connectionId) ? RecordingsWords.WaitsPaused
        : view.IsOrganizationRefused(connectionId) ? RecordingsWords.WaitsForOrganization
        : RecordingsWords.WaitsForApproval;

    private static string ForTime(RecordedWork work, string moment) => work switch
    {
        { Failure: FailureKind.Bug } => RecordingsWords.FormatWaitsForUs(moment),
        { Step: RecordedStep.Sending } => RecordingsWords.FormatWaitsForTelegram(moment),
        { Failure: FailureKind.RateLimited } => RecordingsWords.FormatWaitsForZoomLimit(moment),
        { Step: RecordedStep.Converting } => RecordingsWords.FormatWaitsForUs(moment),
        _ => RecordingsWords.FormatWaitsForZoom(moment),
    };
}
