using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>Which files of a meeting are delivered.</summary>
/// <param name="Files">The files.</param>
/// <param name="IsFinal">Whether no more are to be expected: nothing that would be chosen is still being processed.</param>
internal sealed record RecordingChoice(IReadOnlyList<RecordingFile> Files, bool IsFinal)
{
    // The sound alone may be listed a little later than the video.
    private static readonly TimeSpan PatienceForAudio = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Every file of sound alone: one for each time that recording was stopped and started again. Where there is none, of each
    /// such stretch the smallest file that has sound, after a short while.
    /// </summary>
    /// <param name="files">All files of the meeting.</param>
    /// <param name="waited">How long its recording has been looked at.</param>
    public static RecordingChoice Of(IReadOnlyList<RecordingFile> files, TimeSpan waited)
    {
        var audio = files.Where(file => file.IsAudioOnly).ToList();
        if (audio.Count > 0)
        {
            return new RecordingChoice([.. audio.Where(IsReady)], audio.All(IsReady));
        }

        var sound = files.Where(file => file.HasSound && IsReady(file))
            .GroupBy(file => file.Start)
            .Select(stretch => stretch.MinBy(file => file.Size ?? long.MaxValue)!);
        // While anything is being processed it may turn out to be the audio.
        return waited >= PatienceForAudio && files.All(file => file.IsCompleted)
            ? new RecordingChoice([.. sound], files.Any(file => file.HasSound))
            : new RecordingChoice([], false);
    }

    private static bool IsReady(RecordingFile file) => file is { IsCompleted: true, DownloadUrl: not null };
}
