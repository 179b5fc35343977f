using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Finds moments in what was said, best first: in private across the meetings of whoever asks, in a group only in what was delivered
/// there. Words are looked for in all languages that transcripts are kept in; quotes, <c>or</c> and a leading minus mean what they mean in
/// search engines (https://www.postgresql.org/docs/current/textsearch-controls.html).
/// </summary>
/// <param name="context">The database.</param>
public sealed class TranscriptSearch(ZoomAspireContext context)
{
    /// <summary>Most characters of what is looked for.</summary>
    public const int MaxWordsLength = 200;

    /// <summary>Most moments that are shown of a recording.</summary>
    public const int MaxMoments = 4;

    // Of all that match: enough for some pages, and little to sort.
    private const int MaxHits = 400;

    // Hits as near as that are one moment.
    private const int NearCues = 2;

    /// <summary>Searches.</summary>
    /// <param name="scope">Where.</param>
    /// <param name="words">What is looked for, as it was typed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Recordings with their best moments, best first.</returns>
    public async Task<IReadOnlyList<FoundRecording>> FindAsync(SearchScope scope, string words, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(words);
        var text = ColumnText.Cut(words, MaxWordsLength);
        var (chat, user, delivery) = (scope.ChatId.Value, scope.UserId?.Value, scope.DeliveryId);
        var configurations = SearchLanguages.Configurations.ToArray();
        var hits = await context.Database.SqlQuery<Hit>(
            $"""
            WITH asked AS (
                SELECT configuration, q FROM (
                    SELECT c AS configuration, websearch_to_tsquery(c::regconfig, {text}) AS q FROM unnest({configurations}) AS c) AS one
                -- What only leaves out would find everything.
                WHERE numnode(q) > 0 AND querytree(q) NOT IN ('', 'T')
            ), own AS MATERIALIZED (
                SELECT r.id FROM recordings r JOIN meetings m ON m.id = r.meeting_id JOIN connections n ON n.id = m.connection_id
                LEFT JOIN deliveries d ON d.recording_id = r.id AND d.state = 'delivered' LEFT JOIN destinations t ON t.id = d.destination_id
                LEFT JOIN users u ON u.id = n.user_id
                WHERE r.status <> 'gone' AND m.erased_at IS NULL AND n.status <> 'revoked'
                  AND (m.user_id = n.user_id OR m.user_id IS NULL AND m.created_at >= n.connected_at)
                  AND (u.telegram_user_id = {user} OR t.chat_id = {chat} AND (t.kind = 'private' OR EXISTS (
                      SELECT FROM routes x WHERE x.destination_id = t.id AND x.connection_id = n.id AND x.state = 'active')))
                  AND ({delivery}::bigint IS NULL OR d.id = {delivery} AND t.chat_id = {chat})
                GROUP BY r.id
            ), hits AS (
                SELECT own.id AS recording_id, asked.configuration, asked.q, c.number, c.start_milliseconds, c.speaker, c.text, c.is_chat,
                       ts_rank_cd(c.search, asked.q) AS rank
                FROM own JOIN transcripts t ON t.recording_id = own.id
                JOIN asked ON asked.configuration = CASE WHEN t.language = ANY ({configurations}) THEN t.language ELSE 'simple' END
                JOIN transcript_cues c ON c.transcript_id = t.id AND c.search @@ asked.q
                ORDER BY rank DESC, own.id DESC, c.number LIMIT {MaxHits}
            )
            SELECT h.recording_id AS "RecordingId", h.number AS "Number", h.start_milliseconds AS "StartMilliseconds", h.speaker AS "Speaker",
                   h.text AS "Text", h.is_chat AS "IsChat", h.rank AS "Rank", to_tsvector(h.configuration::regconfig, concat_ws(' ', h.speaker, h.text)) @@ h.q AS "IsWhole"
            FROM hits h
            """).ToListAsync(cancellationToken);
        var best = (await PermittedAsync(hits, scope.ChatId, cancellationToken)).GroupBy(hit => hit.RecordingId).OrderByDescending(group => group.Max(hit => hit.Rank)).ThenByDescending(group => group.Key);
        return await DescribeAsync([.. best.Select(group => (group.First(), Moments(group)))], scope.ChatId, cancellationToken);
    }

