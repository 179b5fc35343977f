using System.Diagnostics;
using System.Globalization;

namespace ZoomAspire.Bench;

/// <summary>What came of webhooks that were posted.</summary>
/// <param name="PerSecond">Deliveries a second, from the first webhook until the last audio was in its chat.</param>
/// <param name="Times">Milliseconds from when each webhook was due until its audio was in its chat.</param>
/// <param name="MegabytesPerSecond">The same as <paramref name="PerSecond"/>, in bytes.</param>
internal sealed record Delivered(double PerSecond, double MegabytesPerSecond, Distribution Times);

/// <summary>Posts webhooks and watches the audio arrive, by the simulator's note of it: both go by the clock of this machine.</summary>
internal sealed class DeliveryLoad(BenchSimulator simulator) : IDisposable
{
    private const int SendersOfBurst = 64;

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan SendAgain = TimeSpan.FromSeconds(1);

    // Without one more arrival.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseProxy = false });

    /// <summary>Posts all as fast as they are taken, when nothing of what was before is left to do.</summary>
    /// <param name="deliverer">To whom.</param>
    /// <param name="recordings">What they tell of.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Delivered> BurstAsync(
        Deliverer deliverer, IReadOnlyList<BenchRecording> recordings, CancellationToken cancellationToken)
    {
        await deliverer.RestAsync(cancellationToken);
        var began = TimeProvider.System.GetUtcNow();
        var sending = Parallel.ForEachAsync(
            recordings,
            new ParallelOptions { MaxDegreeOfParallelism = SendersOfBurst, CancellationToken = cancellationToken },
            async (recording, token) => await SendAsync(deliverer.Webhooks, recording, token));
        return await WatchAsync(deliverer, recordings, began, _ => began, sending, cancellationToken);
    }

    /// <summary>Posts one after the other at a rate, whatever comes back, when nothing of what was before is left to do.</summary>
    /// <param name="deliverer">To whom.</param>
    /// <param name="recordings">What they tell of.</param>
    /// <param name="rate">Webhooks a second.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Delivered> PacedAsync(
        Deliverer deliverer, IReadOnlyList<BenchRecording> recordings, double rate, CancellationToken cancellationToken)
    {
        await deliverer.RestAsync(cancellationToken);
        var began = TimeProvider.System.GetUtcNow();
        var next = -1;
        var sending = OpenLoop.SendAsync(
            rate,
            TimeSpan.FromSeconds(recordings.Count / rate),
            async () =>
            {
                await SendAsync(deliverer.Webhooks, recordings[Interlocked.Increment(ref next)], cancellationToken);
                return true;
            },
            cancellationToken);
        return await WatchAsync(
            deliverer, recordings, began, index => began + TimeSpan.FromSeconds(index / rate), sending, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    // What is refused Zoom sends again, though later than here.
    private async Task SendAsync(Uri address, BenchRecording recording, CancellationToken cancellationToken)
    {
        while (true)
        {
            using (var request = SignedWebhooks.New(address, recording.Webhook))
            using (var response = await _http.SendAsync(request, cancellationToken))
            {
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }

            await Task.Delay(SendAgain, cancellationToken);
        }
    }

    private async Task<Delivered> WatchAsync(
        Deliverer deliverer,
        IReadOnlyList<BenchRecording> recordings,
        DateTimeOffset began,
        Func<int, DateTimeOffset> due,
        Task sending,
        CancellationToken cancellationToken)
    {
        var missing = recordings.Select((recording, index) => (recording, index))
            .ToDictionary(entry => entry.recording.Sha256, entry => entry.index, StringComparer.Ordinal);
        var times = new List<double>();
        var (last, heard) = (began, Stopwatch.GetTimestamp());
        while (missing.Count > 0)
        {
            await Task.Delay(LookAgain, cancellationToken);
            foreach (var arrival in await simulator.ArrivalsAsync(last, cancellationToken))
            {
                if (missing.Remove(arrival.Sha256, out var index))
                {
                    times.Add((arrival.At - due(index)).TotalMilliseconds);
                    (last, heard) = (arrival.At > last ? arrival.At : last, Stopwatch.GetTimestamp());
                }
            }

            if (Stopwatch.GetElapsedTime(heard) > Patience)
            {
                throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture, $"{missing.Count} of {recordings.Count} recordings did not arrive by {deliverer.Name}."));
            }
        }

        await sending;
        var seconds = (last - began).TotalSeconds;
        return new Delivered(recordings.Count / seconds, recordings.Sum(recording => recording.Size) / 1e6 / seconds, new Distribution(times));
    }
}
