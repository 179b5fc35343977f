using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Bot.Texts;

/// <summary>Asking for a recording again. Notices: plain text, 200 characters.</summary>
internal static class RedeliveryTexts
{
    public static string Notice(RedeliveryResult result) => result switch
    {
        RedeliveryResult.Started => RedeliveryWords.StartedNotice,
        RedeliveryResult.UnderWay => RedeliveryWords.UnderWayNotice,
        RedeliveryResult.IsHere => RedeliveryWords.IsHereNotice,
        RedeliveryResult.Gone => RedeliveryWords.GoneNotice,
        RedeliveryResult.NotConnected => RedeliveryWords.NotConnectedNotice,
        _ => RedeliveryWords.NotYoursNotice,
    };

    public static string Notice(FetchRequestResult result) => result switch
    {
        FetchRequestResult.Started => RedeliveryWords.FetchStartedNotice,
        FetchRequestResult.UnderWay => RedeliveryWords.FetchUnderWayNotice,
        FetchRequestResult.NotConnected => Notice(RedeliveryResult.NotConnected),
        _ => Notice(RedeliveryResult.NotYours),
    };
}
