using System.Globalization;
using System.Text;

namespace ZoomAspire.Core.Notes;

/// <summary>A form in which a transcript can be had as a file.</summary>
public enum TranscriptFormat
{
    /// <summary>Plain text: who said what, turn by turn.</summary>
    Text,

    /// <summary>WebVTT (https://www.w3.org/TR/webvtt1/), for players.</summary>
    WebVtt,

    /// <summary>Markdown: the same as text, with headings of time and bold names.</summary>
    Markdown,
}

/// <summary>Writes transcripts.</summary>
public static class TranscriptWriter
{
    private const string MarkdownSpecial = "\\`*_{}[]<>()#+-!|~";
    private const char Backslash = '\\';
    private const string ChatMark = "💬 ";

    /// <summary>Writes a transcript as a file.</summary>
    /// <param name="transcript">What was said.</param>
    /// <param name="title">Of the meeting, one line, untrusted text.</param>
    /// <param name="format">The form.</param>
    /// <returns>UTF-8 without a byte order mark.</returns>
    public static byte[] Write(Transcript transcript, string title, TranscriptFormat format)
    {
        ArgumentNullException.ThrowIfNull(transcript);
        ArgumentNullException.ThrowIfNull(title);
        var text = format switch
        {
            TranscriptFormat.WebVtt => WebVtt(transcript),
            TranscriptFormat.Markdown => Markdown(transcript, title),
            _ => Plain(transcript, title),
        };
        return Encoding.UTF8.GetBytes(text);
    }

    /// <summary>What the name of such a file ends with, without the dot.</summary>
    /// <param name="format">The form.</param>
    public static string Extension(TranscriptFormat format) => format switch
    {
        TranscriptFormat.WebVtt => "vtt",
        TranscriptFormat.Markdown => "md",
        _ => "txt",
    };

    private static string Plain(Transcript transcript, string title)
    {
        var text = new StringBuilder().Append(title).Append("\n\n");
        foreach (var line in Lines(transcript))
        {
            text.Append(CultureInfo.InvariantCulture, $"[{ClockTime.Text(line.At)}] ").Append(line.IsChat ? ChatMark : "");
            text.Append(line.Name is { } name ? $"{name}: " : "").Append(line.Text).Append('\n');
        }

        return text.ToString();
    }

    // What was written stands where it was written, between turns.
    private static IEnumerable<Line> Lines(Transcript transcript) => transcript.Turns
        .Select(turn => new Line(turn.Start, turn.Speaker, turn.Text, false))
        .Concat(transcript.Chat.Select(line => new Line(line.At, line.Sender, line.Text.ReplaceLineEndings(" "), true)))
        .OrderBy(line => line.At);

    private static string Markdown(Transcript transcript, string title)
    {
        var text = new StringBuilder().Append("# ").Append(Literal(title)).Append("\n\n");
        foreach (var line in Lines(transcript))
        {
            text.Append(line.IsChat ? ChatMark : "").Append(line.Name is { } name ? $"**{Literal(name)}** " : "");
            text.Append(CultureInfo.InvariantCulture, $"({ClockTime.Text(line.At)})  \n").Append(Literal(line.Text)).Append("\n\n");
        }

        return text.ToString();
    }

    private static string WebVtt(Transcript transcript)
    {
        var text = new StringBuilder("WEBVTT\n");
        foreach (var cue in transcript.Cues)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{Stamp(cue.Start)} --> {Stamp(cue.End)}\n");
            text.Append(cue.Speaker is { } speaker ? $"<v {Escaped(speaker)}>" : "").Append(Escaped(cue.Text)).Append('\n');
        }

        return text.ToString();
    }

    // An arrow would begin a cue.
    private static string Escaped(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);

    private static string Literal(string text)
    {
        var literal = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (MarkdownSpecial.Contains(character, StringComparison.Ordinal))
            {
                literal.Append(Backslash);
            }

            literal.Append(character);
        }

        return literal.ToString();
    }

    private static string Stamp(TimeSpan at) => string.Create(
        CultureInfo.InvariantCulture, $"{(int)at.TotalHours:00}:{at.Minutes:00}:{at.Seconds:00}.{at.Milliseconds:000}");

    private sealed record Line(TimeSpan At, string? Name, string Text, bool IsChat);
}
