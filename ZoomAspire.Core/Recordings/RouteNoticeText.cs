using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Recordings;

/// <summary>What owners of routes are told about them, as HTML of the Bot API's dialect.</summary>
internal static class RouteNoticeText
{
    private const int MaxTitleLength = 60;

    /// <summary>In a group, instead of the announcement of a recording that it may not get any more.</summary>
    public static string NotForThisGroup => RouteNoticeWords.NotForThisGroup;

    /// <summary>An administrator has consented.</summary>
    /// <param name="summary">The route.</param>
    public static string Allowed(RouteSummary summary) => RouteNoticeWords.FormatAllowed(GroupOf(summary.Destination.Title));

    /// <summary>A route, or all to a group, has ended without its owner's doing.</summary>
    /// <param name="why">The kind of the job that tells.</param>
    /// <param name="title">The group's title, if known. Untrusted text.</param>
    public static string Ended(JobKind why, string? title) => why switch
    {
        JobKind.TellRouteRefused => RouteNoticeWords.FormatRefused(GroupOf(title)),
        JobKind.TellRouteStopped => RouteNoticeWords.FormatStopped(GroupOf(title)),
        _ => RouteNoticeWords.FormatLeft(GroupOf(title)),
    };

    private static string GroupOf(string? title) =>
        title is { Length: > 0 } ? $"<b>{TelegramHtml.Outside(title, MaxTitleLength)}</b>" : RouteNoticeWords.UnnamedGroup;
}
