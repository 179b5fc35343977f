using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace ZoomAspire.Simulator.Telegram;

/// <summary>
/// Parses the Bot API's HTML style (https://core.telegram.org/bots/api#html-style) as strictly as the real server, with its
/// error texts; positions in them count bytes of UTF-8. Tags that cannot be used, tags left open and wrongly nested tags are
/// errors; a lone <c>&amp;</c> is not.
/// </summary>
internal sealed class HtmlMarkup
{
    private const int LongestReference = 10;
    private const string LanguageClass = "language-";

    private static readonly FrozenDictionary<string, string> EntityTypes = new Dictionary<string, string>
    {
        ["b"] = "bold",
        ["strong"] = "bold",
        ["i"] = "italic",
        ["em"] = "italic",
        ["u"] = "underline",
        ["ins"] = "underline",
        ["s"] = "strikethrough",
        ["strike"] = "strikethrough",
        ["del"] = "strikethrough",
        ["span"] = "spoiler",
        ["tg-spoiler"] = "spoiler",
        ["tg-emoji"] = "custom_emoji",
        ["tg-time"] = "date_time",
        ["a"] = "text_link",
        ["code"] = "code",
        ["pre"] = "pre",
        ["blockquote"] = "blockquote",
    }.ToFrozenDictionary();

    private readonly string _html;
    private readonly StringBuilder _text = new();
    private readonly Stack<OpenTag> _open = new();
    private readonly List<TextEntity> _entities = [];
    private int _at;

    private HtmlMarkup(string html) => _html = html;

    private sealed record OpenTag(string Name, IReadOnlyDictionary<string, string> Attributes, int Offset);

    private char Current => _at < _html.Length ? _html[_at] : '\0';

    private bool AtEnd => _at >= _html.Length;

    /// <summary>The text without markup, and its entities.</summary>
    /// <exception cref="BotApiException">400 "can't parse entities: …".</exception>
    public static FormattedText Parse(string html) => new HtmlMarkup(html).Parse();

    private FormattedText Parse()
    {
        while (!AtEnd)
        {
            if (Current == '<')
            {
                ReadTag();
            }
            else if (!TryReadReference(_text))
            {
                _text.Append(_html[_at++]);
            }
        }

        if (_open.TryPeek(out var left))
        {
            throw Refuse($"Can't find end tag corresponding to start tag \"{left.Name}\"");
        }

        var text = _text.ToString();
        if (!IsWellFormed(text))
        {
            throw Refuse(
                "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units");
        }

        return new FormattedText(text, Simplify(_entities)).Trimmed();
    }

    private void ReadTag()
    {
        var begin = _at++;
        if (Current == '/')
        {
            _at++;
            ReadEndTag(begin);
        }
        else
        {
            ReadStartTag(begin);
        }
    }

    private void ReadStartTag(int begin)
    {
        var name = ReadUntil(character => char.IsWhiteSpace(character) || character == '>').ToLowerInvariant();
        if (AtEnd)
        {
            throw Refuse("Unclosed start tag", begin);
        }

        if (!EntityTypes.ContainsKey(name))
        {
            throw Refuse($"Unsupported start tag \"{name}\"", begin);
        }

        var attributes = ReadAttributes(name, begin);
        if (name == "span" && attributes.GetValueOrDefault("class") != "tg-spoiler")
        {
            throw Refuse("Tag \"span\" must have class \"tg-spoiler\"", begin);
        }

        _open.Push(new OpenTag(name, attributes, _text.Length));
    }

