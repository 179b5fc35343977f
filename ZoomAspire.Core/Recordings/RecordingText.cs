using System.Globalization;
using System.Text;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Languages;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Recordings;

/// <summary>What the messages about a recording say, as HTML of the Bot API's dialect.</summary>
internal static class RecordingText
{
    /// <summary>After the app was removed at Zoom.</summary>
    public static string Deauthorized => RecordingWords.Deauthorized;

    private const int MaxTopicLength = 200;
    private const int MaxHostLength = 100;
    private const int MaxFileNameLength = 80;

    /// <summary>
    /// The announcement, until the audio takes its place. True also where a crash left a second one, beside the audio.
    /// </summary>
    public static string Announcement(DeliveryTarget target) => $"{Facts(target)}\n\n<i>{RecordingWords.Follows}</i>";

    /// <summary>The announcement while the work on it takes longer.</summary>
    /// <param name="target">The delivery.</param>
    /// <param name="progress">What is being done, from <see cref="Progress"/>.</param>
    public static string Announcement(DeliveryTarget target, string progress) => $"{Facts(target)}\n\n<i>{progress}</i>";

    /// <summary>The announcement of a further part.</summary>
    public static string Announcement(DeliveryTarget target, AudioPiece piece) =>
        piece.Part == 0 ? Announcement(target) : $"{Facts(target)}\n{PartOf(piece)}\n\n<i>{RecordingWords.Follows}</i>";

    /// <summary>What is being done, and how far it is where that is known.</summary>
    public static string Progress(string what, int percent) =>
        percent > 0 ? string.Create(CultureInfo.InvariantCulture, $"{what} {percent} %") : what;

    /// <summary>While a recording comes from Zoom.</summary>
    public static string Fetching => RecordingWords.Fetching;

    /// <summary>While audio is made of it that fits.</summary>
    public static string Converting => RecordingWords.Converting;

    /// <summary>While it goes to Telegram.</summary>
    public static string Uploading => RecordingWords.Uploading;

    /// <summary>The caption of the audio.</summary>
    public static string Caption(DeliveryTarget target, AudioPiece piece) =>
        TelegramHtml.Truncate(Caption(target, piece.Part, piece.Parts), TelegramHtml.CaptionLimit);

    /// <summary>What every caption begins with, notes or not.</summary>
    /// <param name="target">The delivery.</param>
    /// <param name="part">Number of the part, from 0.</param>
    /// <param name="parts">How many there are.</param>
    public static string Caption(DeliveryTarget target, int part, int parts) =>
        parts > 1 ? $"{Facts(target)}\n{PartOf(part, parts)}" : Facts(target);

    /// <summary>Instead of an audio that Telegram does not take.</summary>
    public static string TooLarge(DeliveryTarget target, long limitBytes)
    {
        var size = (long)Math.Ceiling((target.Recording.Size ?? 0) / 1e6);
        return $"{Facts(target)}\n\n{RecordingWords.FormatTooLarge(Number(size), Number(limitBytes / 1_000_000))}";
    }

    /// <summary>Instead of an audio where the file holds no sound that can be played.</summary>
    public static string Unplayable(DeliveryTarget target) =>
        $"{Facts(target)}\n\n{RecordingWords.Unplayable}";

    /// <summary>Instead of an audio that we gave up.</summary>
    public static string GivenUp(DeliveryTarget target) =>
        $"{Facts(target)}\n\n{RecordingWords.GivenUp}";

    /// <summary>Instead of an audio that was deleted at Zoom before we had it.</summary>
    public static string Gone(DeliveryTarget target) =>
        $"{Facts(target)}\n\n{RecordingWords.Gone}";

    /// <summary>Where a recording that was deleted at Zoom before we had it has come back there.</summary>
    public static string Recovered(DeliveryTarget target) =>
        $"{Facts(target)}\n\n{RecordingWords.Recovered}";

    /// <summary>Instead of an audio that its owner stopped before it came.</summary>
    public static string Stopped(DeliveryTarget target) => $"{Facts(target)}\n\n{HistoryWords.Stopped}";

    /// <summary>Instead of an audio whose connection ended before.</summary>
    public static string Disconnected(DeliveryTarget target) =>
        $"{Facts(target)}\n\n{RecordingWords.Disconnected}";

    /// <summary>Where Telegram never said whether it took the audio; a second one must not be sent.</summary>
    public static string Unconfirmed(DeliveryTarget target) =>
        $"{Facts(target)}\n\n{RecordingWords.Unconfirmed}";

    /// <summary>Tells the owner of a group's destination that nothing can be written there.</summary>
    public static string Unreachable(string? title) =>
        RecordingWords.FormatUnreachable(title is null ? RecordingWords.UnnamedGroup : $"<b>{TelegramHtml.Outside(title, MaxHostLength)}</b>");

