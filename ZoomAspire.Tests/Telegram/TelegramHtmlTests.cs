using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Tests.Telegram;

public sealed class TelegramHtmlTests
{
    private const string Joiner = "\u2060";

    [Fact]
    public void Markup_characters_are_escaped() =>
        Assert.Equal("a &lt;b&gt; &amp; &quot;c&quot; it's", TelegramHtml.Escape("a <b> & \"c\" it's"));

    [Theory]
    [InlineData("/disconnect", "/|disconnect")]
    [InlineData("@all hands", "@|all hands")]
    [InlineData("see evil.com/x", "see evil.|com/|x")]
    [InlineData("https://evil.example", "https:|/|/|evil.|example")]
    [InlineData("tg://resolve?domain=evil", "tg:|/|/|resolve?domain=evil")]
    [InlineData("bob@evil.com", "bob@|evil.|com")]
    [InlineData("#launch $TSLA +12025550123", "#|launch $|TSLA +|12025550123")]
    [InlineData("Standup 10:30", "Standup 10:|30")]
    [InlineData("and/or v1.2", "and/|or v1.|2")]
    [InlineData("End. Next: a / b @ home", "End. Next: a / b @ home")]
    public void What_could_be_tapped_is_broken_up(string text, string expected) =>
        Assert.Equal(expected.Replace("|", Joiner, StringComparison.Ordinal), TelegramHtml.Inert(text));

    [Fact]
    public void Text_from_outside_is_one_escaped_line() =>
        Assert.Equal("Board &lt;b&gt; second line", TelegramHtml.Outside(" Board\t<b>\r\n\u0007second\u2028line \u0000"));

    [Theory]
    [InlineData("abc\u202Edef")]
    [InlineData("abc\u2066def")]
    [InlineData("abc\u200Fdef")]
    public void Changes_of_direction_are_removed(string text) => Assert.Equal("abcdef", TelegramHtml.Outside(text));

    [Fact]
    public void Half_a_surrogate_pair_becomes_a_replacement_character() => Assert.Equal("a\uFFFDb", TelegramHtml.Outside("a\uD83Db"));

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdef", 5, "abcd…")]
    [InlineData("ab cdef", 4, "ab…")]
    [InlineData("ab😀cd", 4, "ab…")]
    [InlineData("ab😀cd", 5, "ab😀…")]
    [InlineData("a👨‍👩‍👧b", 6, "a…")]
    [InlineData("", 1, "")]
    public void Text_from_outside_is_cut_between_characters(string text, int maxLength, string expected) =>
        Assert.Equal(expected, TelegramHtml.Outside(text, maxLength));

    [Fact]
    public void A_label_keeps_its_characters() => Assert.Equal("a.b@c <d>", TelegramHtml.OneLine("a.b@c\n<d>", 20));

    [Theory]
    [InlineData("plain", 5)]
    [InlineData("<b>bold</b>", 4)]
    [InlineData("<a href=\"https://a.example/?x=1&amp;y=2\">link</a>", 4)]
    [InlineData("a &lt;&amp;&gt; b &#128512;", 10)]
    [InlineData("😀", 2)]
    [InlineData("", 0)]
    public void Length_is_counted_in_utf16_units_after_parsing(string html, int expected) =>
        Assert.Equal(expected, TelegramHtml.VisibleLength(html));

    [Theory]
    [InlineData("<b>abc</b>def", 6, "<b>abc</b>def")]
    [InlineData("<b>abcdef</b>", 4, "<b>abc…</b>")]
    [InlineData("<b>a<i>bcdef</i></b>g", 4, "<b>a<i>bc…</i></b>")]
    [InlineData("<a href=\"x\">abcdef</a>", 3, "<a href=\"x\">ab…</a>")]
    [InlineData("<blockquote expandable>abcdef</blockquote>", 3, "<blockquote expandable>ab…</blockquote>")]
    [InlineData("ab&amp;cd&amp;ef", 4, "ab&amp;…")]
    [InlineData("a😀😀😀", 4, "a😀…")]
    [InlineData("<b>abc</b>def", 4, "<b>abc</b>…")]
    [InlineData("abc", 1, "…")]
    public void A_message_is_cut_without_breaking_tags_entities_or_characters(string html, int maxLength, string expected)
    {
        var cut = TelegramHtml.Truncate(html, maxLength);

        Assert.Equal(expected, cut);
        Assert.True(TelegramHtml.VisibleLength(cut) <= maxLength);
    }

    [Fact]
    public void A_long_message_with_an_emoji_at_every_border_fits()
    {
        var html = $"<b>{string.Concat(Enumerable.Repeat("😀&lt;", 3000))}</b>";

        var cut = TelegramHtml.Truncate(html, TelegramHtml.TextLimit);

        Assert.InRange(TelegramHtml.VisibleLength(cut), TelegramHtml.TextLimit - 2, TelegramHtml.TextLimit);
        Assert.EndsWith("…</b>", cut, StringComparison.Ordinal);
        Assert.DoesNotContain(cut.EnumerateRunes(), rune => rune.Value == 0xFFFD);
    }
}