    // The statement knows which groups a connection has routes to; which meetings those are for is decided in one place only.
    private async Task<IEnumerable<Hit>> PermittedAsync(List<Hit> hits, TelegramChatId chatId, CancellationToken cancellationToken)
    {
        if (chatId.IsPrivate || hits.Count == 0)
        {
            return hits;
        }

        long[] ids = [.. hits.Select(hit => hit.RecordingId).Distinct()];
        var delivered = await (
            from delivery in context.Deliveries
            join destination in context.Destinations on delivery.DestinationId equals destination.Id
            join recording in context.Recordings on delivery.RecordingId equals recording.Id
            join meeting in context.Meetings on recording.MeetingId equals meeting.Id
            where ids.Contains(recording.Id) && destination.ChatId == chatId && delivery.State == DeliveryState.Delivered
            select new { recording.Id, DestinationId = destination.Id, meeting }).AsNoTracking().ToListAsync(cancellationToken);
        var permitted = new HashSet<long>();
        foreach (var one in delivered)
        {
            if (await RoutedChats.LeadsToAsync(context, one.DestinationId, one.meeting, cancellationToken))
            {
                permitted.Add(one.Id);
            }
        }

        return hits.Where(hit => permitted.Contains(hit.RecordingId));
    }

    // Where the words stand in two cues, both the first and the pair match; the cue that has them all is the moment.
    private static List<FoundMoment> Moments(IEnumerable<Hit> hits)
    {
        var chosen = new List<Hit>();
        foreach (var hit in hits.OrderByDescending(hit => hit.IsWhole).ThenByDescending(hit => hit.Rank).ThenBy(hit => hit.Number))
        {
            if (chosen.Count < MaxMoments && !chosen.Exists(other => Math.Abs(other.Number - hit.Number) < NearCues))
            {
                chosen.Add(hit);
            }
        }

        return [.. chosen.OrderBy(hit => hit.StartMilliseconds).Select(hit => new FoundMoment(
            TimeSpan.FromMilliseconds(hit.StartMilliseconds), hit.Speaker, hit.Text)
        {
            IsChat = hit.IsChat,
        })];
    }

    private async Task<IReadOnlyList<FoundRecording>> DescribeAsync(
        IReadOnlyList<(Hit Best, List<FoundMoment> Moments)> found, TelegramChatId chatId, CancellationToken cancellationToken)
    {
        long[] ids = [.. found.Select(one => one.Best.RecordingId)];
        var rows = await (
            from recording in context.Recordings
            join meeting in context.Meetings on recording.MeetingId equals meeting.Id
            join transcript in context.Transcripts on recording.Id equals transcript.RecordingId
            where ids.Contains(recording.Id)
            select new { recording.Id, meeting.Topic, Start = recording.RecordingStart ?? meeting.StartTime, transcript.Source })
            .ToDictionaryAsync(row => row.Id, cancellationToken);
        var audios = await (
            from message in context.ChatMessages
            join delivery in context.Deliveries on message.DeliveryId equals delivery.Id
            join destination in context.Destinations on message.DestinationId equals destination.Id
            where ids.Contains(delivery.RecordingId) && destination.ChatId == chatId && message.Part == 0 &&
                message.State == ChatMessageState.Delivered && message.MessageId != null
            select new { delivery.RecordingId, MessageId = message.MessageId!.Value })
            .ToListAsync(cancellationToken);
        return
        [
            .. found.Where(one => rows.ContainsKey(one.Best.RecordingId)).Select(one => new FoundRecording(
                rows[one.Best.RecordingId].Topic,
                rows[one.Best.RecordingId].Start,
                rows[one.Best.RecordingId].Source == TranscriptSource.Companion
                    ? null
                    : audios.Find(audio => audio.RecordingId == one.Best.RecordingId)?.MessageId,
                one.Moments)),
        ];
    }

    private sealed record Hit(
        long RecordingId, int Number, int StartMilliseconds, string? Speaker, string Text, bool IsChat, float Rank, bool IsWhole);
}

/// <summary>Where is searched.</summary>
/// <param name="ChatId">The chat that asks: what was delivered there is searched.</param>
/// <param name="UserId">Who asks, in his private chat: all of his own meetings are searched, too; null in a group.</param>
/// <param name="DeliveryId">Only this delivery; null for all.</param>
public sealed record SearchScope(TelegramChatId ChatId, TelegramUserId? UserId, long? DeliveryId = null);

/// <summary>A recording in which something was found.</summary>
/// <param name="Topic">Topic of the meeting, untrusted text.</param>
/// <param name="Start">When it began.</param>
/// <param name="AudioMessageId">The audio in the chat that asked, to which times can refer; null if there is none.</param>
/// <param name="Moments">The best moments, by time.</param>
public sealed record FoundRecording(string Topic, DateTimeOffset? Start, int? AudioMessageId, IReadOnlyList<FoundMoment> Moments);

/// <summary>A moment of a recording.</summary>
/// <param name="At">From its start.</param>
/// <param name="Speaker">Who spoke, untrusted text; null where nobody is named.</param>
/// <param name="Text">What was said, untrusted text.</param>
public sealed record FoundMoment(TimeSpan At, string? Speaker, string Text)
{
    /// <summary>Whether it was written in the meeting's chat.</summary>
    public bool IsChat { get; init; }
}
