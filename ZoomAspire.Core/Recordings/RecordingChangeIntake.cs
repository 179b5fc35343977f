using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Takes in that recordings were deleted at Zoom or recovered there: remembers it, stops what is pending, gives media to the purge
/// and has announcements say so. What was delivered stays. Events may come in any order, before the recording itself too: after
/// each, everything is as the latest says. As many statements for a batch of meetings as for one.
/// </summary>
public sealed class RecordingChangeIntake(ZoomAspireContext context, IOptions<ZoomOptions> zoom, TimeProvider time) : IWebhookEventHandler
{
    // {0} provider, {1} uuids, {2} account.
    private const string Deleted =
        """
        SELECT r.id FROM recordings r JOIN meetings m ON m.id = r.meeting_id JOIN connections c ON c.id = m.connection_id
        WHERE m.provider = {0} AND m.zoom_meeting_uuid = ANY ({1}) AND c.account_id = {2} AND 'deleted' = (
            SELECT t.state FROM recording_tombstones t
            WHERE t.provider = m.provider AND t.zoom_meeting_uuid = m.zoom_meeting_uuid AND t.account_id = {2}
              AND t.file_id IN ('', r.file_id)
            ORDER BY t.at DESC, t.state LIMIT 1)
        """;

    private const string OfDeleted =
        $"""
        kind = 'stage_recording' AND subject_id IN ({Deleted})
        OR kind IN ('deliver_recording', 'show_notes', 'fetch_speakers') AND subject_id IN (SELECT id FROM deliveries WHERE recording_id IN ({Deleted}))
        """;

    /// <inheritdoc />
    public async Task<WebhookOutcome> TakeInAsync(WebhookEnvelope envelope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        if (RecordingChange.TryRead(envelope) is not { } change)
        {
            return WebhookOutcome.Malformed;
        }

        if (!await IsConnectedAsync(change, cancellationToken))
        {
            return WebhookOutcome.UnknownHost;
        }

        var rows = Rows.Of(change);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await Tombstones.KeepOutEntriesAsync(context, change.AccountId, cancellationToken);
        if (await RememberAsync(envelope, change, rows, cancellationToken) == 0)
        {
            return WebhookOutcome.Duplicate;
        }

        await SetTombstonesAsync(envelope, change, rows, cancellationToken);
        await OpenWork.CancelAsync(context, OfDeleted, [ZoomProvider.Name, rows.Uuids, change.AccountId], cancellationToken);
        await EndDeliveriesAsync(change, rows, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return WebhookOutcome.Accepted;
    }

    // A batch names no host: it counts if anybody of the account is connected.
    private Task<bool> IsConnectedAsync(RecordingChange change, CancellationToken cancellationToken) =>
        context.Connections.AnyAsync(
            connection => connection.Provider == ZoomProvider.Name &&
                (connection.ClientId == zoom.Value.ClientId || connection.GrantType == GrantType.AccountCredentials) &&
                connection.AccountId == change.AccountId &&
                (change.HostId == null || connection.ExternalUserId == change.HostId) &&
                (connection.Status == ConnectionStatus.Active || connection.Status == ConnectionStatus.NeedsReauth),
            cancellationToken);

    private Task<int> RememberAsync(WebhookEnvelope envelope, RecordingChange change, Rows rows, CancellationToken cancellationToken)
    {
        var at = At(envelope);
        var keys = change.Files.Select(file => WebhookKeys.RecordingChange(envelope.Event, change.AccountId, file.Meeting, file.FileKey, at)).ToArray();
        var outcome = SnakeCaseNames.Of(nameof(WebhookOutcome.Accepted));
        return context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO webhook_events (dedupe_key, event_name, event_time, meeting_uuid, outcome, received_at)
            SELECT key, {envelope.Event}, {at}, uuid, {outcome}, {time.GetUtcNow()}
            FROM unnest({keys}, {rows.Uuids}) AS changed (key, uuid)
            ON CONFLICT (dedupe_key) DO NOTHING
            """,
            cancellationToken);
    }

    private Task<int> SetTombstonesAsync(WebhookEnvelope envelope, RecordingChange change, Rows rows, CancellationToken cancellationToken)
    {
        var state = SnakeCaseNames.Of(change.State.ToString());
        return context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO recording_tombstones AS t (provider, account_id, zoom_meeting_uuid, file_id, audio_start, is_transcript, state, at, created_at, is_claim)
            SELECT {ZoomProvider.Name}, {change.AccountId}, uuid, file, audio_start, transcript, {state}, {At(envelope)}, {time.GetUtcNow()}, {envelope.IsOrganizations}
            FROM unnest({rows.Uuids}, {rows.Files}, {rows.AudioStarts}, {rows.Transcripts}) AS changed (uuid, file, audio_start, transcript)
            ON CONFLICT (provider, zoom_meeting_uuid, file_id) DO UPDATE
            SET account_id = excluded.account_id, state = excluded.state, at = excluded.at, is_claim = t.is_claim AND excluded.is_claim,
                is_transcript = excluded.is_transcript OR t.is_transcript AND t.account_id = excluded.account_id,
                audio_start = CASE WHEN t.account_id = excluded.account_id THEN coalesce(excluded.audio_start, t.audio_start) ELSE excluded.audio_start END
            WHERE CASE WHEN t.account_id = excluded.account_id
                THEN t.at < excluded.at OR t.at = excluded.at AND excluded.state = 'deleted'
                ELSE t.is_claim AND NOT excluded.is_claim END
            """,
            cancellationToken);
    }

