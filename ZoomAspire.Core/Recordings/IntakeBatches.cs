using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Takes in together what arrives together: all events that come while others are being committed share the next transaction, its round
/// trips and its wait for the disk. One that comes alone waits for nobody. Only plain ones: the first that is heard of a meeting, said of
/// its host with his own account, with nothing known of deletions; and only where nobody is in the way. The rest is for who asked.
/// </summary>
internal sealed class IntakeBatches(
    IServiceScopeFactory scopes, JobHints hints, IOptions<ZoomOptions> zoom, IntakeTimings timings, TimeProvider time)
{
    private const int MaxSize = 64;

    // While one waits for the disk the next is written; with more of them each has less to share.
    private const int MaxAtOnce = 2;

    private readonly ConcurrentQueue<Arrival> _waiting = new();
    private int _busy;

    /// <summary>Stores an event, its meeting and a job, and wakes a worker.</summary>
    /// <param name="entry">The event: not one that the organisation's app has signed.</param>
    /// <param name="cancellationToken">Stops waiting; the event may be stored all the same, and is recognised when it comes again.</param>
    /// <returns>
    /// Whether it is known to be committed. If not, it is not plain, others were in the way, or it took too long: take it in by itself, which
    /// recognises what is committed after all.
    /// </returns>
    /// <exception cref="Exception">The database failed; see <see cref="DatabaseErrors"/>.</exception>
    public Task<bool> TryTakeInAsync(RecordingEntry entry, CancellationToken cancellationToken)
    {
        var arrival = new Arrival(entry);
        _waiting.Enqueue(arrival);
        _ = WorkAsync();
        return arrival.Entered.Task.WaitAsync(cancellationToken);
    }

    // Whoever arrives works for all who wait, unless enough do so already.
    private async Task WorkAsync()
    {
        while (!_waiting.IsEmpty)
        {
            if (Interlocked.Increment(ref _busy) > MaxAtOnce)
            {
                // Whoever is at it looks again after it has said that it is not any more.
                if (Interlocked.Decrement(ref _busy) >= MaxAtOnce)
                {
                    return;
                }

                continue;
            }

            var jobs = await EnterNextAsync();
            Interlocked.Decrement(ref _busy);
            _ = hints.SendAsync(jobs, CancellationToken.None); // Does not fail; who waits for the next transaction does not wait for it.
        }
    }

    /// <returns>The jobs that were entered.</returns>
    private async Task<IReadOnlyList<Guid>> EnterNextAsync()
    {
        var arrivals = Next();
        if (arrivals.Count == 0)
        {
            return [];
        }

        // What is done for all shows in the trace of the first: whoever began to work may long have its answer.
        Activity.Current = arrivals[0].Request;
        try
        {
            var entered = await EnterAsync(arrivals);
            foreach (var arrival in arrivals)
            {
                arrival.Entered.TrySetResult(entered.Contains(arrival.MeetingUuid));
            }

            return [.. arrivals.Where(arrival => entered.Contains(arrival.MeetingUuid)).Select(arrival => arrival.Entry.JobId)];
        }
        catch (Exception exception) when (exception is PostgresException or OperationCanceledException)
        {
            // Others were in the way, one of these is not acceptable, or it took too long: each by itself learns which. Should it be committed
            // after all, each is recognised.
            arrivals.ForEach(arrival => arrival.Entered.TrySetResult(false));
        }
        catch (Exception exception)
        {
            arrivals.ForEach(arrival => arrival.Entered.TrySetException(exception));
        }

        return [];
    }

    // One of each meeting: a second one adds to what the first has entered.
    private List<Arrival> Next()
    {
        var next = new Dictionary<MeetingUuid, Arrival>();
        while (next.Count < MaxSize && _waiting.TryDequeue(out var arrival))
        {
            if (!next.TryAdd(arrival.MeetingUuid, arrival))
            {
                arrival.Entered.TrySetResult(false);
            }
        }

        return [.. next.Values];
    }

    private async Task<HashSet<MeetingUuid>> EnterAsync(List<Arrival> arrivals)
    {
        using var bound = new CancellationTokenSource(timings.Patience, time);
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ZoomAspireContext>();
        await using var transaction = await context.Database.BeginTransactionAsync(bound.Token);
        if (await TryWriteAsync(context, arrivals, bound.Token) is not { } entered)
        {
            return [];
        }

        await transaction.CommitAsync(bound.Token);
        return entered;
    }

    /// <summary>Which meetings were entered; null where one was that somebody else enters, too: nothing may be committed then.</summary>
    private async Task<HashSet<MeetingUuid>?> TryWriteAsync(
        ZoomAspireContext context, List<Arrival> arrivals, CancellationToken cancellationToken)
    {
        await using var batch = context.NewBatch(
            Tombstones.TryKeepOutDeletions(arrivals.Select(arrival => arrival.Entry.Completed.AccountId), timings.LockPatience),
            RecordingEntry.Store(arrivals.ConvertAll(arrival => arrival.Entry), zoom.Value.ClientId, time.GetUtcNow()));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var isFree = await reader.ReadAsync(cancellationToken) && reader.GetBoolean(0);
        await reader.NextResultAsync(cancellationToken);
        var haveJobs = await RecordingEntry.ReadAsync(reader, cancellationToken);
        return isFree && !haveJobs.ContainsValue(false) ? [.. haveJobs.Keys] : null;
    }

    private sealed class Arrival(RecordingEntry entry)
    {
        public RecordingEntry Entry { get; } = entry;

        public MeetingUuid MeetingUuid => Entry.Completed.MeetingUuid;

        public Activity? Request { get; } = Activity.Current;

        public TaskCompletionSource<bool> Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>How long events that are taken in together are waited for.</summary>
/// <param name="Patience">For all of it: less than what an event by itself has, who may have to come after it.</param>
/// <param name="LockPatience">For others, in PostgreSQL's words: one who is in the way must not hold up all who came with it.</param>
internal sealed record IntakeTimings(TimeSpan Patience, string LockPatience)
{
    /// <summary>Those of production.</summary>
    public static IntakeTimings Default { get; } = new(TimeSpan.FromSeconds(1.5), "200ms");
}
