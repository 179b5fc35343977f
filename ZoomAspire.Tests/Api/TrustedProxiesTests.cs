using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Api.Security;
using ZoomAspire.Api.Webhooks;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Api;

/// <summary>Who the client is, and who cannot pretend to be another: seen by the limit of 60 pages a minute.</summary>
public sealed class TrustedProxiesTests : IAsyncLifetime
{
    private const int PagesPerMinute = 60;

    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Behind_one_proxy_each_client_has_a_limit_of_its_own()
    {
        await using var api = new ApiFactory(_database.ConnectionString).With("TRUSTED_PROXIES", "1");
        using var client = ClientAt(api, "10.1.1.1");

        await UseUpAsync(client, _ => "203.0.113.7");

        Assert.Equal(HttpStatusCode.TooManyRequests, await AskAsync(client, "203.0.113.7"));
        Assert.NotEqual(HttpStatusCode.TooManyRequests, await AskAsync(client, "203.0.113.8"));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("10.0.0.0/8, fd00::/8")]
    public async Task What_a_client_writes_before_the_proxys_own_entry_counts_for_nothing(string trusted)
    {
        await using var api = new ApiFactory(_database.ConnectionString).With("TRUSTED_PROXIES", trusted);
        using var client = ClientAt(api, "10.1.1.1");

        await UseUpAsync(client, number => $"198.51.100.{number}, 203.0.113.7");

        Assert.Equal(HttpStatusCode.TooManyRequests, await AskAsync(client, "198.51.100.200, 203.0.113.7"));
    }

    [Theory]
    [InlineData(null, "203.0.113.7")]
    [InlineData("0", "203.0.113.7")]
    [InlineData("10.0.0.0/8", "203.0.113.7")]
    public async Task Who_is_no_trusted_proxy_cannot_name_another_client(string? trusted, string address)
    {
        await using var api = new ApiFactory(_database.ConnectionString).With("TRUSTED_PROXIES", trusted)
            // The host's own switch must not open the door again.
            .With("FORWARDEDHEADERS_ENABLED", "true");
        using var client = ClientAt(api, address);

        await UseUpAsync(client, number => $"198.51.100.{number}");

        Assert.Equal(HttpStatusCode.TooManyRequests, await AskAsync(client, "198.51.100.200"));
    }

    [Fact]
    public async Task Through_two_trusted_networks_the_client_is_the_first_stranger()
    {
        await using var api = new ApiFactory(_database.ConnectionString).With("TRUSTED_PROXIES", "10.0.0.0/8,192.0.2.0/24");
        using var client = ClientAt(api, "10.1.1.1");

        await UseUpAsync(client, number => $"198.51.100.{number}, 203.0.113.7, 192.0.2.{number}");

        Assert.Equal(HttpStatusCode.TooManyRequests, await AskAsync(client, "203.0.113.7, 192.0.2.9"));
        Assert.NotEqual(HttpStatusCode.TooManyRequests, await AskAsync(client, "203.0.113.8, 192.0.2.9"));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1", 0)]
    [InlineData("10", 0)]
    [InlineData("10.0.0.0/8", 0)]
    [InlineData("10.0.0.0/8, fd00::/8", 0)]
    [InlineData("11", 1)]
    [InlineData("-1", 1)]
    [InlineData("", 1)]
    [InlineData("10.0.0.0/33", 1)]
    [InlineData("10.0.0.0/8,secret", 1)]
    public void A_malformed_list_is_a_problem(string text, int problems)
    {
        var found = new TrustedProxiesOptions { Proxies = text }.Problems().ToList();

        Assert.Equal(problems, found.Count);
        Assert.All(found, problem => Assert.StartsWith("TRUSTED_PROXIES must be ", problem, StringComparison.Ordinal));
        Assert.All(found, problem => Assert.DoesNotContain("secret", problem, StringComparison.Ordinal));
    }

    private static async Task UseUpAsync(HttpClient client, Func<int, string> forwardedFor)
    {
        for (var number = 1; number <= PagesPerMinute; number++)
        {
            Assert.NotEqual(HttpStatusCode.TooManyRequests, await AskAsync(client, forwardedFor(number)));
        }
    }

    private static async Task<HttpStatusCode> AskAsync(HttpClient client, string forwardedFor)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/zoom/callback");
        request.Headers.Add("X-Forwarded-For", forwardedFor);
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }

    // The test server has no connections, hence no addresses.
    private static HttpClient ClientAt(WebApplicationFactory<WebhookReceiver> api, string address) => api.WithWebHostBuilder(builder =>
        builder.ConfigureTestServices(services => services.AddSingleton<IStartupFilter>(new RemoteAddress(IPAddress.Parse(address)))))
        .CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });

    private sealed class RemoteAddress(IPAddress address) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, rest) =>
            {
                context.Connection.RemoteIpAddress = address;
                return rest(context);
            });
            next(app);
        };
    }
}
