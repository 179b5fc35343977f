using System.Data.Common;
using Npgsql;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// A <c>recording.completed</c> event on its way into the database: the event itself, the meeting that it tells of and a job, stored by one
/// statement, the same for one that comes alone and for many that come together.
/// </summary>
/// <param name="envelope">The event as it came.</param>
/// <param name="completed">What it says.</param>
internal sealed class RecordingEntry(WebhookEnvelope envelope, RecordingCompleted completed)
{
    // What others enter, or have entered, is left as it is: $20 is our app.
    private static readonly string ManyStatement = Statement(
        $"""
        SELECT given.*, host.id AS connection_id, host.user_id
        FROM given CROSS JOIN LATERAL ({HostReading.FindHost("$1", "given.host_id", "$20")}) host
        WHERE host.account_id = given.account_id
          AND NOT EXISTS (SELECT 1 FROM recording_tombstones t
                          WHERE t.provider = $1 AND t.zoom_meeting_uuid = given.uuid AND t.account_id = given.account_id)
          AND NOT EXISTS (SELECT 1 FROM meetings m WHERE m.provider = $1 AND m.zoom_meeting_uuid = given.uuid)
        """,
        "ON CONFLICT (provider, zoom_meeting_uuid) DO NOTHING");

    // $20 to $22 are the host's.
    private static readonly string OneStatement = Statement(
        "SELECT given.*, $20::bigint AS connection_id, $21::bigint AS user_id FROM given", MeetingRows.OrFind("$22"));

    /// <summary>The event as it came.</summary>
    public WebhookEnvelope Envelope { get; } = envelope;

    /// <summary>What it says.</summary>
    public RecordingCompleted Completed { get; } = completed;

    /// <summary>The job that it is to have.</summary>
    public Guid JobId { get; } = Guid.CreateVersion7();

    private IReadOnlyList<string> Keys { get; } =
        WebhookKeys.Recordings(envelope.Event, completed.HostId, completed.MeetingUuid, completed.FileKeys);

    // The job continues the trace of its own request, whoever stores it.
    private (string? Parent, string? State) Trace { get; } = JobQueue.Trace();

    /// <summary>
    /// Stores those of many, one of each meeting, that are the first that is heard of a meeting, said of its connected host with his own
    /// account, with nothing known of deletions. Read the answer with <see cref="ReadAsync"/>: one that is left out there is not like that; one
    /// without a job is of a meeting that somebody else enters at the same moment, and must not be committed.
    /// </summary>
    /// <param name="entries">The events: none that the organisation's app has signed.</param>
    /// <param name="clientId">Our app at Zoom.</param>
    /// <param name="now">The present time.</param>
    public static NpgsqlBatchCommand Store(IReadOnlyList<RecordingEntry> entries, string clientId, DateTimeOffset now) =>
        Batches.Command(ManyStatement, [.. Values(entries, now), clientId]);

    /// <summary>
    /// Stores one of a host who was found, or adds it to what is known of its meeting. Read the answer with <see cref="ReadAsync"/>: it is empty
    /// where the event is known, and without a job where the meeting is another's history, too; nothing may be committed then.
    /// </summary>
    /// <param name="host">The host, whose account the event names.</param>
    /// <param name="now">The present time.</param>
    public NpgsqlBatchCommand Store(ConnectedHost host, DateTimeOffset now) => Batches.Command(
        OneStatement, [.. Values([this], now), host.ConnectionId, host.OwnerId, (object?)host.ConnectedAt ?? DBNull.Value]);

    /// <summary>Reads what was stored.</summary>
    /// <param name="stored">The answer to <see cref="Store(ConnectedHost, DateTimeOffset)"/> and its like.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The meetings of which something was new, and whether they have a job for it.</returns>
    public static async Task<Dictionary<MeetingUuid, bool>> ReadAsync(DbDataReader stored, CancellationToken cancellationToken)
    {
        var haveJobs = new Dictionary<MeetingUuid, bool>();
        while (await stored.ReadAsync(cancellationToken))
        {
            haveJobs.Add(new MeetingUuid(stored.GetString(0)), stored.GetBoolean(1));
        }

        return haveJobs;
    }

