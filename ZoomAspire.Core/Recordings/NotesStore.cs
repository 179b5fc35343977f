using Microsoft.EntityFrameworkCore;
using Npgsql;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Notes;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Core.Recordings;

/// <summary>Keeps transcripts and notes, and finds what is to be shown of them.</summary>
public sealed class NotesStore(ZoomAspireContext context, TimeProvider time)
{
    /// <summary>
    /// Keeps whoever else stores or shows notes of a meeting's recordings out until the transaction ends: so either who shows sees what is
    /// stored, or who stores sees what has been delivered.
    /// </summary>
    internal async Task LockAsync(long meetingId, CancellationToken cancellationToken)
    {
        await using var batch = context.NewBatch(Lock(meetingId));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The same as a statement of a batch.</summary>
    internal static NpgsqlBatchCommand Lock(long meetingId) =>
        Batches.Command("SELECT 1 FROM recordings WHERE meeting_id = $1 ORDER BY id FOR NO KEY UPDATE", meetingId);

    /// <summary>The same, and says whether there may be anything to be shown of one of them: in one round trip, and without reading it.</summary>
    internal async Task<bool> LockAndLookAsync(Recording recording, CancellationToken cancellationToken)
    {
        await using var batch = context.NewBatch(
            Lock(recording.MeetingId),
            Batches.Command(
                """
                SELECT EXISTS (SELECT FROM notes WHERE recording_id = $1) OR EXISTS (SELECT FROM transcripts WHERE recording_id = $1)
                """,
                recording.Id));
        await using var found = await batch.ExecuteReaderAsync(cancellationToken);
        await found.NextResultAsync(cancellationToken);
        await found.ReadAsync(cancellationToken);
        return found.GetBoolean(0);
    }

    /// <summary>The same without waiting.</summary>
    /// <returns>False where somebody else is at it.</returns>
    internal async Task<bool> TryLockAsync(long meetingId, CancellationToken cancellationToken)
    {
        // A statement that fails would end the transaction.
        var counts = await context.Database.SqlQuery<long>(
            $"""
            SELECT count(*) AS "Value" FROM (
                SELECT 1 FROM recordings WHERE meeting_id = {meetingId} ORDER BY id FOR NO KEY UPDATE SKIP LOCKED) AS free
            UNION ALL SELECT count(*) FROM recordings WHERE meeting_id = {meetingId}
            """).ToListAsync(cancellationToken);
        return counts.Distinct().Count() == 1;
    }

    /// <summary>Keeps a transcript instead of the one before.</summary>
    /// <returns>Whether it was kept: a better one is not replaced.</returns>
    internal async Task<bool> TryPutAsync(long recordingId, ReadTranscript read, CancellationToken cancellationToken)
    {
        var known = await context.Transcripts.SingleOrDefaultAsync(transcript => transcript.RecordingId == recordingId, cancellationToken);
        if (known is not null && (known.Source > read.Source || (known.Source == read.Source && known.FileId == read.FileId)))
        {
            return false;
        }

        if (known is not null)
        {
            await context.Transcripts.Where(transcript => transcript.Id == known.Id).ExecuteDeleteAsync(cancellationToken);
            context.Entry(known).State = EntityState.Detached;
            // They were made of the other one.
            await RemoveAsync(recordingId, [NotesSource.BuiltIn, NotesSource.Model], cancellationToken);
        }

        var row = new StoredTranscript
        {
            RecordingId = recordingId,
            Source = read.Source,
            FileId = read.FileId,
            Language = read.Transcript.Language,
            IsTruncated = read.Transcript.IsTruncated,
            CreatedAt = time.GetUtcNow(),
        };
        context.Transcripts.Add(row);
        await context.SaveChangesAsync(cancellationToken);
        await AddCuesAsync(row, read.Transcript, cancellationToken);
        return true;
    }

    /// <summary>Keeps notes instead of those that the same source made before.</summary>
    /// <returns>Whether they say anything else.</returns>
    internal async Task<bool> TryPutAsync(long recordingId, MeetingNotes notes, CancellationToken cancellationToken)
    {
        var (source, content, now) = (SnakeCaseNames.Of(notes.Source.ToString()), StoredNotes.Write(notes), time.GetUtcNow());
        return await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO notes AS n (recording_id, source, content, updated_at) VALUES ({recordingId}, {source}, {content}::jsonb, {now})
            ON CONFLICT (recording_id, source) DO UPDATE SET content = excluded.content, updated_at = excluded.updated_at
            WHERE n.content IS DISTINCT FROM excluded.content
            """,
            cancellationToken) > 0;
    }

    /// <summary>Removes notes by some sources.</summary>
    /// <returns>Whether there were any.</returns>
    internal async Task<bool> RemoveAsync(long recordingId, NotesSource[] sources, CancellationToken cancellationToken) =>
        await context.Notes.Where(notes => notes.RecordingId == recordingId && sources.Contains(notes.Source))
            .ExecuteDeleteAsync(cancellationToken) > 0;

    /// <summary>Queues that notes are shown wherever a recording was delivered; what is not delivered yet brings them along when it is.</summary>
    internal async Task QueueShowingAsync(long recordingId, CancellationToken cancellationToken)
    {
        var delivered = await (
            from delivery in context.Deliveries
            join destination in context.Destinations on delivery.DestinationId equals destination.Id
            where delivery.RecordingId == recordingId && delivery.State == DeliveryState.Delivered
            orderby delivery.Id
            select new { delivery.Id, destination.UserId }).ToListAsync(cancellationToken);
        foreach (var delivery in delivered)
        {
            await JobQueue.AddUnlessOpenAsync(context, JobKind.ShowNotes, delivery.Id, delivery.UserId, null, cancellationToken);
        }
    }

    /// <summary>What is to be shown of a recording.</summary>
    internal async Task<ShownNotes> FindAsync(long recordingId, CancellationToken cancellationToken)
    {
        var rows = await context.Notes.AsNoTracking().Where(notes => notes.RecordingId == recordingId).ToListAsync(cancellationToken);
        var transcript = await context.Transcripts.AsNoTracking()
            .SingleOrDefaultAsync(transcript => transcript.RecordingId == recordingId, cancellationToken);
        List<MeetingNotes> notes = [.. rows.OrderByDescending(row => row.Source).Select(row => row.Read()).OfType<MeetingNotes>().Where(one => !one.IsEmpty)];
        return new ShownNotes(notes.FirstOrDefault(), notes.Find(one => one.Source <= NotesSource.Model), transcript)
        {
            Stamp = string.Join(' ', rows.OrderBy(row => row.Source).Select(row => row.UpdatedAt.ToUnixTimeMilliseconds()).Append(transcript?.Id ?? 0)),
        };
    }

    /// <summary>What was said in a recording.</summary>
    /// <param name="recordingId">The recording.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null where no transcript is kept.</returns>
    public async Task<Transcript?> FindTranscriptAsync(long recordingId, CancellationToken cancellationToken)
    {
        var cues = await (
            from transcript in context.Transcripts
            join cue in context.TranscriptCues on transcript.Id equals cue.TranscriptId
            where transcript.RecordingId == recordingId
            orderby cue.Number
            select new { transcript.IsTruncated, cue.StartMilliseconds, cue.EndMilliseconds, cue.Speaker, cue.Text, cue.IsChat }).ToListAsync(cancellationToken);
        return cues.Count == 0
            ? null
            : Transcript.Of(
                cues.Where(cue => !cue.IsChat).Select(cue => new Cue(
                    TimeSpan.FromMilliseconds(cue.StartMilliseconds), TimeSpan.FromMilliseconds(cue.EndMilliseconds), cue.Speaker, cue.Text)),
                cues[0].IsTruncated).With(
                cues.Where(cue => cue.IsChat).Select(cue => new ChatLine(TimeSpan.FromMilliseconds(cue.StartMilliseconds), cue.Speaker, cue.Text)));
    }

    // One statement for all of them. What is searched are the words of a cue and of the next one, as sentences do not end where cues do.
    private Task<int> AddCuesAsync(StoredTranscript row, Transcript transcript, CancellationToken cancellationToken)
    {
        List<(Cue Cue, bool IsChat)> cues =
        [
            .. transcript.Cues.Select(cue => (cue, false)),
            .. transcript.Chat.Select(line => (new Cue(line.At, line.At, line.Sender, line.Text.ReplaceLineEndings(" ")), true)),
        ];
        var starts = cues.Select(one => Milliseconds(one.Cue.Start)).ToArray();
        var ends = cues.Select(one => Milliseconds(one.Cue.End)).ToArray();
        var speakers = cues.Select(one => one.Cue.Speaker).ToArray();
        var texts = cues.Select(one => one.Cue.Text).ToArray();
        var chat = cues.Select(one => one.IsChat).ToArray();
        var configuration = SearchLanguages.ConfigurationOf(transcript.Language);
        return context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO transcript_cues (transcript_id, number, start_milliseconds, end_milliseconds, speaker, text, is_chat, search)
            SELECT {row.Id}, place - 1, start, stop, speaker, words, chat,
                   to_tsvector({configuration}::regconfig, concat_ws(' ', speaker, words, lead(words) OVER (PARTITION BY chat ORDER BY place)))
            FROM unnest({starts}, {ends}, {speakers}, {texts}, {chat}) WITH ORDINALITY AS cue (start, stop, speaker, words, chat, place)
            """,
            cancellationToken);
    }

    private static int Milliseconds(TimeSpan time) => (int)Math.Clamp(time.TotalMilliseconds, 0, int.MaxValue);
}

/// <summary>A transcript that was read.</summary>
/// <param name="Transcript">What was said.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="FileId">Zoom's file, by its key; null if it is none.</param>
internal sealed record ReadTranscript(Transcript Transcript, TranscriptSource Source, string? FileId);

/// <summary>What is to be shown of a recording.</summary>
/// <param name="Notes">The best notes; null if there are none.</param>
/// <param name="Said">Notes made of the transcript, which know when things were said; null if there are none.</param>
/// <param name="Transcript">What is known of the transcript; null if none is kept.</param>
internal sealed record ShownNotes(MeetingNotes? Notes, MeetingNotes? Said, StoredTranscript? Transcript)
{
    /// <summary>Changes with whatever is stored.</summary>
    public required string Stamp { get; init; }

    /// <summary>Whether the times in them are those of the recording.</summary>
    public bool AreTimesOfRecording => Transcript?.Source != TranscriptSource.Companion;
}
