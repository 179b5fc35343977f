using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace ZoomAspire.Core.Notes;

/// <summary>
/// Reads WebVTT (https://www.w3.org/TR/webvtt1/) as Zoom and others really write it: with or without a byte order mark, header, cue
/// ids, hours, blank lines, speakers; with either decimal mark; in any order.
/// </summary>
public static partial class WebVtt
{
    /// <summary>Most that is read of a file, in UTF-16 code units: about a hundred hours of speech.</summary>
    public const int MaxLength = 8 * 1024 * 1024;

    /// <summary>Most cues that are read.</summary>
    public const int MaxCues = 100_000;

    /// <summary>Most that is kept of the text of a cue, in UTF-16 code units.</summary>
    public const int MaxCueLength = 5_000;

    private const string Arrow = "-->";

    /// <summary>Reads a transcript or captions.</summary>
    /// <param name="stream">UTF-8, or what its byte order mark says. It is left open.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>What could be read; without turns where nothing could. What lies past the limits is left out and said so.</returns>
    public static async Task<Transcript> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var (text, isTruncated) = await BoundedText.ReadAsync(stream, MaxLength, cancellationToken).ConfigureAwait(false);
        var cues = RawCues(text);
        return Transcript.Of(SpeakerLabels.Read(cues), isTruncated || cues.Count == MaxCues);
    }

    // The text of a cue ends at a blank line, or where the next cue begins without one.
    private static List<RawCue> RawCues(string text)
    {
        var cues = new List<RawCue>();
        var open = new OpenCue();
        foreach (var part in text.AsSpan().EnumerateLines())
        {
            var line = part.Trim();
            if (TryReadTimes(line, out var start, out var end))
            {
                open.DropNumber();
                open.Close(cues);
                open.Begin(start, end);
            }
            else if (line.IsEmpty)
            {
                open.Close(cues);
            }
            else
            {
                open.Add(line);
            }

            if (cues.Count == MaxCues)
            {
                return cues;
            }
        }

        open.Close(cues);
        return cues;
    }

    private static bool TryReadTimes(ReadOnlySpan<char> line, out TimeSpan start, out TimeSpan end)
    {
        start = end = default;
        var arrow = line.IndexOf(Arrow, StringComparison.Ordinal);
        if (arrow < 0 || !TryReadTime(line[..arrow].Trim(), out start))
        {
            return false;
        }

        var rest = line[(arrow + Arrow.Length)..].Trim();
        var space = rest.IndexOfAny(' ', '\t');
        if (!TryReadTime(space < 0 ? rest : rest[..space], out end) || end < start)
        {
            end = start;
        }

        return true;
    }

    /// <summary>Reads <c>[h…:]mm:ss[.fff]</c>, with a dot or a comma.</summary>
    internal static bool TryReadTime(ReadOnlySpan<char> text, out TimeSpan time)
    {
        time = default;
        var mark = text.LastIndexOfAny('.', ',');
        var fraction = 0.0;
        if (mark >= 0)
        {
            if (!uint.TryParse(text[(mark + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var digits))
            {
                return false;
            }

            fraction = digits / Math.Pow(10, text.Length - mark - 1);
            text = text[..mark];
        }

        Span<Range> parts = stackalloc Range[4];
        var count = text.Split(parts, ':');
        if (count is < 2 or > 3)
        {
            return false;
        }

        var seconds = 0L;
        foreach (var part in parts[..count])
        {
            if (text[part].Length > 4 || !int.TryParse(text[part].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            {
                return false;
            }

            seconds = (seconds * 60) + value;
        }

        time = TimeSpan.FromMilliseconds(Math.Round((seconds + fraction) * 1000));
        return true;
    }

    [GeneratedRegex(@"</?(?:[bciuv]|ruby|rt|lang)(?:[.\s][^<>]{0,300})?>|<[\d:.]{5,16}>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Tag { get; }

    [GeneratedRegex(@"<v(?:\.[^\s<>]{0,100})?\s+([^<>]{1,300})>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Voice { get; }

    /// <summary>The times of a cue, the name in its voice tag, and its text without markup.</summary>
    internal readonly record struct RawCue(TimeSpan Start, TimeSpan End, string? Voice, string Text);

    // What stands between two lines of times: text, and perhaps the next cue's number.
    private sealed class OpenCue
    {
        private readonly StringBuilder _text = new();
        private TimeSpan _start;
        private TimeSpan _end;
        private bool _isOpen;
        private int _lastLine;

        public void Begin(TimeSpan start, TimeSpan end) => (_start, _end, _isOpen) = (start, end, true);

        public void Add(ReadOnlySpan<char> line)
        {
            // Anything outside a cue is a header, a note, a style or an id.
            if (!_isOpen || _text.Length > 4 * MaxCueLength)
            {
                return;
            }

            if (_text.Length > 0)
            {
                _text.Append(' ');
            }

            _lastLine = _text.Length;
            _text.Append(line[..Math.Min(line.Length, 4 * MaxCueLength)]);
        }

        /// <summary>Takes back a last line that is the number of the cue that begins now.</summary>
        public void DropNumber()
        {
            if (_isOpen && _lastLine > 0 && int.TryParse(_text.ToString(_lastLine, _text.Length - _lastLine), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                _text.Length = _lastLine;
            }
        }

        public void Close(List<RawCue> cues)
        {
            if (_isOpen && _text.Length > 0)
            {
                Close(_text.ToString(), cues);
            }

            _text.Clear();
            _lastLine = 0;
            _isOpen = false;
        }

        // A voice tag in the middle of a cue begins what another speaker says in the same time.
        private void Close(string text, List<RawCue> cues)
        {
            var from = 0;
            string? voice = null;
            foreach (var next in Voice.EnumerateMatches(text))
            {
                Add(text.AsSpan(from, next.Index - from), voice, cues);
                voice = Plain(Voice.Match(text, next.Index, next.Length).Groups[1].ValueSpan, SpeakerLabels.MaxNameLength);
                from = next.Index + next.Length;
            }

            Add(text.AsSpan(from), voice, cues);
        }

        private void Add(ReadOnlySpan<char> marked, string? voice, List<RawCue> cues)
        {
            var text = Plain(Tag.Replace(marked.ToString(), ""), MaxCueLength);
            if (text.Length > 0 && cues.Count < MaxCues)
            {
                cues.Add(new RawCue(_start, _end, voice is { Length: > 0 } ? voice : null, text));
            }
        }

        private static string Plain(ReadOnlySpan<char> encoded, int maxLength) =>
            BoundedText.OneLine(WebUtility.HtmlDecode(encoded.ToString()), maxLength);
    }
}
