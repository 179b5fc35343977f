using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>What there is to read at Zoom of one recording.</summary>
/// <param name="Transcript">What was said: the transcript, else the captions; null if there is neither.</param>
/// <param name="Timeline">Who spoke when, for captions without names.</param>
/// <param name="Summaries">AI Companion's files, the summary first.</param>
internal sealed record NotesFiles(RecordingFile? Transcript, RecordingFile? Timeline, IReadOnlyList<RecordingFile> Summaries)
{
    /// <summary>What was written in the meeting's chat; null if there is nothing.</summary>
    public RecordingFile? Chat { get; init; }

    /// <summary>Chooses among the files of a meeting.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="files">The meeting's files, deleted ones left out.</param>
    /// <param name="isOnly">Whether the meeting has no other recording, so that files without times can only be this one's.</param>
    public static NotesFiles Of(Recording recording, IEnumerable<RecordingFile> files, bool isOnly)
    {
        List<RecordingFile> own =
        [
            .. files.Where(file => file is { IsCompleted: true, DownloadUrl: not null } &&
                ((isOnly && (file.Start is null || recording.RecordingStart is null)) ||
                    RecordingStretch.Covers(recording.RecordingStart, recording.RecordingEnd, file))),
        ];
        return new NotesFiles(
            own.Find(file => file.IsTranscript) ?? own.Find(file => file.IsCaptions),
            own.Find(file => file.IsTimeline),
            [.. own.Where(file => file.IsSummary).OrderBy(file => file.RecordingType, StringComparer.OrdinalIgnoreCase)])
        {
            Chat = own.Find(file => file.IsChat),
        };
    }
}