    /// <summary>Tells the owner of a meeting that its recording, or a part of it, could not be fetched.</summary>
    public static string FetchFailed(Meeting meeting, string? userTimeZone, bool isPartlyThere) => isPartlyThere
        ? RecordingWords.FormatFetchFailedPartly(Named(meeting, userTimeZone))
        : RecordingWords.FormatFetchFailed(Named(meeting, userTimeZone));

    /// <summary>Tells the owner of a meeting who asked for its recording that there is none.</summary>
    public static string FetchGone(Meeting meeting, string? userTimeZone) => RecordingWords.FormatFetchGone(Named(meeting, userTimeZone));

    /// <summary>Answers the wish for the latest recording where it was deleted, or its connection ended, before it was delivered.</summary>
    public static string LatestIsGone(string topic) => RecordingWords.FormatLatestIsGone(TelegramHtml.Outside(Topic(topic), MaxTopicLength));

    /// <summary>Answers the wish for the latest recording where that is another user's, who had the account before.</summary>
    public static string LatestIsAnothers => RecordingWords.LatestIsAnothers;

    /// <summary>Tells an owner that a sweep brought more than a few recordings.</summary>
    public static string CaughtUp(int count) =>
        Plural.Of(count, RecordingWords.FormatCaughtUpOne, RecordingWords.FormatCaughtUpFew, RecordingWords.FormatCaughtUpMany);

    /// <summary>Answers the wish for the latest recording where there is none.</summary>
    public static string NoRecordingYet(int months) => RecordingWords.FormatNoRecordingYet(Number(months));

    /// <summary>Answers the wish for the latest recording where Zoom does not let us look.</summary>
    public static string CannotLookForLatest => RecordingWords.CannotLookForLatest;

    /// <summary>Answers the wish for the latest recording where looking for it failed again and again.</summary>
    public static string LatestNotFound => RecordingWords.LatestNotFound;

    /// <summary>Answers the wish for the latest recording while Zoom refuses the organisation's app.</summary>
    public static string OrganizationRefused => RecordingWords.OrganizationRefused;

    /// <summary>Answers the wish for the latest recording where it has come, or is coming.</summary>
    public static string LatestIsThere(string topic) => RecordingWords.FormatLatestIsThere(TelegramHtml.Outside(Topic(topic), MaxTopicLength));

    /// <summary>The title of the audio.</summary>
    public static string Title(DeliveryTarget target, AudioPiece piece)
    {
        var topic = TelegramHtml.OneLine(Topic(target.Meeting), MaxTopicLength);
        var title = target.Recording.Speaker is { } speaker ? $"{topic} – {TelegramHtml.OneLine(speaker, MaxHostLength)}" : topic;
        return piece.IsOneOfSeveral ? string.Create(CultureInfo.InvariantCulture, $"{title} ({piece.Part + 1}/{piece.Parts})") : title;
    }

    /// <summary>The performer of the audio: whose account it is.</summary>
    public static string? Performer(DeliveryTarget target) =>
        target.Host is { } host ? TelegramHtml.OneLine(host, MaxHostLength) : null;

    /// <summary>Seconds of the audio, as measured or else as Zoom says; 0 for unknown.</summary>
    public static int DurationSeconds(DeliveryTarget target, AudioPiece piece) =>
        (int)Math.Clamp((piece.Duration ?? Length(target)).TotalSeconds, 0, int.MaxValue);

    /// <summary>A file name that every system takes: topic, date and time, and which part it is.</summary>
    public static string FileName(DeliveryTarget target, AudioPiece piece)
    {
        var part = piece.IsOneOfSeveral ? $" {RecordingWords.FormatFilePart(Number(piece.Part + 1), Number(piece.Parts))}" : "";
        return $"{FileStem(target)}{part}.{(piece.Made is null ? Extension(target) : "m4a")}".TrimStart();
    }

    /// <summary>The name of the original.</summary>
    public static string OriginalFileName(DeliveryTarget target) => $"{FileStem(target)}.{Extension(target)}".TrimStart();

    /// <summary>The topic as plain text, one line.</summary>
    public static string PlainTopic(DeliveryTarget target) => TelegramHtml.OneLine(Topic(target.Meeting), MaxTopicLength);

