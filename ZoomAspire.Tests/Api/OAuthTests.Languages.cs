using System.Net;
using ZoomAspire.Api.Pages;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Tests.Languages;

namespace ZoomAspire.Tests.Api;

/// <summary>In which language the pages are.</summary>
public sealed partial class OAuthTests
{
    [Theory]
    [InlineData("de-AT,de;q=0.9,en;q=0.5", "de")]
    [InlineData("ja,pt-BR;q=0.8", "pt")]
    [InlineData("ja", "en")]
    [InlineData("*", "en")]
    [InlineData(null, "en")]
    public async Task A_page_for_nobody_in_particular_is_in_the_language_of_the_browser(string? accepted, string language)
    {
        var html = await PageAsync("?code=from-the-marketplace", accepted);

        Assert.Contains($"<html lang=\"{language}\">", html, StringComparison.Ordinal);
        Assert.Contains(Speaking.In(language, () => ConnectPageWords.Installed), html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("uk", "fr", "uk")]
    [InlineData(null, "fr", "fr")]
    [InlineData(null, null, "de")]
    public async Task The_page_of_a_flow_is_in_the_language_of_its_user_else_of_the_browser(string? chosen, string? telegrams, string language)
    {
        await using (var context = _database.NewContext())
        {
            context.Users.Add(new User
            {
                TelegramUserId = new TelegramUserId(Ann),
                Language = chosen,
                Locale = telegrams,
                CreatedAt = DateTimeOffset.UnixEpoch,
            });
            await context.SaveChangesAsync();
        }

        var html = await PageAsync(await ConsentAsync(), "de");

        Assert.Contains($"<html lang=\"{language}\">", html, StringComparison.Ordinal);
        Assert.Contains(Speaking.In(language, () => ConnectPageWords.Finish), html, StringComparison.Ordinal);
    }

    private async Task<string> PageAsync(string query, string? accepted)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/zoom/callback{query}");
        if (accepted is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept-Language", accepted);
        }

        using var page = await _browser.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        return await page.Content.ReadAsStringAsync();
    }
}
