using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ZoomAspire.Bench;

/// <summary>
/// Webhooks that the real API acknowledges, the commit included; against an endpoint that only verifies the signature. First as many as
/// a fixed number of senders get through, then the time of an answer at a fixed rate, half of what ours can take, counted from when
/// each was due.
/// </summary>
internal sealed class AckBenchmark : IBenchmark
{
    private const int Senders = 32;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(8);

    public string Name => "ack";

    public async Task<IReadOnlyList<Figure>> MeasureAsync(CancellationToken cancellationToken)
    {
        await SignedWebhooks.ConnectHostsAsync(cancellationToken);
        var bare = await MeasureAsync(StartBare, null, cancellationToken);
        var ours = await MeasureAsync(StartApi, null, cancellationToken);
        var rate = ours.PerSecond / 2;
        var bareTimes = await MeasureAsync(StartBare, rate, cancellationToken);
        var ourTimes = await MeasureAsync(StartApi, rate, cancellationToken);
        if (ours.Refused + ourTimes.Refused is > 0 and var refused)
        {
            await Console.Error.WriteLineAsync($"{refused} webhooks were refused: the machine was too busy to commit them within 2.5 s.");
        }

        const string limit = "an endpoint that only verifies the signature";
        return
        [
            new Figure($"acknowledged, {Senders} senders", "webhooks/s", ours.PerSecond, limit, bare.PerSecond),
            new Figure("answer at half of that rate, p50", "ms", ourTimes.Times.Percentile(50), limit, bareTimes.Times.Percentile(50)),
            new Figure("answer at half of that rate, p99", "ms", ourTimes.Times.Percentile(99), limit, bareTimes.Times.Percentile(99)),
        ];
    }

    private static ChildProcess StartBare(int port) => ChildProcess.Start(
        typeof(BareEndpoint).Assembly.Location, [BareEndpoint.Command, port.ToString(CultureInfo.InvariantCulture)]);

    private static ChildProcess StartApi(int port) => ChildProcess.Start(
        AppContext.BaseDirectory.Replace($"bench{Path.DirectorySeparatorChar}ZoomAspire.Bench", "ZoomAspire.Api", StringComparison.Ordinal) +
        "ZoomAspire.Api.dll",
        [],
        new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
            ["Logging__LogLevel__Default"] = "Warning",
            ["ZOOM_CLIENT_ID"] = SignedWebhooks.ClientId,
            ["ZOOM_CLIENT_SECRET"] = "bench-client-secret",
            ["ZOOM_WEBHOOK_SECRET"] = SignedWebhooks.Secret,
            ["ZOOM_REDIRECT"] = $"http://127.0.0.1:{port}/zoom/callback",
            ["STATE_SECRET"] = "state-secret-for-benchmarks-0123456789",
            ["TOKEN_ENCRYPTION_KEYS"] = "bench:" + Convert.ToBase64String(new byte[32]),
            ["INTERNAL_API_KEY"] = "internal-key-for-benchmarks-0123456789",
            ["TELEGRAM_BOT_TOKEN"] = "123456789:AAbench-token-for-nobody-0000000000000",
            ["PUBLIC_BASE_URL"] = $"http://127.0.0.1:{port}",
        });

    private static async Task<Load> MeasureAsync(Func<int, ChildProcess> start, double? rate, CancellationToken cancellationToken)
    {
        var port = FreePort();
        using var server = start(port);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 1024 });
        var address = new Uri($"http://127.0.0.1:{port}/webhooks/zoom");
        await IsUpAsync(client, address, cancellationToken);
        await SendAsync(client, address, null, WarmUp, cancellationToken);
        return await SendAsync(client, address, rate, Duration, cancellationToken);
    }

    private static async Task IsUpAsync(HttpClient client, Uri address, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                using var response = await client.SendAsync(SignedWebhooks.New(address), cancellationToken);
                response.EnsureSuccessStatusCode();
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(100, cancellationToken);
            }
        }
    }

    // Without a rate each sender sends as soon as it has its answer.
    private static async Task<Load> SendAsync(HttpClient client, Uri address, double? rate, TimeSpan duration, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var next = -1;
        var all = await Task.WhenAll(Enumerable.Range(0, rate is null ? Senders : 8 * Senders).Select(async _ =>
        {
            var times = new List<double>();
            var refused = 0;
            while (Stopwatch.GetElapsedTime(began) < duration)
            {
                var due = rate is null ? Stopwatch.GetElapsedTime(began) : TimeSpan.FromSeconds(Interlocked.Increment(ref next) / rate.Value);
                if (due - Stopwatch.GetElapsedTime(began) is { Ticks: > 0 } wait)
                {
                    await Task.Delay(wait, cancellationToken);
                }

                using var response = await client.SendAsync(SignedWebhooks.New(address), cancellationToken);
                // 503: not committed within Zoom's patience, to be sent again by Zoom.
                refused += response.IsSuccessStatusCode ? 0 : 1;
                times.Add((Stopwatch.GetElapsedTime(began) - due).TotalMilliseconds);
            }

            return (Times: times, Refused: refused);
        }));
        var elapsed = Stopwatch.GetElapsedTime(began);
        var times = all.SelectMany(sender => sender.Times).ToList();
        var refused = all.Sum(sender => sender.Refused);
        return new Load((times.Count - refused) / elapsed.TotalSeconds, new Distribution(times), refused);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed record Load(double PerSecond, Distribution Times, int Refused);
}