    /// <summary>
    /// Events, meetings and jobs, in this order. One key per meeting instance and file: Zoom sends an event again with other URLs and tokens,
    /// and sends further events of the same meeting for further files. Keys in the same order by everybody, and all of them before the
    /// meetings, which is why they are gathered first: who waits for another's key holds nothing that the other needs.
    /// </summary>
    /// <param name="hosted">Chooses among what is given ($3 to $17) and adds <c>connection_id</c> and <c>user_id</c>.</param>
    /// <param name="orKnown">What happens where the meeting is known.</param>
    private static string Statement(string hosted, string orKnown) =>
        $"""
        WITH given AS (
            SELECT * FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::bigint[], $9::text[], $10::timestamptz[],
                                 $11::text[], $12::int[], $13::timestamptz[], $14::boolean[], $15::uuid[], $16::text[], $17::text[])
                AS given (uuid, host_id, account_id, event_name, event_time, number, topic, start_time,
                          time_zone, duration, deletes_at, is_claim, job_id, trace_parent, trace_state)
        ), hosted AS (
            {hosted}
        ), event AS (
            INSERT INTO webhook_events (dedupe_key, event_name, event_time, meeting_uuid, outcome, received_at)
            SELECT file.key, event_name, event_time, uuid, 'accepted', $2
            FROM hosted JOIN unnest($18::text[], $19::text[]) AS file (uuid, key) USING (uuid) ORDER BY file.key COLLATE "C"
            ON CONFLICT (dedupe_key) DO NOTHING
            RETURNING meeting_uuid
        ), written AS MATERIALIZED (
            SELECT DISTINCT meeting_uuid FROM event
        ), meeting AS (
            {MeetingRows.Into}
            SELECT $1, uuid, number, host_id, connection_id, user_id, topic, start_time, time_zone, duration, deletes_at, $2, is_claim
            FROM hosted WHERE uuid IN (SELECT meeting_uuid FROM written) ORDER BY uuid
            {orKnown}
            RETURNING id, zoom_meeting_uuid
        ), job AS (
            INSERT INTO jobs (id, kind, subject_id, tenant_id, status, attempts, takeovers, failures, trace_parent, trace_state)
            SELECT job_id, 'fetch_meeting', meeting.id, user_id, 'queued', 0, 0, 0, trace_parent, trace_state
            FROM meeting JOIN hosted ON hosted.uuid = meeting.zoom_meeting_uuid
        )
        SELECT meeting_uuid, EXISTS (SELECT 1 FROM meeting WHERE zoom_meeting_uuid = meeting_uuid) FROM written
        """;

    private static object[] Values(IReadOnlyList<RecordingEntry> entries, DateTimeOffset now)
    {
        T[] Each<T>(Func<RecordingEntry, T> value) => [.. entries.Select(value)];
        var files = entries.SelectMany(entry => entry.Keys.Select(key => (Uuid: entry.Completed.MeetingUuid.Value, Key: key))).ToList();
        return
        [
            ZoomProvider.Name, now,
            Each(entry => entry.Completed.MeetingUuid.Value), Each(entry => entry.Completed.HostId.Value), Each(entry => entry.Completed.AccountId),
            Each(entry => entry.Envelope.Event), Each(entry => entry.Envelope.EventTime), Each(entry => entry.Completed.MeetingNumber),
            Each(entry => entry.Completed.Topic), Each(entry => entry.Completed.StartTime), Each(entry => entry.Completed.TimeZone),
            Each(entry => entry.Completed.DurationMinutes), Each(entry => entry.Completed.DeletesAt),
            // The organisation's secret is held by others, who could name a meeting of anybody's: whose it is Zoom's API says.
            Each(entry => entry.Envelope.IsOrganizations),
            Each(entry => entry.JobId), Each(entry => entry.Trace.Parent), Each(entry => entry.Trace.State),
            files.ConvertAll(file => file.Uuid).ToArray(), files.ConvertAll(file => file.Key).ToArray(),
        ];
    }
}
