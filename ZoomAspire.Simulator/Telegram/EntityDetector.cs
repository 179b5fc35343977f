using System.Text.RegularExpressions;

namespace ZoomAspire.Simulator.Telegram;

/// <summary>
/// Finds what Telegram itself makes tappable in any text, marked up or not: commands, mentions, hashtags, addresses. So the
/// simulator shows when text from outside has become a command, a mention or a link.
/// </summary>
internal static partial class EntityDetector
{
    private static readonly (string Type, Regex Pattern)[] Patterns =
    [
        ("url", Url()),
        ("email", Email()),
        ("bot_command", Command()),
        ("mention", Mention()),
        ("hashtag", Hashtag()),
    ];

    /// <summary>The text with what was found added to its entities; what is already a link or verbatim stays alone.</summary>
    public static FormattedText Detect(FormattedText formatted)
    {
        List<TextEntity> taken = [.. formatted.Entities.Where(entity => entity.Type is "code" or "pre" or "text_link")];
        List<TextEntity> found = [];
        foreach (var (type, pattern) in Patterns)
        {
            foreach (Match match in pattern.Matches(formatted.Text))
            {
                var entity = new TextEntity(type, match.Index, match.Length);
                if (!taken.Exists(other => other.Offset < entity.End && entity.Offset < other.End))
                {
                    taken.Add(entity);
                    found.Add(entity);
                }
            }
        }

        var all = formatted.Entities.Concat(found).OrderBy(entity => entity.Offset).ThenByDescending(entity => entity.Length);
        return formatted with { Entities = [.. all] };
    }

    [GeneratedRegex(
        @"https?://[^\s<>""]*[\w/]|(?<![\w@./])(?:[a-z0-9-]+\.)+(?:com|org|net|io|me|us|dev|app|info|ru|de)(?:/[^\s<>""]*[\w/])?(?!\w)",
        RegexOptions.IgnoreCase)]
    private static partial Regex Url();

    [GeneratedRegex(@"(?<!\w)[\w.+-]+@(?:[a-z0-9-]+\.)+[a-z]{2,}", RegexOptions.IgnoreCase)]
    private static partial Regex Email();

    [GeneratedRegex(@"(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])")]
    private static partial Regex Command();

    [GeneratedRegex(@"(?<![\w/])@[A-Za-z0-9_]{4,32}(?!\w)")]
    private static partial Regex Mention();

    [GeneratedRegex(@"(?<!\w)#\w*[^\W\d]\w*")]
    private static partial Regex Hashtag();
}
