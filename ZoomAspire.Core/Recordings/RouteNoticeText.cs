using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Recordings;

/// <summary>What owners of routes are told about them, as HTML of the Bot API's dialect.</summary>
internal static class RouteNoticeText
{
    /// <summary>In a group, instead of the announcement of a recording that it may not get any more.</summary>
    public const string NotForThisGroup = "🎙 This recording is not delivered to this group any more.";

    private const int MaxTitleLength = 60;

    /// <summary>An administrator has consented.</summary>
    /// <param name="summary">The route.</param>
    public static string Allowed(RouteSummary summary) =>
        $"✅ An administrator of {GroupOf(summary.Destination.Title)} has allowed it: from the next recording on it counts. " +
        "/routes shows what goes where.";

    /// <summary>A route, or all to a group, has ended without its owner's doing.</summary>
    /// <param name="why">The kind of the job that tells.</param>
    /// <param name="title">The group's title, if known. Untrusted text.</param>
    public static string Ended(JobKind why, string? title) => why switch
    {
        JobKind.TellRouteRefused =>
            $"An administrator of {GroupOf(title)} does not want your recordings there. They go where they went before. /routes shows where.",
        JobKind.TellRouteStopped =>
            $"An administrator of {GroupOf(title)} has stopped your recordings there. What would have come there by that route goes where " +
            "your other routes say, or comes here. /routes shows what goes where.",
        _ =>
            $"I no longer see you in {GroupOf(title)}, so I have stopped delivering your recordings there: they come here. If you are in it, " +
            "make me an administrator there, so that Telegram tells me, and send /routes in the group.",
    };

    private static string GroupOf(string? title) =>
        title is { Length: > 0 } ? $"<b>{TelegramHtml.Outside(title, MaxTitleLength)}</b>" : "one of your groups";
}