    private Dictionary<string, string> ReadAttributes(string tag, int begin)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        while (true)
        {
            SkipWhiteSpace();
            if (AtEnd)
            {
                throw Refuse("Unclosed start tag", begin);
            }

            if (Current == '>')
            {
                _at++;
                return attributes;
            }

            var name = ReadUntil(character => char.IsWhiteSpace(character) || character is '=' or '>');
            attributes[name] = ReadAttributeValue(tag, name, begin);
        }
    }

    private string ReadAttributeValue(string tag, string attribute, int begin)
    {
        if (attribute.Length == 0)
        {
            throw Refuse($"Empty attribute name in the tag \"{tag}\"", begin);
        }

        SkipWhiteSpace();
        if (Current != '=')
        {
            return tag == "blockquote" && attribute == "expandable"
                ? ""
                : throw Refuse($"Expected equal sign in declaration of an attribute of the tag \"{tag}\"", begin);
        }

        _at++;
        SkipWhiteSpace();
        if (AtEnd)
        {
            throw Refuse($"Unclosed start tag \"{tag}\"", begin);
        }

        return Current is '"' or '\'' ? ReadQuoted(begin) : ReadNameToken();
    }

    private string ReadQuoted(int begin)
    {
        var quote = _html[_at++];
        var value = new StringBuilder();
        while (!AtEnd && Current != quote)
        {
            if (!TryReadReference(value))
            {
                value.Append(_html[_at++]);
            }
        }

        _at++;
        return AtEnd ? throw Refuse("Unclosed start tag", begin) : value.ToString();
    }

    private string ReadNameToken()
    {
        var begin = _at;
        var token = ReadUntil(character => !char.IsAsciiLetterOrDigit(character) && character is not '.' and not '-');
        return AtEnd || Current == '>' || char.IsWhiteSpace(Current)
            ? token.ToLowerInvariant()
            : throw Refuse("Unexpected end of name token", begin);
    }

    private void ReadEndTag(int begin)
    {
        if (!_open.TryPeek(out var open))
        {
            throw Refuse("Unexpected end tag", begin);
        }

        var name = ReadUntil(character => char.IsWhiteSpace(character) || character == '>').ToLowerInvariant();
        SkipWhiteSpace();
        if (Current != '>')
        {
            throw Refuse("Unclosed end tag", begin);
        }

        _at++;
        if (name.Length > 0 && name != open.Name)
        {
            throw Refuse(
                $"Unmatched end tag at byte offset {ByteOffset(begin)}, expected \"</{open.Name}>\", found \"</{name}>\"");
        }

        _open.Pop();
        if (_text.Length > open.Offset && ToEntity(open) is { } entity)
        {
            _entities.Add(entity);
        }
    }

    private TextEntity? ToEntity(OpenTag tag)
    {
        var entity = new TextEntity(EntityTypes[tag.Name], tag.Offset, _text.Length - tag.Offset);
        return tag.Name switch
        {
            "a" => ToLink(entity, tag),
            "tg-emoji" => ToCustomEmoji(entity, tag),
            "code" => entity with { Language = LanguageOf(tag) },
            "blockquote" when tag.Attributes.ContainsKey("expandable") => entity with { Type = "expandable_blockquote" },
            _ => entity,
        };
    }

    private static string? LanguageOf(OpenTag tag) =>
        tag.Attributes.GetValueOrDefault("class") is { } value && value.StartsWith(LanguageClass, StringComparison.Ordinal)
            ? value[LanguageClass.Length..]
            : null;

    private TextEntity? ToLink(TextEntity entity, OpenTag tag)
    {
        var target = tag.Attributes.GetValueOrDefault("href") is { Length: > 0 } href
            ? href
            : _text.ToString(entity.Offset, entity.Length);
        if (!target.Contains(':', StringComparison.Ordinal))
        {
            target = "http://" + target;
        }

        // A link that the server cannot use becomes plain text, silently.
        return Uri.TryCreate(target, UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https" or "tg" or "mailto" or "tel"
                ? entity with { Url = target }
                : null;
    }

    private static TextEntity ToCustomEmoji(TextEntity entity, OpenTag tag) =>
        tag.Attributes.GetValueOrDefault("emoji-id") is { } id
        && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number != 0
            ? entity with { CustomEmojiId = id }
            : throw Refuse("Invalid custom emoji identifier specified");

    /// <summary>Reads one of the four named references or a numeric one; anything else stays as it is written.</summary>
    private bool TryReadReference(StringBuilder into)
    {
        if (Current != '&')
        {
            return false;
        }

        var end = _at + 1;
        var code = end < _html.Length && _html[end] == '#' ? NumericReference(ref end) : NamedReference(ref end);
        if (code is null)
        {
            return false;
        }

        if (code <= char.MaxValue)
        {
            into.Append((char)code); // Halves of surrogate pairs too: they are judged once the text is whole.
        }
        else
        {
            into.Append(char.ConvertFromUtf32(code.Value));
        }

        _at = end < _html.Length && _html[end] == ';' ? end + 1 : end;
        return true;
    }

    private int? NumericReference(ref int end)
    {
        end++;
        var hexadecimal = end < _html.Length && _html[end] == 'x';
        end += hexadecimal ? 1 : 0;
        var start = end;
        while (end < _html.Length && (hexadecimal ? char.IsAsciiHexDigit(_html[end]) : char.IsAsciiDigit(_html[end])))
        {
            end++;
        }

        var style = hexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        return end - _at < LongestReference
            && int.TryParse(_html.AsSpan(start, end - start), style, CultureInfo.InvariantCulture, out var code)
            && code is > 0 and < 0x10FFFF
                ? code
                : null;
    }

    private int? NamedReference(ref int end)
    {
        var start = end;
        while (end < _html.Length && char.IsAsciiLetter(_html[end]))
        {
            end++;
        }

        return _html.AsSpan(start, end - start) switch
        {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            _ => null,
        };
    }

    private string ReadUntil(Func<char, bool> stop)
    {
        var start = _at;
        while (!AtEnd && !stop(Current))
        {
            _at++;
        }

        return _html[start.._at];
    }

    private void SkipWhiteSpace()
    {
        while (!AtEnd && char.IsWhiteSpace(Current))
        {
            _at++;
        }
    }

    /// <summary>
    /// <c>pre</c> and <c>code</c> around the same text become one block with a language; nothing else survives inside them,
    /// except that a quotation may hold them.
    /// </summary>
    private static List<TextEntity> Simplify(List<TextEntity> entities)
    {
        var blocks = entities.Where(entity => entity.Type is "pre").Select(pre => pre with
        {
            Language = entities.Find(code => code.Type == "code" && Covers(code, pre) && Covers(pre, code))?.Language,
        }).ToList();
        var codes = entities.Where(entity => entity.Type == "code" && !blocks.Exists(block => Covers(block, entity)))
            .Select(code => code with { Language = null });
        List<TextEntity> verbatim = [.. blocks, .. codes];
        var others = entities.Where(entity =>
            entity.Type is not ("pre" or "code")
            && (entity.Type.EndsWith("blockquote", StringComparison.Ordinal)
                || !verbatim.Exists(block => Overlap(block, entity))));
        return [.. verbatim.Concat(others).OrderBy(entity => entity.Offset).ThenByDescending(entity => entity.Length)];
    }

    private static bool Covers(TextEntity outer, TextEntity inner) => outer.Offset <= inner.Offset && inner.End <= outer.End;

    private static bool Overlap(TextEntity one, TextEntity other) => one.Offset < other.End && other.Offset < one.End;

    private static bool IsWellFormed(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (char.IsHighSurrogate(text[index]) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
            {
                index++;
            }
            else if (char.IsSurrogate(text[index]))
            {
                return false;
            }
        }

        return true;
    }

    private int ByteOffset(int index) => Encoding.UTF8.GetByteCount(_html.AsSpan(0, index));

    private BotApiException Refuse(string text, int index) => Refuse($"{text} at byte offset {ByteOffset(index)}");

    private static BotApiException Refuse(string text) => BotApiException.BadRequest($"can't parse entities: {text}");
}
