using ZoomAspire.Simulator.Telegram;

namespace ZoomAspire.Tests.Simulator;

public sealed class TelegramMarkupTests
{
    [Theory]
    [InlineData("<x>y</x>", "Unsupported start tag \"x\" at byte offset 0")]
    [InlineData("Grüße <p>", "Unsupported start tag \"p\" at byte offset 8")]
    [InlineData("1 < 2", "Unsupported start tag \"\" at byte offset 2")]
    [InlineData("<b", "Unclosed start tag at byte offset 0")]
    [InlineData("<b>bold", "Can't find end tag corresponding to start tag \"b\"")]
    [InlineData("bold</b>", "Unexpected end tag at byte offset 4")]
    [InlineData("<b><i>x</b></i>", "Unmatched end tag at byte offset 7, expected \"</i>\", found \"</b>\"")]
    [InlineData("<b>x</b", "Unclosed end tag at byte offset 4")]
    [InlineData("<a href=http://x>x</a>", "Unexpected end of name token at byte offset 8")]
    [InlineData("<a href>x</a>", "Expected equal sign in declaration of an attribute of the tag \"a\" at byte offset 0")]
    [InlineData("<a =1>x</a>", "Empty attribute name in the tag \"a\" at byte offset 0")]
    [InlineData("<a href=\"http://x", "Unclosed start tag at byte offset 0")]
    [InlineData("<span>x</span>", "Tag \"span\" must have class \"tg-spoiler\" at byte offset 0")]
    [InlineData("&#xD83D;", "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units")]
    public void Markup_that_the_server_refuses_is_refused_with_its_text(string html, string problem)
    {
        var refusal = Assert.Throws<BotApiException>(() => HtmlMarkup.Parse(html));

        Assert.Equal($"Bad Request: can't parse entities: {problem}", refusal.Message);
    }

    [Theory]
    [InlineData("&lt;b&gt; &amp;amp; &quot;", "<b> &amp; \"")]
    [InlineData("a & b &nbsp; &#10;&#128512;&#x1F600;", "a & b &nbsp; \n😀😀")]
    [InlineData("  spaced \n", "spaced")]
    public void References_are_decoded_and_others_stay(string html, string text) =>
        Assert.Equal(text, HtmlMarkup.Parse(html).Text);

    [Fact]
    public void Entities_count_utf16_units_and_nest()
    {
        var parsed = HtmlMarkup.Parse("😀 <b>bold <i>both</i></b> <a href=\"https://example.org/?a=1&amp;b=2\">link</a>");

        Assert.Equal("😀 bold both link", parsed.Text);
        Assert.Equal(
            [
                new TextEntity("bold", 3, 9),
                new TextEntity("italic", 8, 4),
                new TextEntity("text_link", 13, 4, "https://example.org/?a=1&b=2"),
            ],
            parsed.Entities);
    }

    [Fact]
    public void Code_inside_pre_gives_the_block_a_language_and_nothing_else_survives_in_it()
    {
        var parsed = HtmlMarkup.Parse("<pre><code class=\"language-csharp\">var x;</code></pre> <code>a <b>b</b></code>");

        Assert.Equal([new TextEntity("pre", 0, 6, Language: "csharp"), new TextEntity("code", 7, 3)], parsed.Entities);
    }

    [Fact]
    public void Quotations_may_be_expandable() =>
        Assert.Equal([new TextEntity("expandable_blockquote", 0, 5)], HtmlMarkup.Parse("<blockquote expandable>quote</blockquote>").Entities);

    [Theory]
    [InlineData("do /delete now", "bot_command", "/delete")]
    [InlineData("ask @someone about it", "mention", "@someone")]
    [InlineData("see https://example.org/a?b.", "url", "https://example.org/a?b")]
    [InlineData("see evil.com today", "url", "evil.com")]
    [InlineData("mail a@example.org", "email", "a@example.org")]
    public void What_Telegram_makes_tappable_by_itself_is_found(string text, string type, string part)
    {
        var entity = Assert.Single(EntityDetector.Detect(new FormattedText(text, [])).Entities);

        Assert.Equal((type, part), (entity.Type, text.Substring(entity.Offset, entity.Length)));
    }

    [Theory]
    [InlineData("0:45 and 1:02:10")]
    [InlineData("and/or 24/7 v1.2")]
    public void Ordinary_text_stays_plain(string text) =>
        Assert.Empty(EntityDetector.Detect(new FormattedText(text, [])).Entities);
}
