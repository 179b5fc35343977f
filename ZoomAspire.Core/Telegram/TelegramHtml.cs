using System.Globalization;
using System.Net;
using System.Text;

namespace ZoomAspire.Core.Telegram;

/// <summary>
/// Text for messages sent with parse mode HTML (https://core.telegram.org/bots/api#html-style). Lengths are UTF-16 code
/// units after parsing, the unit in which the Bot API counts entities.
/// </summary>
public static class TelegramHtml
{
    /// <summary>Longest text of a message, after parsing.</summary>
    public const int TextLimit = 4096;

    /// <summary>Longest caption of a media message, after parsing.</summary>
    public const int CaptionLimit = 1024;

    private const char Ellipsis = '…';

    // Word joiner: invisible, allows no line break. Telegram's detection of links, mentions, hashtags and commands stops at
    // it (https://github.com/tdlib/td, MessageEntity.cpp: General Punctuation is a separator), whereas the zero-width joiner
    // and non-joiner count as parts of addresses and hashtags there.
    private const char Joiner = '\u2060';

    private const string Triggers = "/@#$.:+";

    /// <summary>Escapes text of our own, or text that has gone through <see cref="Inert"/>.</summary>
    /// <param name="text">Plain text.</param>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text
            .Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal)
            .Replace("\"", "&quot;", StringComparison.Ordinal);
    }

    /// <summary>
    /// Text from outside (topics, names, transcripts, model output) as one line of HTML that shows as it is and does nothing:
    /// escaped, and kept from becoming a command, mention, hashtag, link, address or time that can be tapped.
    /// </summary>
    /// <param name="text">Plain text that others wrote.</param>
    /// <param name="maxLength">Longest result, before escaping and not counting invisible characters; an ellipsis marks a cut.</param>
    public static string Outside(string text, int maxLength = TextLimit) => Escape(Inert(OneLine(text, maxLength)));

    /// <summary>
    /// Puts an invisible word joiner after each character that could begin something tappable (<c>/disconnect</c>,
    /// <c>@all</c>, <c>evil.com</c>, <c>#tag</c>, <c>$USD</c>, <c>+1202…</c>, <c>10:30</c>). The result is not escaped.
    /// </summary>
    /// <param name="text">Plain text that others wrote.</param>
    public static string Inert(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var result = new StringBuilder(text.Length + 8);
        for (var index = 0; index < text.Length; index++)
        {
            result.Append(text[index]);
            var next = index + 1;
            if (Triggers.Contains(text[index], StringComparison.Ordinal) && next < text.Length && !char.IsWhiteSpace(text[next]))
            {
                result.Append(Joiner);
            }
        }

        return result.ToString();
    }

    /// <summary>Length of a message as the Bot API counts it against its limits: without tags, entities resolved.</summary>
    /// <param name="html">Well-formed HTML of the Bot API's dialect.</param>
    public static int VisibleLength(string html)
    {
        ArgumentNullException.ThrowIfNull(html);
        var length = 0;
        for (var position = 0; position < html.Length;)
        {
            var piece = PieceAt(html, position);
            length += VisibleLengthOf(piece);
            position += piece.Length;
        }

        return length;
    }

    /// <summary>
    /// Cuts a message to a limit, marks the cut with an ellipsis and closes the tags that were open. Never cuts inside a tag,
    /// an entity, a surrogate pair or a composed character.
    /// </summary>
    /// <param name="html">Well-formed HTML of the Bot API's dialect.</param>
    /// <param name="maxLength">Longest result as <see cref="VisibleLength"/> counts, at least 1.</param>
    public static string Truncate(string html, int maxLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 1);
        if (VisibleLength(html) <= maxLength)
        {
            return html;
        }

        var result = new StringBuilder();
        var open = new Stack<string>();
        var room = maxLength - 1;
        for (var position = 0; position < html.Length;)
        {
            var piece = PieceAt(html, position);
            var length = VisibleLengthOf(piece);
            if (length > room)
            {
                break;
            }

            Follow(piece, open);
            result.Append(piece);
            room -= length;
            position += piece.Length;
        }

        return result.Append(Ellipsis).AppendJoin("", open.Select(tag => $"</{tag}>")).ToString();
    }

    /// <summary>
    /// Text from outside as one line of plain text, for places without markup or detection (labels of buttons, titles of
    /// audio): no line breaks, control characters or changes of writing direction.
    /// </summary>
    /// <param name="text">Plain text that others wrote.</param>
    /// <param name="maxLength">Longest result; an ellipsis marks a cut.</param>
    public static string OneLine(string text, int maxLength) => Cut(Unbroken(text), maxLength);

    private static string Unbroken(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                if (line.Length > 0 && line[^1] != ' ')
                {
                    line.Append(' ');
                }
            }
            else if (!IsDirectionControl(rune.Value))
            {
                line.Append(rune);
            }
        }

        return line.ToString().TrimEnd();
    }

    // They would turn the rest of our own line around.
    private static bool IsDirectionControl(int codePoint) =>
        codePoint is 0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);

    private static string Cut(string text, int maxLength)
    {
        if (text.Length <= maxLength)
        {
            return text;
        }

        var length = 0;
        while (true)
        {
            var next = StringInfo.GetNextTextElementLength(text, length);
            if (length + next > maxLength - 1)
            {
                return text[..length].TrimEnd() + Ellipsis;
            }

            length += next;
        }
    }

    // The tag, the entity, or the composed character at a position.
    private static string PieceAt(string html, int position)
    {
        var end = html[position] switch
        {
            '<' => html.IndexOf('>', position),
            '&' => html.IndexOf(';', position),
            _ => -1,
        };
        var length = end < 0 ? StringInfo.GetNextTextElementLength(html, position) : end - position + 1;
        return html.Substring(position, length);
    }

    private static int VisibleLengthOf(string piece) => piece[0] switch
    {
        '<' => 0,
        '&' => WebUtility.HtmlDecode(piece).Length,
        _ => piece.Length,
    };

    private static void Follow(string piece, Stack<string> open)
    {
        if (piece.StartsWith("</", StringComparison.Ordinal))
        {
            open.TryPop(out _);
        }
        else if (piece[0] == '<')
        {
            open.Push(piece.Trim('<', '>').Split(' ')[0]);
        }
    }
}
