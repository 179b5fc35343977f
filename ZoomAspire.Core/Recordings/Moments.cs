using System.Globalization;
using ZoomAspire.Core.Notes;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Times as they stand in captions of an audio and in replies to it: written <c>m:ss</c> or <c>h:mm:ss</c>, Telegram plays from there when
/// they are tapped. Those that do not lie in that audio are kept from being tapped.
/// </summary>
/// <param name="parts">How long each part of the recording lasts, in their order; none where that is not known.</param>
/// <param name="areTimesOfRecording">Whether times are those of the recording at all.</param>
internal sealed class Moments(IReadOnlyList<TimeSpan> parts, bool areTimesOfRecording)
{
    /// <summary>A time, as HTML.</summary>
    /// <param name="at">From the start of the recording.</param>
    public string Html(TimeSpan at)
    {
        if (!areTimesOfRecording)
        {
            return Inert(at);
        }

        var begin = TimeSpan.Zero;
        for (var part = 0; part < parts.Count; part++)
        {
            if (at < begin + parts[part])
            {
                return part == 0 ? ClockTime.Text(at) : RecordingWords.FormatMomentInPart((part + 1).ToString(CultureInfo.InvariantCulture), Inert(at - begin));
            }

            begin += parts[part];
        }

        return Inert(at);
    }

    private static string Inert(TimeSpan at) => TelegramHtml.Inert(ClockTime.Text(at));
}
