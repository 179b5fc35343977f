using System.Text;

namespace ZoomAspire.Core.Notes;

/// <summary>Reads a text file of somebody else's: UTF-8 or what its byte order mark says, never more than a limit.</summary>
internal static class BoundedText
{
    private const int BufferSize = 16 * 1024;

    /// <returns>The text, without its byte order mark; and whether there was more.</returns>
    public static async Task<(string Text, bool IsTruncated)> ReadAsync(Stream stream, int maxLength, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, BufferSize, leaveOpen: true);
        var text = new StringBuilder();
        var buffer = new char[BufferSize];
        while (true)
        {
            var read = await reader.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return (text.ToString(), false);
            }

            if (text.Length + read > maxLength)
            {
                text.Append(buffer, 0, maxLength - text.Length);
                return (text.ToString(), true);
            }

            text.Append(buffer, 0, read);
        }
    }

    /// <summary>One line: white space and control characters as single spaces, none at the ends; never longer than the limit.</summary>
    public static string OneLine(ReadOnlySpan<char> text, int maxLength)
    {
        var line = new StringBuilder(Math.Min(text.Length, maxLength));
        foreach (var character in text)
        {
            if (line.Length == maxLength)
            {
                break;
            }

            if (!char.IsWhiteSpace(character) && !char.IsControl(character))
            {
                line.Append(character);
            }
            else if (line.Length > 0 && line[^1] != ' ')
            {
                line.Append(' ');
            }
        }

        if (line.Length > 0 && char.IsHighSurrogate(line[^1]))
        {
            line.Length--;
        }

        return line.ToString().TrimEnd();
    }
}
