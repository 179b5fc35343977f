using Microsoft.Playwright;
using ZoomAspire.Api.Pages;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Api;

/// <summary>The pages as a browser shows them, under their own content security policy.</summary>
public sealed class OAuthPageTests
{
    private static readonly Uri Link = new("https://t.me/some_bot?start=c_AAAAAAAAAAAAAAAAAAAAAA&x=<\">");

    [Theory]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    [InlineData(1280, ColorScheme.Light)]
    public async Task The_finish_page_shows_its_button_and_its_code_without_breaking_its_own_policy(int width, ColorScheme scheme)
    {
        await using var browser = await Browser.StartAsync();
        var page = await OpenAsync(browser, ConnectPages.FinishInTelegram(Link), width, scheme);

        var button = page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Finish in Telegram" });
        Assert.Equal(Link.AbsoluteUri, await button.EvaluateAsync<string>("link => link.href"));
        Assert.Equal(600, await button.EvaluateAsync<int>("link => Number(getComputedStyle(link).fontWeight)"));
        var code = await page.GetByRole(AriaRole.Img, new PageGetByRoleOptions { Name = "QR code of the link to Telegram" }).BoundingBoxAsync();
        Assert.InRange(code!.Width, 150, 300);
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "nothing to scroll sideways");
    }

    [Fact]
    public async Task Every_other_page_has_a_heading_and_the_way_back()
    {
        await using var browser = await Browser.StartAsync();
        HtmlPage[] pages =
        [
            ConnectPages.Installed(Link), ConnectPages.Refused(Link), ConnectPages.Expired(Link), ConnectPages.AlreadyUsed(Link),
            ConnectPages.Forged(Link), ConnectPages.Failed(Link), ConnectPages.LacksScopes(Link),
        ];
        foreach (var shown in pages)
        {
            var page = await OpenAsync(browser, shown, 390, ColorScheme.Light);
            Assert.Equal(shown.Title, await page.GetByRole(AriaRole.Heading).InnerTextAsync());
            Assert.Equal(Link.AbsoluteUri, await page.GetByRole(AriaRole.Link).EvaluateAsync<string>("link => link.href"));
        }
    }

    private static async Task<IPage> OpenAsync(Browser browser, HtmlPage shown, int width, ColorScheme scheme)
    {
        await using var site = await PageSite.StartAsync(shown);
        var page = await browser.OpenAsync(new Uri("about:blank"));
        var complaints = new List<string>();
        page.Console += (_, message) => complaints.Add(message.Text);
        await page.SetViewportSizeAsync(width, 800);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
        await page.GotoAsync(site.Address.AbsoluteUri);
        if (Environment.GetEnvironmentVariable("ZOOMASPIRE_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{shown.Title} {width} {scheme}.png"), FullPage = true });
        }

        Assert.DoesNotContain(complaints, complaint => complaint.Contains("Content Security Policy", StringComparison.Ordinal));
        return page;
    }
}
