using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Notes;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Reads what Zoom has written about a meeting. Each text by itself: one that cannot be had keeps nothing else back, and after some tries
/// it is left where it is.
/// </summary>
internal sealed partial class NotesCollector(
    ZoomAspireContext context, ZoomClient zoom, NotesReader reader, ILogger<NotesCollector> logger)
{
    // About ten minutes: what then still fails is not what passes by itself.
    private const int MaxTries = 8;

    /// <summary>Reads everything that is new.</summary>
    /// <exception cref="ZoomApiException">Zoom could not be asked, or a text could not be had, and another time it may.</exception>
    public async Task<CollectedNotes> CollectAsync(JobLease job, NotesSubject subject, CancellationToken cancellationToken)
    {
        var tombstones = await Tombstones.OfAsync(context, subject.Connection.AccountId, subject.Meeting.MeetingUuid, cancellationToken);
        var listed = await FilesAsync(subject, tombstones, cancellationToken);
        var session = new NotesSession(subject.Connection.Id, subject.Meeting, listed?.DownloadToken);
        var mayReadWords = !tombstones.CoverWords(subject.Meeting.AskedAt);
        var found = new CollectedNotes();
        foreach (var recording in subject.Wanted)
        {
            var files = NotesFiles.Of(recording, listed?.Files ?? [], subject.Recordings.Count == 1);
            if (mayReadWords && await ReadWordsAsync(job, subject, session, recording, files, cancellationToken) is { } transcript)
            {
                found.Transcripts[recording.Id] = transcript;
            }

            if (await TryAsync(job, () => reader.ReadSummaryFilesAsync(session, files, cancellationToken)) is { IsEmpty: false } summary)
            {
                found.Summaries[recording.Id] = summary;
            }
        }

        if (!subject.IsPartlyGone)
        {
            (found.IsMeetingSummaryKnown, found.MeetingSummary) = await reader.ReadSummaryAsync(session, cancellationToken);
        }

        return found;
    }

    private async Task<T?> TryAsync<T>(JobLease job, Func<Task<T?>> read)
        where T : class
    {
        try
        {
            return await read();
        }
        catch (ZoomApiException exception) when (
            exception.Kind is ZoomFailureKind.Damaged or ZoomFailureKind.ForeignHost or ZoomFailureKind.Refused or ZoomFailureKind.ScopeMissing ||
            (exception.Kind is ZoomFailureKind.TokenRefused or ZoomFailureKind.Unavailable && job.Attempts >= MaxTries))
        {
            LogLeft(job.SubjectId, exception.Kind);
            return null;
        }
    }

    private async Task<MeetingRecordings?> FilesAsync(NotesSubject subject, Tombstones tombstones, CancellationToken cancellationToken)
    {
        try
        {
            var listed = await zoom.GetRecordingsAsync(subject.Connection.Id, subject.Meeting.MeetingUuid, cancellationToken);
            MeetingBelonging.Demand(listed, subject.Meeting, subject.Connection);
            return listed with { Files = [.. listed.Files.Where(file => !tombstones.Cover(file, subject.Meeting.AskedAt))] };
        }
        catch (ZoomApiException exception) when (exception.Kind == ZoomFailureKind.NoRecording)
        {
            return null; // Deleted, or expired there; the summary may still be.
        }
    }

    /// <summary>Reads what was said, together with what was written meanwhile; or that alone, as long as there is nothing else.</summary>
    /// <returns>Null where there is nothing, or nothing that is not known.</returns>
    private async Task<ReadTranscript?> ReadWordsAsync(
        JobLease job, NotesSubject subject, NotesSession session, Recording recording, NotesFiles files, CancellationToken cancellationToken)
    {
        var known = await context.Transcripts.AsNoTracking()
            .SingleOrDefaultAsync(transcript => transcript.RecordingId == recording.Id, cancellationToken);
        var said = await TryAsync(job, () => ReadTranscriptAsync(known, subject, session, files, cancellationToken));
        if (said is null && known is not null)
        {
            return null;
        }

        var chat = await TryAsync(job, () => reader.ReadChatAsync(session, files, cancellationToken)) ?? await KeptChatAsync(known, cancellationToken);
        return said is not null ? said with { Transcript = said.Transcript.With(chat) }
            : chat.Count > 0 ? new ReadTranscript(Transcript.Of([]).With(chat), TranscriptSource.Chat, files.Chat?.Key)
            : null;
    }

    // Zoom may no longer list the file when it has a transcript.
    private async Task<IReadOnlyList<ChatLine>> KeptChatAsync(StoredTranscript? known, CancellationToken cancellationToken)
    {
        if (known is null)
        {
            return [];
        }

        var kept = await context.TranscriptCues.AsNoTracking()
            .Where(cue => cue.TranscriptId == known.Id && cue.IsChat).OrderBy(cue => cue.Number).ToListAsync(cancellationToken);
        return [.. kept.Select(cue => new ChatLine(TimeSpan.FromMilliseconds(cue.StartMilliseconds), cue.Speaker, cue.Text))];
    }

    private async Task<ReadTranscript?> ReadTranscriptAsync(
        StoredTranscript? known, NotesSubject subject, NotesSession session, NotesFiles files, CancellationToken cancellationToken)
    {
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
        return known is null or { Source: TranscriptSource.Chat } && subject.Recordings.Count == 1 && await reader.ReadCompanionTranscriptAsync(session, cancellationToken) is { } kept
            ? new ReadTranscript(kept, TranscriptSource.Companion, null)
            : null;
    }

    [LoggerMessage(LogLevel.Warning, "Something that there is to read of meeting {MeetingId} could not be had ({Kind}): it is left")]
    private partial void LogLeft(long meetingId, ZoomFailureKind kind);
}

/// <summary>What was read of a meeting.</summary>
internal sealed class CollectedNotes
{
    /// <summary>New transcripts, by recording.</summary>
    public Dictionary<long, ReadTranscript> Transcripts { get; } = [];

    /// <summary>What AI Companion's files say, by recording.</summary>
    public Dictionary<long, MeetingNotes> Summaries { get; } = [];

    /// <summary>AI Companion's summary of the meeting; null if there is none.</summary>
    public MeetingNotes? MeetingSummary { get; set; }

    /// <summary>Whether Zoom told if there is one.</summary>
    public bool IsMeetingSummaryKnown { get; set; }
}
