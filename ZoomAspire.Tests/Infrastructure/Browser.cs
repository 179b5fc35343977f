using Microsoft.Playwright;

namespace ZoomAspire.Tests.Infrastructure;

/// <summary>The browser of this machine, without a window.</summary>
public sealed class Browser : IAsyncDisposable
{
    private static readonly string[] Places =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/snap/bin/chromium"];

    // Only says when to give up; expectations have a bound of their own, by default five seconds.
    private const float PatienceMilliseconds = 120_000;

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser)
    {
        _playwright = playwright;
        _browser = browser;
    }

    public static async Task<Browser> StartAsync()
    {
        var path = Places.FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("The page tests need Chromium. Run ./test.sh, or install the package chromium.");
        Assertions.SetDefaultExpectTimeout(PatienceMilliseconds);
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = path,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
        });
        return new Browser(playwright, browser);
    }

    /// <summary>A page of its own, in English.</summary>
    /// <param name="address">What it shows.</param>
    /// <param name="timeZone">IANA name of the time zone that it goes by; null for that of this machine.</param>
    public async Task<IPage> OpenAsync(Uri address, string? timeZone = null)
    {
        var page = await _browser.NewPageAsync(new BrowserNewPageOptions { Locale = "en-GB", TimezoneId = timeZone });
        page.SetDefaultTimeout(PatienceMilliseconds);
        await page.GotoAsync(address.AbsoluteUri);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
