using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Api.Security;
using ZoomAspire.Api.Webhooks;
using ZoomAspire.Tests.Faults;
using ZoomAspire.Tests.Infrastructure;
using ZoomAspire.Tests.Queue;

namespace ZoomAspire.Tests.Api;

/// <summary>What the public ingress leads to, and what it does not, with a real server on two ports.</summary>
public sealed class InternalCallsTests : IAsyncLifetime
{
    private const string Queue = "/operator/queue";
    private const string Status = "/zoom/status?telegram_user_id=42";

    private readonly int _public = Ports.Take();
    private readonly int _internal = Ports.Take();
    private readonly HttpClient _client = new();

    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Calls_that_ask_for_a_key_do_not_exist_on_the_public_port()
    {
        await using var api = Api();
        Listen(api);
        var calls = Keyed(api);

        Assert.NotEmpty(calls);
        foreach (var (method, path) in calls)
        {
            Assert.Equal((path, HttpStatusCode.NotFound), (path, await AskAsync(_public, method, path)));
            Assert.Equal((path, HttpStatusCode.Unauthorized), (path, await AskAsync(_internal, method, path)));
        }

        Assert.Equal(HttpStatusCode.NotFound, await AskAsync(_public, HttpMethod.Get, "/openapi/v1.json"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(_internal, HttpMethod.Get, "/openapi/v1.json"));
    }

    [Fact]
    public async Task Neither_a_key_nor_what_a_client_says_of_ports_leads_in_from_outside()
    {
        await using var api = Api().With("TRUSTED_PROXIES", "1");
        Listen(api);

        Assert.Equal(HttpStatusCode.NotFound, await AskAsync(_public, HttpMethod.Get, Queue, request =>
        {
            request.Headers.Authorization = Key();
            request.Headers.Host = $"127.0.0.1:{_internal}";
            request.Headers.Add("X-Forwarded-Host", $"127.0.0.1:{_internal}");
            request.Headers.Add("X-Forwarded-Port", _internal.ToString(CultureInfo.InvariantCulture));
            request.Headers.Add("X-Forwarded-For", "127.0.0.1");
        }));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(_internal, HttpMethod.Get, Queue, request => request.Headers.Authorization = Key()));
    }

    [Fact]
    public async Task What_is_for_everybody_answers_on_both_ports()
    {
        await using var api = Api();
        Listen(api);

        foreach (var port in new[] { _public, _internal })
        {
            Assert.Equal(HttpStatusCode.OK, await AskAsync(port, HttpMethod.Get, "/alive"));
            Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(port, HttpMethod.Post, "/webhooks/zoom"));
            Assert.Equal(HttpStatusCode.NotFound, await AskAsync(port, HttpMethod.Get, "/media"));
            Assert.NotEqual(HttpStatusCode.NotFound, await AskAsync(port, HttpMethod.Get, "/zoom/callback"));
        }
    }

    [Fact]
    public async Task Integrators_can_be_let_in_and_operators_cannot()
    {
        await using var api = Api().With("PUBLIC_INTEGRATIONS", "true");
        Listen(api);

        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(_public, HttpMethod.Get, Status));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(_public, HttpMethod.Get, "/openapi/v1.json"));
        Assert.Equal(HttpStatusCode.NotFound, await AskAsync(_public, HttpMethod.Get, Queue));
    }

    [Theory]
    [InlineData("Development", HttpStatusCode.Unauthorized)]
    [InlineData("Production", HttpStatusCode.NotFound)]
    public async Task Without_an_internal_port_they_answer_in_development_only(string environment, HttpStatusCode expected)
    {
        await using var factory = new ApiFactory(_database.ConnectionString)
            .With("ConnectionStrings:redis", QueueHost.NoRedis)
            .With("ZOOM_REDIRECT", "https://api.example.org/zoom/callback");
        await using var api = factory.WithWebHostBuilder(builder => builder.UseEnvironment(environment));
        using var client = api.CreateClient();

        foreach (var path in new[] { Queue, Status })
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal(expected, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData(8081, 0)]
    [InlineData(0, 1)]
    [InlineData(65_536, 1)]
    public void A_port_that_is_none_is_a_problem(int? port, int problems) =>
        Assert.Equal(problems, new InternalCallsOptions { Port = port }.Problems().Count());

    private static AuthenticationHeaderValue Key() => new("Bearer", TestSettings.All["INTERNAL_API_KEY"]);

    private static List<(HttpMethod Method, string Path)> Keyed(WebApplicationFactory<WebhookReceiver> api) =>
    [
        .. from source in api.Services.GetServices<EndpointDataSource>()
           from endpoint in source.Endpoints.OfType<RouteEndpoint>()
           where endpoint.Metadata.GetMetadata<AuthorizationPolicy>() is not null
           from method in endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
           select (HttpMethod.Parse(method), endpoint.RoutePattern.RawText!),
    ];

    private ApiFactory Api() => new ApiFactory(_database.ConnectionString)
        .With("ConnectionStrings:redis", QueueHost.NoRedis)
        .With("INTERNAL_PORT", _internal.ToString(CultureInfo.InvariantCulture));

    private void Listen(ApiFactory api)
    {
        api.UseKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, _public);
            kestrel.Listen(IPAddress.Loopback, _internal);
        });
        api.StartServer();
    }

    private async Task<HttpStatusCode> AskAsync(int port, HttpMethod method, string path, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(method, new Uri($"http://127.0.0.1:{port}{path}"));
        change?.Invoke(request);
        using var answer = await _client.SendAsync(request);
        return answer.StatusCode;
    }
}
