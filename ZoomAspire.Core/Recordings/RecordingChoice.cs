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

        var smallest = others.Select(SmallestOf).OfType<RecordingFile>().ToList();
        return new RecordingChoice(
            [.. ready, .. smallest], audio.All(IsReady) && smallest.Count == others.Count && files.Any(file => file.HasSound));
    }

    // Of the views that show the whole stretch; one may have been recorded for a part of it only.
    private static RecordingFile? SmallestOf(List<RecordingFile> stretch)
    {
        var longest = stretch.Max(file => RecordingStretch.LengthOf(file));
        return stretch.Where(file => IsReady(file) && (longest is null || RecordingStretch.LengthOf(file) >= longest - RecordingStretch.Moment))
            .MinBy(file => file.Size ?? long.MaxValue);
    }

    // Views of one stretch may begin and end a little otherwise.
    private static List<List<RecordingFile>> StretchesOf(IEnumerable<RecordingFile> videos)
    {
        var stretches = new List<List<RecordingFile>>();
        foreach (var video in videos.OrderBy(file => file.Start))
        {
            if (stretches.Find(stretch => stretch.Exists(view => RecordingStretch.AreSame(view, video))) is { } known)
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

    private static bool IsReady(RecordingFile file) => file is { IsCompleted: true, DownloadUrl: not null };

    // Where it is not known which is meant, nothing is to come twice.
    private static bool IsSoundOf(RecordingFile audio, RecordingFile video) =>
        audio.Start is null || video.Start is null || RecordingStretch.Covers(audio.Start, audio.End, video);
}
