using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Notes;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Fetches what there is to read of a meeting's recordings, makes notes of it, and has them shown where the recordings were delivered.
/// Runs after every event that brings something new; finding nothing is no failure: more may come, or nothing ever.
/// </summary>
internal sealed class FetchNotesHandler(
    ZoomAspireContext context, ZoomClient zoom, NotesReader reader, NotesMaker maker, NotesStore store) : IJobHandler
{
    /// <inheritdoc />
    public async Task HandleAsync(JobLease job, CancellationToken cancellationToken)
    {
        var meeting = await context.Meetings.AsNoTracking().SingleAsync(meeting => meeting.Id == job.SubjectId, cancellationToken);
        var connection = await context.Connections.AsNoTracking()
            .SingleAsync(connection => connection.Id == meeting.ConnectionId, cancellationToken);
        var recordings = await context.Recordings.AsNoTracking()
            .Where(recording => recording.MeetingId == meeting.Id && recording.Status != RecordingStatus.Gone)
            .OrderBy(recording => recording.RecordingStart).ThenBy(recording => recording.Id)
            .ToListAsync(cancellationToken);
        // Of a meeting without recordings the fetch of its files asks for notes when it finds some.
        if (recordings.Count == 0 || meeting.IsContradicted || connection.UserId != job.TenantId ||
            MeetingOwners.OwnerOf(meeting, connection) != job.TenantId)
        {
            return;
        }

        var user = await context.Users.AsNoTracking().SingleAsync(user => user.Id == job.TenantId, cancellationToken);
        var found = await ZoomFailures.TranslateAsync(
            job, () => ReadAsync(new Subject(meeting, connection, recordings, user.AllowsNotesModel), cancellationToken));
        await job.CompleteAsync(context, token => StoreAsync(meeting, connection, found, token), cancellationToken);
    }

    /// <summary>Nobody waits for notes: that they did not come is for the operator alone.</summary>
    public Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<List<FoundNotes>> ReadAsync(Subject subject, CancellationToken cancellationToken)
    {
        var listed = await FilesAsync(subject, cancellationToken);
        var session = new NotesSession(subject.Connection.Id, subject.Meeting, listed?.DownloadToken);
        var found = new List<FoundNotes>();
        foreach (var recording in subject.Recordings)
        {
            found.Add(await ReadAsync(subject, session, recording, listed?.Files ?? [], cancellationToken));
        }

        // It is about the whole meeting, which the first recording stands for.
        if (await reader.ReadSummaryAsync(session, cancellationToken) is { } summary)
        {
            found[0].Notes.Add(summary);
        }

        return found;
    }

    private async Task<MeetingRecordings?> FilesAsync(Subject subject, CancellationToken cancellationToken)
    {
        try
        {
            var listed = await zoom.GetRecordingsAsync(subject.Connection.Id, subject.Meeting.MeetingUuid, cancellationToken);
            MeetingBelonging.Demand(listed, subject.Meeting, subject.Connection);
            var tombstones = await Tombstones.OfAsync(context, subject.Connection.AccountId, subject.Meeting.MeetingUuid, cancellationToken);
            return listed with { Files = [.. listed.Files.Where(file => !tombstones.Cover(file, subject.Meeting.AskedAt))] };
        }
        catch (ZoomApiException exception) when (exception.Kind == ZoomFailureKind.NoRecording)
        {
            return null; // Deleted, or expired there; the summary may still be.
        }
    }

    private async Task<FoundNotes> ReadAsync(
        Subject subject, NotesSession session, Recording recording, IReadOnlyList<RecordingFile> listed, CancellationToken cancellationToken)
    {
        var files = NotesFiles.Of(recording, listed, subject.Recordings.Count == 1);
        var found = new FoundNotes(recording.Id);
        if (await reader.ReadSummaryFilesAsync(session, files, cancellationToken) is { } summary)
        {
            found.Notes.Add(summary);
        }

        found.Transcript = await ReadTranscriptAsync(subject, session, recording, files, cancellationToken);
        if (found.Transcript is { } read)
        {
            found.Notes.Add(await maker.MakeAsync(read.Transcript, subject.AllowsModel, cancellationToken));
        }

        return found;
    }

    /// <returns>Null where there is none, or none that is not known.</returns>
    private async Task<ReadTranscript?> ReadTranscriptAsync(
        Subject subject, NotesSession session, Recording recording, NotesFiles files, CancellationToken cancellationToken)
    {
        var known = await context.Transcripts.AsNoTracking()
            .SingleOrDefaultAsync(transcript => transcript.RecordingId == recording.Id, cancellationToken);
        if (files.Transcript is { } file)
        {
            var source = file.IsTranscript ? TranscriptSource.Recording : TranscriptSource.Captions;
            return known is not null && (known.FileId == file.Key || known.Source > source)
                ? null
                : await reader.ReadTranscriptAsync(session, files, cancellationToken) is { } transcript
                    ? new ReadTranscript(transcript, source, file.Key)
                    : null;
        }

        // Of several recordings nobody could tell which part is whose.
        return known is null && subject.Recordings.Count == 1 &&
            await reader.ReadCompanionTranscriptAsync(session, cancellationToken) is { } kept
            ? new ReadTranscript(kept, TranscriptSource.Companion, null)
            : null;
    }

    private async Task StoreAsync(
        Meeting meeting, Connection connection, IReadOnlyList<FoundNotes> found, CancellationToken cancellationToken)
    {
        await Tombstones.KeepOutDeletionsAsync(context, connection.AccountId, cancellationToken);
        await store.LockAsync(meeting.Id, cancellationToken);
        var gone = await context.Recordings
            .Where(recording => recording.MeetingId == meeting.Id && recording.Status == RecordingStatus.Gone)
            .Select(recording => recording.Id)
            .ToListAsync(cancellationToken);
        foreach (var notes in found.Where(notes => !gone.Contains(notes.RecordingId)))
        {
            if (await StoreAsync(notes, cancellationToken))
            {
                await store.QueueShowingAsync(notes.RecordingId, cancellationToken);
            }
        }
    }

    private async Task<bool> StoreAsync(FoundNotes found, CancellationToken cancellationToken)
    {
        var isNew = found.Transcript is { } transcript && await store.TryPutAsync(found.RecordingId, transcript, cancellationToken);
        foreach (var notes in found.Notes.Where(notes => !notes.IsEmpty))
        {
            isNew |= await store.TryPutAsync(found.RecordingId, notes, cancellationToken);
        }

        return isNew;
    }

    private sealed record Subject(Meeting Meeting, Connection Connection, IReadOnlyList<Recording> Recordings, bool AllowsModel);

    private sealed class FoundNotes(long recordingId)
    {
        public long RecordingId => recordingId;

        public ReadTranscript? Transcript { get; set; }

        public List<MeetingNotes> Notes { get; } = [];
    }
}
