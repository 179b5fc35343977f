using System.Diagnostics;

namespace ZoomAspire.Bench;

/// <summary>What came of sending at a rate.</summary>
/// <param name="Times">Milliseconds from when each was due to its answer.</param>
/// <param name="Refused">How many were refused, or not answered at all.</param>
/// <param name="GaveUp">Sending was ended early: what had been sent was not answered for too long.</param>
internal sealed record OpenLoad(Distribution Times, int Refused, bool GaveUp);

/// <summary>
/// Sends at a fixed rate whatever comes back, as the world does. Each answer is timed from when its request was due, so that waiting
/// which the server causes is never left out (coordinated omission). The clock of the sender ticks once in a millisecond.
/// </summary>
internal static class OpenLoop
{
    private const int Tick = 1;

    // Seconds by which the answers may be behind.
    private const double Patience = 2;

    /// <summary>Sends.</summary>
    /// <param name="rate">How many in a second.</param>
    /// <param name="duration">How long.</param>
    /// <param name="send">Sends one; whether it was taken.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<OpenLoad> SendAsync(double rate, TimeSpan duration, Func<Task<bool>> send, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        return SendAsync(
            (int)(rate * duration.TotalSeconds),
            rate,
            async due =>
            {
                var taken = await send();
                return (Taken: taken, Time: (Stopwatch.GetElapsedTime(began) - due).TotalMilliseconds);
            },
            began,
            cancellationToken);
    }

    private static async Task<OpenLoad> SendAsync(
        int count, double rate, Func<TimeSpan, Task<(bool Taken, double Time)>> send, long began, CancellationToken cancellationToken)
    {
        var answers = new List<Task<(bool Taken, double Time)>>(count);
        var answered = 0;
        // A thread of its own: the pool's may all be busy when one is due.
        await Task.Factory.StartNew(
            () =>
            {
                for (var next = 0; next < count && next - Volatile.Read(ref answered) <= rate * Patience; next++)
                {
                    var due = TimeSpan.FromSeconds(next / rate);
                    while (Stopwatch.GetElapsedTime(began) < due)
                    {
                        cancellationToken.WaitHandle.WaitOne(Tick);
                        cancellationToken.ThrowIfCancellationRequested();
                    }

                    answers.Add(Task.Run(
                        async () =>
                        {
                            var answer = await send(due);
                            Interlocked.Increment(ref answered);
                            return answer;
                        },
                        cancellationToken));
                }
            },
            cancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        var all = await Task.WhenAll(answers);
        return new OpenLoad(new Distribution(all.Select(answer => answer.Time)), all.Count(answer => !answer.Taken), all.Length < count);
    }
}
