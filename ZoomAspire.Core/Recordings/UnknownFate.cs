using System.Net;
using Telegram.Bot.Exceptions;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// When to send again what Telegram may have taken: ever more rarely. A proxy that loses every answer must not fill the chat, and a
/// Telegram that fails for half a day must not swallow what was to be said.
/// </summary>
internal static class UnknownFate
{
    /// <summary>So many are sent within minutes or hours, whatever else is known.</summary>
    public const int QuickSends = 4;

    /// <summary>After that there is at least this long between two.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    /// <summary>
    /// Whether whoever was asked said that it failed, which is no promise that nothing was done: the page of a proxy (502) says only that
    /// the server behind it did not answer well. One that gave up waiting (504) has said nothing.
    /// </summary>
    public static bool WasAnswered(RequestException exception) =>
        exception is ApiRequestException { ErrorCode: not (int)HttpStatusCode.GatewayTimeout } ||
        exception.HttpStatusCode is not (null or HttpStatusCode.GatewayTimeout);

    /// <summary>How long to wait; null for as long as after any other passing failure.</summary>
    /// <param name="sends">How often it has been sent, this time included.</param>
    /// <param name="exception">What came of it. Who says that it failed has mostly sent nothing; whose answer never came mostly has.</param>
    public static TimeSpan? PauseAfter(int sends, RequestException exception) => (sends, WasAnswered(exception)) switch
    {
        (< 2, _) => null,
        (< QuickSends, true) => TimeSpan.FromMinutes(Math.Pow(4, sends - 2)),
        (< QuickSends, false) => Pause,
        (_, true) => Pause * Math.Pow(2, Math.Min(sends - QuickSends, 2)),
        (_, false) => 6 * Pause,
    };
}