    /// <summary>What the names of all files of a recording begin with: topic, date and time, as every system takes them.</summary>
    public static string FileStem(DeliveryTarget target)
    {
        var name = new StringBuilder();
        var what = target.Recording.Speaker is { } speaker ? $"{ColumnText.Cut(Topic(target.Meeting), MaxFileNameLength / 2)} – {speaker}" : Topic(target.Meeting);
        foreach (var rune in what.EnumerateRunes())
        {
            var plain = Rune.IsLetterOrDigit(rune) || rune.Value is '-' or '–' or '_' or '.' or ',' or '(' or ')' ? rune : new Rune(' ');
            if (name.Length + plain.Utf16SequenceLength <= MaxFileNameLength && !(plain.Value == ' ' && (name.Length == 0 || name[^1] == ' ')))
            {
                name.Append(plain.ToString());
            }
        }

        var start = Local(StartOf(target), TimeZone(target)) is { } local ? local.ToString(" yyyy-MM-dd HH.mm", CultureInfo.InvariantCulture) : "";
        return $"{name.ToString().Trim(' ', '.')}{start}";
    }

    private static string Extension(DeliveryTarget target) => target.Recording.IsVideo ? "mp4" : "m4a";

    private static string PartOf(AudioPiece piece) => PartOf(piece.Part, piece.Parts);

    private static string PartOf(int part, int parts) => RecordingWords.FormatPartOf(Number(part + 1), Number(parts));

    private static string Facts(DeliveryTarget target)
    {
        var first = $"🎙 <b>{TelegramHtml.Outside(Topic(target.Meeting), MaxTopicLength)}</b>{SpeakerLine(target)}";
        var facts = new[] { Start(StartOf(target), TimeZone(target)), Words(Length(target)), target.Host is { } host ? TelegramHtml.Outside(host, MaxHostLength) : null };
        var second = string.Join(" · ", facts.Where(fact => fact is not null));
        return second.Length > 0 ? $"{first}\n{second}" : first;
    }

    private static string SpeakerLine(DeliveryTarget target) => target.Recording switch
    {
        { IsOneSpeakers: false } => "",
        { Speaker: { } speaker } => $"\n{SpeakersWords.FormatNamed(TelegramHtml.Outside(speaker, MaxHostLength))}",
        _ => $"\n{SpeakersWords.Unnamed}",
    };

    private static string Topic(Meeting meeting) => Topic(meeting.Topic);

    private static string Topic(string topic) => string.IsNullOrWhiteSpace(topic) ? RecordingWords.NoTopic : topic;

    // The topic, and when it was where that is known.
    private static string Named(Meeting meeting, string? userTimeZone)
    {
        var start = Start(meeting.StartTime, TimeZone(meeting, userTimeZone));
        return $"<b>{TelegramHtml.Outside(Topic(meeting), MaxTopicLength)}</b>{(start is null ? "" : $" ({start})")}";
    }

    // Made inert: 10:00 in a caption would otherwise start the audio there.
    private static string? Start(DateTimeOffset? start, TimeZoneInfo? zone) => start is { } at
        ? TelegramHtml.Escape(TelegramHtml.Inert(LocalDates.ShortMoment(at, zone ?? TimeZoneInfo.Utc)))
        : null;

    private static DateTimeOffset? StartOf(DeliveryTarget target) => target.Recording.RecordingStart ?? target.Meeting.StartTime;

    private static DateTimeOffset? Local(DateTimeOffset? start, TimeZoneInfo? zone) =>
        start is { } at ? zone is null ? at.ToUniversalTime() : TimeZoneInfo.ConvertTime(at, zone) : null;

    private static TimeZoneInfo? TimeZone(DeliveryTarget target) => TimeZone(target.Meeting, target.UserTimeZone);

    // The meeting's, else its owner's.
    private static TimeZoneInfo? TimeZone(Meeting meeting, string? userTimeZone)
    {
        foreach (var name in new[] { meeting.TimeZone, userTimeZone })
        {
            if (!string.IsNullOrEmpty(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
            {
                return zone;
            }
        }

        return null;
    }

    /// <summary>How long the recording is as Zoom says; zero for unknown.</summary>
    public static TimeSpan Length(DeliveryTarget target) =>
        target.Recording is { RecordingStart: { } start, RecordingEnd: { } end } && end > start
            ? end - start
            : TimeSpan.FromMinutes(target.Meeting.DurationMinutes);

    // Words, not h:mm: that would be a time to tap.
    private static string? Words(TimeSpan length)
    {
        var minutes = (int)Math.Round(length.TotalMinutes, MidpointRounding.AwayFromZero);
        return (length.TotalSeconds, minutes / 60, minutes % 60) switch
        {
            (<= 0, _, _) => null,
            (_, 0, 0) => RecordingWords.LessThanMinute,
            (_, 0, var rest) => RecordingWords.FormatMinutes(Number(rest)),
            (_, var hours, 0) => RecordingWords.FormatHours(Number(hours)),
            (_, var hours, var rest) => RecordingWords.FormatHoursMinutes(Number(hours), Number(rest)),
        };
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
