using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Tests.Recordings;

namespace ZoomAspire.Tests.Api;

/// <summary>The page of a link to an original, and the download.</summary>
public sealed class MediaLinkTests : IAsyncLifetime
{
    private PipelineScene _scene = null!;
    private ApiFactory _api = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _scene = await PipelineScene.CreateAsync(new Dictionary<string, string?> { ["PUBLIC_BASE_URL"] = "https://zoom.example.org" });
        _api = new ApiFactory(_scene.Database.ConnectionString).With("ConnectionStrings:media", _scene.Settings["ConnectionStrings:media"]);
        _client = _api.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _api.DisposeAsync();
        await _scene.DisposeAsync();
    }

    [Fact]
    public async Task A_link_shows_a_page_and_only_its_button_downloads_the_original_as_an_attachment()
    {
        var ended = await _scene.EndMeetingAsync();
        await _scene.RunAsync();
        var token = await NewTokenAsync();

        using var page = await _client.GetAsync($"/media?t={token}");
        var html = await page.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("method=\"post\"", html, StringComparison.Ordinal);
        Assert.Contains("form-action 'self'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.True(page.Headers.CacheControl!.NoStore);

        using var file = await PostAsync(token);
        Assert.Equal(HttpStatusCode.OK, file.StatusCode);
        Assert.Equal("attachment", file.Content.Headers.ContentDisposition!.DispositionType);
        Assert.True(file.Headers.CacheControl!.NoStore);
        Assert.Equal(
            Assert.Single(ended.Files).Sha256, Convert.ToHexStringLower(SHA256.HashData(await file.Content.ReadAsByteArrayAsync())));
    }

    [Fact]
    public async Task A_link_that_was_taken_back_or_guessed_or_whose_recording_is_gone_opens_nothing()
    {
        await _scene.EndMeetingAsync();
        await _scene.RunAsync();
        var token = await NewTokenAsync();
        using var guessed = await PostAsync(token[1..]);
        using var none = await _client.GetAsync("/media");
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE recordings SET status = 'gone'"));

        using var gone = await PostAsync(token);

        Assert.Equal(
            [HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.NotFound],
            [guessed.StatusCode, none.StatusCode, gone.StatusCode]);
    }

    private async Task<HttpResponseMessage> PostAsync(string token)
    {
        using var form = new FormUrlEncodedContent([new("t", token)]);
        return await _client.PostAsync("/media", form);
    }

    private async Task<string> NewTokenAsync()
    {
        await using var scope = _scene.Services.CreateAsyncScope();
        var link = await scope.ServiceProvider.GetRequiredService<MediaLinks>().MakeAsync(
            (await _scene.DeliveryAsync()).Id, new TelegramUserId(_scene.ChatId), default);
        return link!.Address.Query["?t=".Length..];
    }
}
