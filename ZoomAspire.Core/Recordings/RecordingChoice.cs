using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>Which files of a meeting are delivered.</summary>
/// <param name="Files">The files.</param>
/// <param name="IsFinal">Whether no more are to be expected: nothing that would be chosen is still being processed.</param>
internal sealed record RecordingChoice(IReadOnlyList<RecordingFile> Files, bool IsFinal)
{
    // The sound alone may be listed a little later than the video.
    private static readonly TimeSpan PatienceForAudio = TimeSpan.FromMinutes(2);

    // Starts of the same stretch, and ends where both are known.
    private static readonly TimeSpan SameTime = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Every file of sound alone: one for each time that recording was stopped and started again. Of each stretch that has none, the
    /// smallest file that has sound, after a short while.
    /// </summary>
    /// <param name="files">All files of the meeting.</param>
    /// <param name="waited">How long its recording has been looked at.</param>
    public static RecordingChoice Of(IReadOnlyList<RecordingFile> files, TimeSpan waited)
    {
        var audio = files.Where(file => file.IsAudioOnly).ToList();
        var ready = audio.Where(IsReady);
        var others = StretchesOf(files.Where(file => file is { HasSound: true, IsAudioOnly: false } && !audio.Any(own => IsSoundOf(own, file))));
        if (audio.Count > 0 && others.Count == 0)
        {
            return new RecordingChoice([.. ready], audio.All(IsReady));
        }

        // While anything is being processed it may turn out to be the audio.
        if (waited < PatienceForAudio || !files.All(file => file.IsCompleted))
        {
            return new RecordingChoice([.. ready], false);
        }

        var smallest = others.Select(stretch => stretch.Where(IsReady).MinBy(file => file.Size ?? long.MaxValue)).OfType<RecordingFile>().ToList();
        return new RecordingChoice(
            [.. ready, .. smallest], audio.All(IsReady) && smallest.Count == others.Count && files.Any(file => file.HasSound));
    }

    // Views of one stretch differ by a moment.
    private static List<List<RecordingFile>> StretchesOf(IEnumerable<RecordingFile> videos)
    {
        var stretches = new List<List<RecordingFile>>();
        foreach (var video in videos.OrderBy(file => file.Start))
        {
            if (stretches.Find(stretch => IsSameStretch(stretch[0], video)) is { } known)
            {
                known.Add(video);
            }
            else
            {
                stretches.Add([video]);
            }
        }

        return stretches;
    }

    private static bool IsSameStretch(RecordingFile one, RecordingFile other) =>
        AreSame(one.Start, other.Start) && (one.End is null || other.End is null || AreSame(one.End, other.End));

    private static bool AreSame(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null || other is null ? one == other : (one.Value - other.Value).Duration() <= SameTime;

    private static bool IsReady(RecordingFile file) => file is { IsCompleted: true, DownloadUrl: not null };

    // A stretch may begin a little earlier as video. Where it is not known which is meant, nothing is to come twice.
    private static bool IsSoundOf(RecordingFile audio, RecordingFile video)
    {
        if (audio.Start is not { } audioStart || video.Start is not { } start)
        {
            return true;
        }

        if (audio.End is not { } audioEnd || video.End is not { } end)
        {
            return (audioStart - start).Duration() <= SameTime;
        }

        var shared = (audioEnd < end ? audioEnd : end) - (audioStart > start ? audioStart : start);
        return shared >= (end - start) / 2;
    }
}
