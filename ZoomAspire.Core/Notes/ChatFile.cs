using System.Text.RegularExpressions;

namespace ZoomAspire.Core.Notes;

/// <summary>A message of the meeting's chat.</summary>
/// <param name="At">From the start of the recording in a cloud recording's file; a time of day in a file saved by a participant.</param>
/// <param name="Sender">The name shown, untrusted text; null where the file names nobody.</param>
/// <param name="Text">Untrusted text, lines kept.</param>
public sealed record ChatLine(TimeSpan At, string? Sender, string Text);

/// <summary>
/// Reads the chat file of a recording: <c>time⇥sender:⇥text</c>, and the shapes that Zoom's clients save (<c>time From sender to
/// Everyone:</c>, the text in the line or indented below). Messages to single people are left out: not everybody may read them.
/// </summary>
public static partial class ChatFile
{
    private const int MaxLength = 4 * 1024 * 1024;
    private const int MaxLines = 20_000;
    private const int MaxTextLength = 4_000;

    /// <summary>Reads the file.</summary>
    /// <param name="stream">UTF-8, or what its byte order mark says. It is left open.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<IReadOnlyList<ChatLine>> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var (text, _) = await BoundedText.ReadAsync(stream, MaxLength, cancellationToken).ConfigureAwait(false);
        var lines = new List<ChatLine>();
        Open? open = null;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (Open.TryBegin(line.ToString()) is { } next)
            {
                open?.Close(lines);
                open = next;
            }
            else
            {
                open?.Add(line);
            }

            if (lines.Count == MaxLines)
            {
                return lines;
            }
        }

        open?.Close(lines);
        return lines;
    }

    [GeneratedRegex(@"^\s*(?<time>\d{1,2}:\d\d(?::\d\d)?)[\t ]+(?<rest>\S.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Line { get; }

    [GeneratedRegex(@"^From\s+(?<sender>.{1,120}?)\s+to\s+(?<to>[^:]{1,160}):\s*(?<text>.*)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Addressed { get; }

    private sealed class Open(TimeSpan at, string? sender, string text, bool isPrivate)
    {
        private string _text = text;

        public static Open? TryBegin(string line)
        {
            var match = Line.Match(line.Length > 2 * MaxTextLength ? line[..(2 * MaxTextLength)] : line);
            if (!match.Success || !TryReadTime(match.Groups["time"].Value, out var at))
            {
                return null;
            }

            var rest = match.Groups["rest"].Value;
            if (Addressed.Match(rest) is { Success: true } addressed)
            {
                var to = addressed.Groups["to"].Value;
                return new Open(at, Name(addressed.Groups["sender"].Value), addressed.Groups["text"].Value, !IsEverybody(to));
            }

            var tab = rest.IndexOf('\t', StringComparison.Ordinal);
            var end = tab > 0 ? tab : rest.IndexOf(": ", StringComparison.Ordinal) + 1;
            return end > 0 && end <= SpeakerLabels.MaxNameLength
                ? new Open(at, Name(rest[..end].TrimEnd().TrimEnd(':')), rest[end..], false)
                : new Open(at, null, rest, false);
        }

        // Minutes and seconds are not written without hours: 9:05 is a time of day.
        private static bool TryReadTime(string text, out TimeSpan at) =>
            WebVtt.TryReadTime(text.Split(':').Length == 2 ? $"{text}:00" : text, out at);

        private static bool IsEverybody(string to) =>
            !to.Contains("direct message", StringComparison.OrdinalIgnoreCase)
            && !to.Contains("privately", StringComparison.OrdinalIgnoreCase)
            && (to.Contains("everyone", StringComparison.OrdinalIgnoreCase) || to.Contains("all panelists", StringComparison.OrdinalIgnoreCase));

        private static string? Name(string name) => BoundedText.OneLine(name, SpeakerLabels.MaxNameLength) is { Length: > 0 } shown ? shown : null;

        public void Add(ReadOnlySpan<char> line)
        {
            if (_text.Length < MaxTextLength)
            {
                _text = _text.Length == 0 ? line.Trim().ToString() : $"{_text}\n{line.Trim()}";
            }
        }

        public void Close(List<ChatLine> lines)
        {
            var text = string.Join('\n', _text.Split('\n').Select(line => BoundedText.OneLine(line, MaxTextLength))).Trim();
            if (!isPrivate && text.Length > 0)
            {
                lines.Add(new ChatLine(at, sender, text.Length > MaxTextLength ? text[..MaxTextLength] : text));
            }
        }
    }
}
