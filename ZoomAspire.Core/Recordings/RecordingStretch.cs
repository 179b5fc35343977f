using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// The time of a meeting that a file records: from one start of the recording to its stop. Files of one stretch may begin and end a
/// little otherwise.
/// </summary>
internal static class RecordingStretch
{
    /// <summary>By so much times of one stretch differ at most, where no others are known that tell more.</summary>
    public static readonly TimeSpan Moment = TimeSpan.FromMinutes(1);

    /// <summary>How long it is; null if that is not known.</summary>
    public static TimeSpan? LengthOf(RecordingFile file) => file.End - file.Start;

    /// <summary>Whether what was recorded from start to end has at least half of a file; false where the starts are not known.</summary>
    public static bool Covers(DateTimeOffset? start, DateTimeOffset? end, RecordingFile file) =>
        Shared(start, end, file) is { } shared ? shared >= LengthOf(file) / 2 : AreClose(start, file.Start);

    /// <summary>Whether two files record the same stretch: one has at least half of the other, or nothing is known of both.</summary>
    public static bool AreSame(RecordingFile one, RecordingFile other) =>
        Covers(one.Start, one.End, other) || Covers(other.Start, other.End, one) || (one.Start is null && other.Start is null);

    private static TimeSpan? Shared(DateTimeOffset? start, DateTimeOffset? end, RecordingFile file) =>
        (end < file.End ? end : file.End) - (start > file.Start ? start : file.Start) is { } shared && start is not null && end is not null
            ? shared
            : null;

    private static bool AreClose(DateTimeOffset? one, DateTimeOffset? other) => (one - other)?.Duration() <= Moment;
}
