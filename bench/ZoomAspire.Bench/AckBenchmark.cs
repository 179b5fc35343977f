using System.Globalization;

namespace ZoomAspire.Bench;

/// <summary>
/// Webhooks that the real API acknowledges, its commit included, at rising rates until an answer in a hundred takes more than 100 ms or is
/// a refusal; against an endpoint that only verifies the signature.
/// </summary>
internal sealed class AckBenchmark : IBenchmark
{
    private const int ComparedRate = 1000;
    private const double LongestAnswer = 100;
    private const int InsertingConnections = 32;
    private const int Inserts = 8_000;

    private static readonly int[] Rates = [100, 200, 400, 700, ComparedRate, 1400, 2000, 2800, 4000, 5600, 8000];
    private static readonly int[] WarmUpRates = [300, 700];
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(4);

    public string Name => "ack";

    public int Repetitions => 1;

    public async Task<IReadOnlyList<Figure>> MeasureAsync(CancellationToken cancellationToken)
    {
        await SignedWebhooks.ConnectHostsAsync(cancellationToken);
        var bare = await MeasureAsync("bare", StartBare, cancellationToken);
        var ours = await MeasureAsync("ours", StartApi, cancellationToken);
        var inserts = await BenchDatabase.InsertsPerSecondAsync(InsertingConnections, Inserts, cancellationToken);
        const string limit = "an endpoint that only verifies the signature";
        return
        [
            new Figure("answer at 1,000/s, p50", "ms", ours.Compared.Percentile(50), limit, bare.Compared.Percentile(50)),
            new Figure("answer at 1,000/s, p99", "ms", ours.Compared.Percentile(99), limit, bare.Compared.Percentile(99)),
            new Figure("highest rate with p99 up to 100 ms", "webhooks/s", ours.Highest, limit, bare.Highest),
            new Figure("highest rate with p99 up to 100 ms", "webhooks/s", ours.Highest, "committed inserts of a row, 32 connections", inserts),
        ];
    }

    private static ChildProcess StartBare(int port) => ChildProcess.Start(
        typeof(BareEndpoint).Assembly.Location, [BareEndpoint.Command, port.ToString(CultureInfo.InvariantCulture)]);

    private static ChildProcess StartApi(int port) =>
        ChildProcess.Start(BenchSettings.AssemblyOf("ZoomAspire.Api"), [], BenchSettings.Of(port));

    private static async Task<Levels> MeasureAsync(string name, Func<int, ChildProcess> start, CancellationToken cancellationToken)
    {
        var port = BenchSettings.FreePort();
        using var server = start(port);
        using var client = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
        var address = new Uri($"http://127.0.0.1:{port}/webhooks/zoom");
        while (!await SendAsync(client, address, cancellationToken))
        {
            await Task.Delay(100, cancellationToken);
        }

        foreach (var rate in WarmUpRates)
        {
            await OpenLoop.SendAsync(rate, WarmUp, () => SendAsync(client, address, cancellationToken), cancellationToken);
        }

        return await RaiseAsync(name, rate => OpenLoop.SendAsync(
            rate, Duration, () => SendAsync(client, address, cancellationToken), cancellationToken));
    }

    private static async Task<Levels> RaiseAsync(string name, Func<int, Task<OpenLoad>> send)
    {
        Distribution? compared = null;
        var highest = 0;
        foreach (var rate in Rates)
        {
            var load = await send(rate);
            await Console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"  {name}, {rate}/s: p50 {load.Times.Percentile(50):0.##} ms, p99 {load.Times.Percentile(99):0.##} ms, {load.Refused} refused"));
            compared = rate == ComparedRate ? load.Times : compared;
            if (load.GaveUp || load.Refused > 0 || load.Times.Percentile(99) > LongestAnswer)
            {
                break;
            }

            highest = rate;
        }

        return new Levels(compared ?? (await send(ComparedRate)).Times, highest);
    }

    private static async Task<bool> SendAsync(HttpMessageInvoker client, Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var request = SignedWebhooks.New(address);
            using var response = await client.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode; // 503: not committed within Zoom's patience, to be sent again by Zoom.
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private sealed record Levels(Distribution Compared, int Highest);
}
