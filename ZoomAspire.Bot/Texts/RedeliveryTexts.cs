using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Bot.Texts;

/// <summary>Asking for a recording again. Notices: plain text, 200 characters.</summary>
internal static class RedeliveryTexts
{
    public static string Notice(RedeliveryResult result) => result switch
    {
        RedeliveryResult.Started => "I'm trying again. The audio will take the place of this message; if it fails again, you will read so here.",
        RedeliveryResult.UnderWay => "I'm working on it already. The audio will take the place of this message.",
        RedeliveryResult.IsHere => "This recording has already arrived in this chat.",
        RedeliveryResult.Gone => "This recording was deleted at Zoom, so I can't get it any more.",
        RedeliveryResult.NotConnected => "Its Zoom account is no longer connected. Send me /connect privately, then try again.",
        _ => "Only the person whose recording this is can ask for it.",
    };

    public static string Notice(FetchRequestResult result) => result switch
    {
        FetchRequestResult.Started => "I'm trying again. The recording will come to its chat; if it can't be fetched, I'll tell you here.",
        FetchRequestResult.UnderWay => "I'm working on it already.",
        FetchRequestResult.NotConnected => Notice(RedeliveryResult.NotConnected),
        _ => Notice(RedeliveryResult.NotYours),
    };
}
