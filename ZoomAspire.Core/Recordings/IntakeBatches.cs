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

    // Keys before meetings, and each in one order, as in RecordingIntake. A meeting that others enter at the same moment gets no job here.
    private static readonly string Enter =
        $"""
        WITH given AS (
            SELECT * FROM unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::bigint[], $10::text[], $11::timestamptz[],
                                 $12::text[], $13::int[], $14::timestamptz[], $15::uuid[], $16::text[], $17::text[])
                AS given (uuid, host_id, account_id, event_name, event_time, number, topic, start_time,
                          time_zone, duration, deletes_at, job_id, trace_parent, trace_state)
        ), plain AS (
            SELECT given.*, host.id AS connection_id, host.user_id
            FROM given CROSS JOIN LATERAL ({HostReading.FindHost("$1", "given.host_id", "$2")}) host
            WHERE host.account_id = given.account_id
              AND NOT EXISTS (SELECT 1 FROM recording_tombstones t
                              WHERE t.provider = $1 AND t.zoom_meeting_uuid = given.uuid AND t.account_id = given.account_id)
              AND NOT EXISTS (SELECT 1 FROM meetings m WHERE m.provider = $1 AND m.zoom_meeting_uuid = given.uuid)
        ), event AS (
            INSERT INTO webhook_events (dedupe_key, event_name, event_time, meeting_uuid, outcome, received_at)
            SELECT file.key, event_name, event_time, uuid, 'accepted', $3
            FROM plain JOIN unnest($18::text[], $19::text[]) AS file (uuid, key) USING (uuid) ORDER BY file.key
            ON CONFLICT (dedupe_key) DO NOTHING
            RETURNING meeting_uuid
        ), meeting AS (
            INSERT INTO meetings (provider, zoom_meeting_uuid, zoom_meeting_id, owner_zoom_user_id, connection_id, user_id, topic, start_time,
                                  time_zone, duration_minutes, zoom_deletes_at, created_at, is_contradicted)
            SELECT $1, uuid, number, host_id, connection_id, user_id, topic, start_time, time_zone, duration, deletes_at, $3, false
            FROM plain WHERE uuid IN (SELECT meeting_uuid FROM event) ORDER BY uuid
            ON CONFLICT (provider, zoom_meeting_uuid) DO NOTHING
            RETURNING id, zoom_meeting_uuid
        ), job AS (
            INSERT INTO jobs (id, kind, subject_id, tenant_id, status, attempts, takeovers, failures, trace_parent, trace_state)
            SELECT job_id, 'fetch_meeting', meeting.id, user_id, 'queued', 0, 0, 0, trace_parent, trace_state
            FROM meeting JOIN plain ON plain.uuid = meeting.zoom_meeting_uuid
        )
        SELECT meeting_uuid, EXISTS (SELECT 1 FROM meeting WHERE zoom_meeting_uuid = meeting_uuid)
        FROM (SELECT DISTINCT meeting_uuid FROM event) entered
        """;

    private readonly ConcurrentQueue<Arrival> _waiting = new();
    private int _busy;

    /// <summary>Stores an event, its meeting and a job, and wakes a worker.</summary>
    /// <param name="envelope">The event as it came: not one that the organisation's app has signed.</param>
    /// <param name="completed">What it says.</param>
    /// <param name="cancellationToken">Stops waiting; the event may be stored all the same, and is recognised when it comes again.</param>
    /// <returns>
    /// Whether it is known to be committed. If not, it is not plain, others were in the way, or it took too long: take it in by itself, which
    /// recognises what is committed after all.
    /// </returns>
    /// <exception cref="Exception">The database failed; see <see cref="DatabaseErrors"/>.</exception>
    public Task<bool> TryTakeInAsync(WebhookEnvelope envelope, RecordingCompleted completed, CancellationToken cancellationToken)
    {
        var arrival = new Arrival(envelope, completed);
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
                arrival.Entered.TrySetResult(entered.Contains(arrival.Completed.MeetingUuid));
            }

            return [.. arrivals.Where(arrival => entered.Contains(arrival.Completed.MeetingUuid)).Select(arrival => arrival.JobId)];
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
            if (!next.TryAdd(arrival.Completed.MeetingUuid, arrival))
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
            Tombstones.TryKeepOutDeletions(arrivals.Select(arrival => arrival.Completed.AccountId), timings.LockPatience),
            Batches.Command(Enter, Values(arrivals)));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var isFree = await reader.ReadAsync(cancellationToken) && reader.GetBoolean(0);
        await reader.NextResultAsync(cancellationToken);
        var entered = new HashSet<MeetingUuid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            entered.Add(new MeetingUuid(reader.GetString(0)));
            isFree &= reader.GetBoolean(1);
        }

        return isFree ? entered : null;
    }

    private object[] Values(List<Arrival> arrivals)
    {
        T[] Each<T>(Func<Arrival, T> value) => [.. arrivals.Select(value)];
        var files = arrivals.SelectMany(arrival => arrival.Keys.Select(key => (Uuid: arrival.Completed.MeetingUuid.Value, Key: key))).ToList();
        return
        [
            ZoomProvider.Name, zoom.Value.ClientId, time.GetUtcNow(),
            Each(arrival => arrival.Completed.MeetingUuid.Value), Each(arrival => arrival.Completed.HostId.Value), Each(arrival => arrival.Completed.AccountId),
            Each(arrival => arrival.Envelope.Event), Each(arrival => arrival.Envelope.EventTime), Each(arrival => arrival.Completed.MeetingNumber),
            Each(arrival => arrival.Completed.Topic), Each(arrival => arrival.Completed.StartTime), Each(arrival => arrival.Completed.TimeZone),
            Each(arrival => arrival.Completed.DurationMinutes), Each(arrival => arrival.Completed.DeletesAt), Each(arrival => arrival.JobId),
            Each(arrival => arrival.Trace.Parent), Each(arrival => arrival.Trace.State),
            files.ConvertAll(file => file.Uuid).ToArray(), files.ConvertAll(file => file.Key).ToArray(),
        ];
    }

    private sealed class Arrival(WebhookEnvelope envelope, RecordingCompleted completed)
    {
        public WebhookEnvelope Envelope { get; } = envelope;

        public RecordingCompleted Completed { get; } = completed;

        public IReadOnlyList<string> Keys { get; } = WebhookKeys.Recordings(envelope.Event, completed.HostId, completed.MeetingUuid, completed.FileKeys);

        public Guid JobId { get; } = Guid.CreateVersion7();

        public Activity? Request { get; } = Activity.Current;

        // The job continues the trace of its own request, whoever of them works.
        public (string? Parent, string? State) Trace { get; } = JobQueue.Trace();

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
