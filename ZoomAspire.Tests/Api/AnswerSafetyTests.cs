using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using ZoomAspire.Api;
using ZoomAspire.Api.Security;
using ZoomAspire.Tests.Infrastructure;
using ZoomAspire.Tests.Queue;

namespace ZoomAspire.Tests.Api;

/// <summary>Bounds on requests and headers on answers, whatever is asked.</summary>
public sealed class AnswerSafetyTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private TestDatabase _database = null!;
    private ApiFactory _api = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _api = new ApiFactory(_database.ConnectionString).With("ConnectionStrings:redis", QueueHost.NoRedis);
    }

    public async Task DisposeAsync()
    {
        await _api.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Theory]
    [InlineData("GET", "/alive", HttpStatusCode.OK)]
    [InlineData("GET", "/openapi/v1.json", HttpStatusCode.OK)]
    [InlineData("GET", "/media", HttpStatusCode.NotFound)]
    [InlineData("GET", "/nothing-there", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "/zoom/callback", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/zoom/status?telegram_user_id=42", HttpStatusCode.Unauthorized)]
    [InlineData("POST", "/webhooks/zoom", HttpStatusCode.Unauthorized)]
    public async Task Every_answer_is_closed_to_caches_frames_sniffing_and_referrers(string method, string path, HttpStatusCode status)
    {
        using var client = _api.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), path);

        using var answer = await client.SendAsync(request);

        Assert.Equal(status, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("DENY", answer.Headers.GetValues("X-Frame-Options").Single());
        Assert.StartsWith("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("Production", "https", true)]
    [InlineData("Production", "http", false)]
    [InlineData("Development", "https", false)]
    public async Task Browsers_that_came_over_https_are_to_stay_with_it(string environment, string scheme, bool expected)
    {
        _api.With("TRUSTED_PROXIES", "1").With("ZOOM_REDIRECT", "https://api.example.org/zoom/callback");
        await using var api = _api.WithWebHostBuilder(builder => builder.UseEnvironment(environment));
        using var client = api.CreateClient(new WebApplicationFactoryClientOptions { BaseAddress = new Uri("http://api.example.org") });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/alive");
        request.Headers.Add("X-Forwarded-For", "203.0.113.7");
        request.Headers.Add("X-Forwarded-Proto", scheme);

        using var answer = await client.SendAsync(request);

        Assert.Equal(
            expected ? "max-age=31536000" : null,
            answer.Headers.TryGetValues("Strict-Transport-Security", out var values) ? values.Single() : null);
    }

    [Theory]
    [InlineData("/media", true)]
    [InlineData("/media", false)]
    [InlineData("/webhooks/zoom", true)]
    [InlineData("/webhooks/zoom", false)]
    public async Task A_body_without_bounds_is_not_read(string path, bool chunked)
    {
        _api.UseKestrel(0);
        using var client = _api.CreateClient();
        using var body = new StringContent("token=" + new string('x', 3 * 1024 * 1024));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body };
        request.Headers.TransferEncodingChunked = chunked;
        // Asks first, so that the answer is read rather than a connection that was cut while sending.
        request.Headers.ExpectContinue = !chunked;

        using var answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task A_request_that_takes_too_long_is_ended_and_asked_to_come_again()
    {
        await using var api = _api.WithWebHostBuilder(builder => builder.ConfigureTestServices(services =>
            services.PostConfigure<RequestTimeoutOptions>(options => options.DefaultPolicy = new RequestTimeoutPolicy
            {
                Timeout = TimeSpan.FromMilliseconds(200),
                TimeoutStatusCode = options.DefaultPolicy!.TimeoutStatusCode,
            })));
        using var client = api.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestSettings.All["INTERNAL_API_KEY"]);
        await using var holder = new NpgsqlConnection(_database.ConnectionString);
        await holder.OpenAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand("LOCK TABLE connections IN ACCESS EXCLUSIVE MODE", holder, transaction);
        await hold.ExecuteNonQueryAsync();

        using var answer = await client.GetAsync(new Uri("/zoom/status?telegram_user_id=42", UriKind.Relative)).WaitAsync(Patience);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact]
    public void Every_request_but_a_download_has_a_minute()
    {
        var policy = _api.Services.GetRequiredService<IOptions<RequestTimeoutOptions>>().Value.DefaultPolicy!;
        var unbounded = _api.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints)
            .Where(endpoint => endpoint.Metadata.GetMetadata<DisableRequestTimeoutAttribute>() is not null)
            .Select(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName);

        Assert.Equal((AnswerSafety.LongestRequest, 503), (policy.Timeout, policy.TimeoutStatusCode));
        Assert.Equal(["DownloadMedia"], unbounded);
    }

    [Fact]
    public async Task One_client_may_not_ask_without_end_and_webhooks_are_not_counted()
    {
        using var client = _api.CreateClient();
        await Parallel.ForEachAsync(Enumerable.Range(0, PublicRateLimits.EverythingPerMinute), async (_, cancellationToken) =>
        {
            using var answer = await client.GetAsync(new Uri("/nothing-there", UriKind.Relative), cancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        });

        using var health = await client.GetAsync(new Uri("/health", UriKind.Relative));
        using var webhook = await client.PostAsync(new Uri("/webhooks/zoom", UriKind.Relative), null);

        Assert.Equal(HttpStatusCode.TooManyRequests, health.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, webhook.StatusCode);
    }
}
