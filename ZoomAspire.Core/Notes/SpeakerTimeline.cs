using System.Text.Json;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Notes;

/// <summary>
/// Who spoke when, of a recording's TIMELINE file (<c>timeline_refine</c> where there is one, else <c>timeline</c>). It gives names to
/// captions that have none.
/// </summary>
public sealed class SpeakerTimeline
{
    private const int MaxMoments = 200_000;
    private const int MaxLength = 32 * 1024 * 1024;

    private readonly List<(TimeSpan At, string? Speaker)> _moments;

    private SpeakerTimeline(List<(TimeSpan At, string? Speaker)> moments) => _moments = moments;

    /// <summary>Whether it says nothing.</summary>
    public bool IsEmpty => _moments.Count == 0;

    /// <summary>Reads the file.</summary>
    /// <param name="stream">JSON. It is left open.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>What could be read; empty where nothing could.</returns>
    public static async Task<SpeakerTimeline> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var json = await NotesJson.ReadAsync(stream, MaxLength, cancellationToken).ConfigureAwait(false);
        var root = json?.RootElement ?? default;
        var refined = Moments(root, "timeline_refine");
        return new SpeakerTimeline(refined.Count > 0 ? refined : Moments(root, "timeline"));
    }

    /// <summary>Gives nameless cues the name of whoever alone spoke when they began and when they ended.</summary>
    /// <param name="transcript">Cues that have names keep them.</param>
    public Transcript Name(Transcript transcript)
    {
        ArgumentNullException.ThrowIfNull(transcript);
        return IsEmpty || transcript.Cues.All(cue => cue.Speaker is not null)
            ? transcript
            : Transcript.Of(transcript.Cues.Select(cue => cue.Speaker is null ? cue with { Speaker = Alone(cue) } : cue), transcript.IsTruncated);
    }

    // Two voices, or several people at one device, name nobody: rather no name than a wrong one.
    private string? Alone(Cue cue)
    {
        var first = Math.Max(0, LastBefore(cue.Start));
        var last = LastBefore(cue.End);
        if (last < 0)
        {
            return null;
        }

        var name = _moments[first].Speaker;
        for (var index = first + 1; index <= last; index++)
        {
            if (_moments[index].Speaker != name)
            {
                return null;
            }
        }

        return name;
    }

    private int LastBefore(TimeSpan time)
    {
        var (low, high) = (0, _moments.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _moments[middle].At <= time ? (middle + 1, high) : (low, middle);
        }

        return low - 1;
    }

    private static List<(TimeSpan At, string? Speaker)> Moments(JsonElement root, string name) =>
    [
        .. root.Items(name)
            .Take(MaxMoments)
            .Select(item => (IsTime: WebVtt.TryReadTime(item.Text("ts"), out var at), At: at, Speaker: Speaker(item)))
            .Where(item => item.IsTime)
            .OrderBy(item => item.At)
            .Select(item => (item.At, item.Speaker)),
    ];

    private static string? Speaker(JsonElement item)
    {
        var users = item.Items("users").Take(2).ToList();
        return users is [var user] && user.Child("multiple_people").ValueKind != JsonValueKind.True && user.Text("username") is { } name
            ? BoundedText.OneLine(name, SpeakerLabels.MaxNameLength) is { Length: > 0 } shown ? shown : null
            : null;
    }
}
