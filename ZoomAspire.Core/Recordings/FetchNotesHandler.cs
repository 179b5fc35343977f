using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Notes;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Fetches what there is to read of a meeting's recordings and keeps it, makes notes of new transcripts, and has both shown where the
/// recordings were delivered. Runs after every event that brings something new; finding nothing is no failure: more may come, or nothing ever.
/// </summary>
internal sealed class FetchNotesHandler(
    ZoomAspireContext context,
    NotesCollector collector,
    NotesMaker maker,
    NotesStore store,
    NotesTurn turn,
    IOptions<RetentionOptions> retention,
    TimeProvider time) : IJobHandler
{
    /// <inheritdoc />
    public async Task HandleAsync(JobLease job, CancellationToken cancellationToken)
    {
        using var place = await turn.DemandAsync(job, cancellationToken);
        if (await FindAsync(job, cancellationToken) is not { } subject)
        {
            return;
        }

        var found = await ZoomFailures.TranslateAsync(job, () => collector.CollectAsync(job, subject, cancellationToken));
        if (found.Transcripts.Count == 0 && (await FindDueAsync(subject, cancellationToken)).Count == 0)
        {
            await job.CompleteAsync(context, token => StoreAsync(subject, found, token), cancellationToken);
            return;
        }

        // Kept before notes are made: whatever happens then, nothing is asked for, or paid for, again.
        await job.SaveAsync(context, token => StoreAsync(subject, found, token), cancellationToken);
        var made = await MakeAsync(job.TenantId, subject, cancellationToken);
        await job.CompleteAsync(context, token => StoreAsync(subject, made, token), cancellationToken);
    }

    /// <summary>Nobody waits for notes: that they did not come is for the operator alone.</summary>
    public Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<NotesSubject?> FindAsync(JobLease job, CancellationToken cancellationToken)
    {
        var (meeting, connection, notesDays) = await ReadAsync(job, cancellationToken);
        var recordings = await context.Recordings.AsNoTracking()
            .Where(recording => recording.MeetingId == meeting.Id && recording.RecordingType != RecordingFile.OneSpeakersAudio)
            .OrderBy(recording => recording.RecordingStart).ThenBy(recording => recording.Id)
            .ToListAsync(cancellationToken);
        // What is too old to be kept is not read again.
        var keptSince = time.GetUtcNow() - retention.Value.NotesFor(notesDays);
        var subject = new NotesSubject(meeting, connection, recordings, [
            .. recordings.Where(recording => recording.Status != RecordingStatus.Gone && recording.CreatedAt > keptSince)]);
        // Of a meeting without recordings the fetch of its files asks for notes when it finds some.
        return subject.Wanted.Count > 0 && !meeting.IsContradicted && connection.UserId == job.TenantId &&
            MeetingOwners.OwnerOf(meeting, connection) == job.TenantId
            ? subject
            : null;
    }

    private async Task<(Meeting Meeting, Connection Connection, int? NotesDays)> ReadAsync(JobLease job, CancellationToken cancellationToken)
    {
        var found = await (
            from meeting in context.Meetings.AsNoTracking()
            join connection in context.Connections on meeting.ConnectionId equals connection.Id
            from user in context.Users.Where(user => user.Id == job.TenantId)
            where meeting.Id == job.SubjectId
            select new { meeting, connection, user.NotesDays }).SingleAsync(cancellationToken);
        return (found.meeting, found.connection, found.NotesDays);
    }

    private async Task StoreAsync(NotesSubject subject, CollectedNotes found, CancellationToken cancellationToken)
    {
        foreach (var recordingId in await LockAsync(subject, cancellationToken))
        {
            var isNew = found.Transcripts.TryGetValue(recordingId, out var read) && await store.TryPutAsync(recordingId, read, cancellationToken);
            if (found.Summaries.TryGetValue(recordingId, out var files))
            {
                isNew |= await store.TryPutAsync(recordingId, files, cancellationToken);
            }

            isNew |= await PutMeetingSummaryAsync(subject, found, recordingId, cancellationToken);
            if (isNew)
            {
                await store.QueueShowingAsync(recordingId, cancellationToken);
            }
        }
    }

    // It is about the whole meeting, which its first recording stands for; what was kept elsewhere, or is there no longer, goes.
    private Task<bool> PutMeetingSummaryAsync(
        NotesSubject subject, CollectedNotes found, long recordingId, CancellationToken cancellationToken) =>
        recordingId == subject.Wanted[0].Id && found.MeetingSummary is { IsEmpty: false } summary
            ? store.TryPutAsync(recordingId, summary, cancellationToken)
            : found.IsMeetingSummaryKnown || recordingId != subject.Wanted[0].Id
                ? store.RemoveAsync(recordingId, [NotesSource.MeetingSummary], cancellationToken)
                : Task.FromResult(false);

    private async Task<IReadOnlyList<MadeNotes>> MakeAsync(long ownerId, NotesSubject subject, CancellationToken cancellationToken)
    {
        var allowsModel = await context.Users.Where(user => user.Id == ownerId).Select(user => user.AllowsNotesModel).SingleAsync(cancellationToken);
        var made = new List<MadeNotes>();
        foreach (var due in await FindDueAsync(subject, cancellationToken))
        {
            if (await store.FindTranscriptAsync(due.RecordingId, cancellationToken) is { } transcript)
            {
                made.Add(new MadeNotes(due.RecordingId, due.Id, await maker.MakeAsync(transcript, allowsModel, cancellationToken)));
            }
        }

        return made;
    }

    // Transcripts of which no notes have been made.
    private Task<List<StoredTranscript>> FindDueAsync(NotesSubject subject, CancellationToken cancellationToken)
    {
        long[] ids = [.. subject.Wanted.Select(recording => recording.Id)];
        return context.Transcripts.AsNoTracking()
            .Where(transcript => ids.Contains(transcript.RecordingId) && transcript.Source != TranscriptSource.Chat && !context.Notes.Any(notes =>
                notes.RecordingId == transcript.RecordingId && (notes.Source == NotesSource.BuiltIn || notes.Source == NotesSource.Model)))
            .OrderBy(transcript => transcript.Id)
            .ToListAsync(cancellationToken);
    }

    private async Task StoreAsync(NotesSubject subject, IReadOnlyList<MadeNotes> made, CancellationToken cancellationToken)
    {
        if (made.Count == 0)
        {
            return;
        }

        var kept = await LockAsync(subject, cancellationToken);
        foreach (var notes in made.Where(notes => kept.Contains(notes.RecordingId)))
        {
            // Another transcript may have taken its place meanwhile, and has its own notes made.
            if (await context.Transcripts.AnyAsync(transcript => transcript.Id == notes.TranscriptId, cancellationToken) &&
                await store.TryPutAsync(notes.RecordingId, notes.Notes, cancellationToken))
            {
                await store.QueueShowingAsync(notes.RecordingId, cancellationToken);
            }
        }
    }

    /// <returns>Which of the recordings are still there.</returns>
    private async Task<IReadOnlyList<long>> LockAsync(NotesSubject subject, CancellationToken cancellationToken)
    {
        await using var batch = context.NewBatch(
            Tombstones.KeepOutDeletions(subject.Connection.AccountId),
            NotesStore.Lock(subject.Meeting.Id),
            Batches.Command(
                "SELECT id FROM recordings WHERE id = ANY ($1) AND status <> 'gone' ORDER BY recording_start, id",
                subject.Wanted.Select(recording => recording.Id).ToArray()));
        await using var found = await batch.ExecuteReaderAsync(cancellationToken);
        await found.NextResultAsync(cancellationToken);
        await found.NextResultAsync(cancellationToken);
        var ids = new List<long>();
        while (await found.ReadAsync(cancellationToken))
        {
            ids.Add(found.GetInt64(0));
        }

        return ids;
    }

    private sealed record MadeNotes(long RecordingId, long TranscriptId, MeetingNotes Notes);
}

/// <summary>A meeting of whose recordings notes are fetched.</summary>
/// <param name="Meeting">The meeting.</param>
/// <param name="Connection">Its connection.</param>
/// <param name="Recordings">All of its recordings, by time, those included that are gone.</param>
/// <param name="Wanted">Those of which notes are kept, by time.</param>
internal sealed record NotesSubject(Meeting Meeting, Connection Connection, IReadOnlyList<Recording> Recordings, IReadOnlyList<Recording> Wanted)
{
    /// <summary>Whether any of it was deleted: what is about the whole meeting would tell of that, too.</summary>
    public bool IsPartlyGone => Recordings.Any(recording => recording.Status == RecordingStatus.Gone);
}