    /// <summary>
    /// Media of deleted recordings is marked for the purge, and what was announced, or asked for, says what became of it: that it was
    /// deleted, or that it is back and can be asked for. Rows are locked in the order of their ids, as everywhere.
    /// </summary>
    private Task<int> EndDeliveriesAsync(RecordingChange change, Rows rows, CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlAsync(
            $"""
            WITH changed AS (
                SELECT r.id, m.asked_at, (
                    SELECT t.state FROM recording_tombstones t
                    WHERE t.provider = m.provider AND t.zoom_meeting_uuid = m.zoom_meeting_uuid AND t.account_id = {change.AccountId}
                      AND t.file_id IN ('', r.file_id)
                    ORDER BY t.at DESC, t.state LIMIT 1) AS state
                FROM recordings r JOIN meetings m ON m.id = r.meeting_id JOIN connections c ON c.id = m.connection_id
                WHERE m.provider = {ZoomProvider.Name} AND m.zoom_meeting_uuid = ANY ({rows.Uuids}) AND c.account_id = {change.AccountId}
            ), doomed AS (
                SELECT r.id FROM recordings r JOIN changed USING (id) WHERE changed.state = 'deleted' ORDER BY r.id FOR UPDATE OF r
            ), gone AS (
                UPDATE recordings r SET status = 'gone' FROM doomed WHERE r.id = doomed.id
            ), open AS (
                SELECT d.id FROM deliveries d JOIN changed ON changed.id = d.recording_id
                WHERE changed.state = 'deleted' AND d.state IN ('pending', 'failed')
                ORDER BY d.id FOR UPDATE OF d
            ), ended AS (
                UPDATE deliveries d SET state = 'cancelled' FROM open WHERE d.id = open.id RETURNING d.id
            )
            INSERT INTO jobs (id, kind, subject_id, tenant_id, status, attempts, takeovers, failures, hinted_at)
            SELECT gen_random_uuid(), 'report_failure', d.id, t.user_id, 'queued', 0, 0, 0, NULL
            FROM deliveries d JOIN changed ON changed.id = d.recording_id
            JOIN destinations t ON t.id = d.destination_id
            WHERE changed.state IS NOT NULL AND (d.state = 'cancelled' OR d.id IN (SELECT id FROM ended))
              AND (d.id IN (SELECT id FROM ended) AND changed.asked_at IS NOT NULL OR EXISTS (
                  SELECT FROM chat_messages c WHERE c.delivery_id = d.id AND c.purpose = 'announce' AND c.state = 'announced'))
            """,
            cancellationToken);

    // Zoom gives a time with each of these events; one without counts as happening now.
    private DateTimeOffset At(WebhookEnvelope envelope) => envelope.EventTime ?? time.GetUtcNow();

    private sealed record Rows(string[] Uuids, string[] Files, DateTimeOffset?[] AudioStarts, bool[] Transcripts)
    {
        public static Rows Of(RecordingChange change) =>
            new(
                [.. change.Files.Select(file => file.Meeting.Value)],
                [.. change.Files.Select(file => file.FileKey)],
                [.. change.Files.Select(file => file.AudioStart?.ToUniversalTime())],
                [.. change.Files.Select(file => file.IsTranscript)]);
    }
}
