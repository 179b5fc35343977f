using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Tests.Bot;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Zoom;

/// <summary>A client as those of Zoom's API, before a network that does what a test says.</summary>
internal sealed class ZoomHttpScene : IAsyncDisposable
{
    public const string Token = "eyJ-secret-token";

    private const string Client = "zoom-test";

    private readonly ServiceProvider _services;
    private int _running;

    public ZoomHttpScene(ZoomHttpTimings? timings = null, IConnectionMultiplexer? redis = null)
    {
        var services = new ServiceCollection();
        services.AddMetrics();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Logs));
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton(timings ?? Fast);
        if (redis is not null)
        {
            services.AddSingleton(redis);
        }

        services.AddZoomHttpClient(Client, maxAnswerBytes: 10_000, all => all.Whole);
        services.AddHttpClient(Client).ConfigurePrimaryHttpMessageHandler(() => new Network(this));
        _services = services.BuildServiceProvider();
    }

    /// <summary>Waits that no test notices; quotas of its own.</summary>
    public static ZoomHttpTimings Fast => new()
    {
        RetryDelay = TimeSpan.FromMilliseconds(1),
        UnsaidWait = TimeSpan.FromMilliseconds(20),
        QuotaKeys = $"test:{Guid.NewGuid():n}:",
    };

    public ManualTimeProvider Clock { get; } = new();

    public LogCollector Logs { get; } = new();

    /// <summary>What comes back, one after the other; then always 200.</summary>
    public ConcurrentQueue<Func<CancellationToken, Task<HttpResponseMessage>>> Answers { get; } = [];

    public int Sent { get; private set; }

    public int MostAtOnce { get; private set; }

    public void Answer(HttpStatusCode status, string? header = null, string? value = null, string body = "{}", int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            Answers.Enqueue(_ =>
            {
                var response = new HttpResponseMessage(status) { Content = new StringContent(body) };
                if (header is not null)
                {
                    response.Headers.TryAddWithoutValidation(header, value);
                }

                return Task.FromResult(response);
            });
        }
    }

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod? method = null, string? account = "account", ZoomCallWeight weight = ZoomCallWeight.Light, string host = "api.zoom.us")
    {
        using var client = _services.GetRequiredService<IHttpClientFactory>().CreateClient(Client);
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, $"https://{host}/v2/users/me?access_token={Token}");
        request.Headers.Authorization = new("Bearer", Token);
        new ZoomCall(account, weight).Describe(request);
        return await client.SendAsync(request);
    }

    public async ValueTask DisposeAsync() => await _services.DisposeAsync();

    private sealed class Network(ZoomHttpScene scene) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            lock (scene.Answers)
            {
                scene.Sent++;
                scene.MostAtOnce = Math.Max(scene.MostAtOnce, ++scene._running);
            }

            try
            {
                return scene.Answers.TryDequeue(out var answer)
                    ? await answer(cancellationToken)
                    : new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("{}") };
            }
            finally
            {
                lock (scene.Answers)
                {
                    scene._running--;
                }
            }
        }
    }
}
