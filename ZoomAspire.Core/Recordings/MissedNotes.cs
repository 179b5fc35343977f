using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>Tells of which recordings Zoom lists a transcript that was never read: its event was missed.</summary>
internal sealed class MissedNotes(ZoomAspireContext context, IOptions<RetentionOptions> retention, TimeProvider time)
{
    // What could not be read a while ago is not looked at every hour.
    private static readonly TimeSpan JustLooked = TimeSpan.FromHours(24);

    /// <summary>The meetings of which notes are to be fetched.</summary>
    /// <param name="connection">The connection; delivers to its owner.</param>
    /// <param name="listed">What Zoom has.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<List<long>> FindAsync(Connection connection, IEnumerable<MeetingRecordings> listed, CancellationToken cancellationToken)
    {
        List<MeetingUuid> written =
        [
            .. listed.Where(meeting => meeting.Files.Any(file => file is { IsCompleted: true, IsTranscript: true }))
                .Select(meeting => meeting.MeetingUuid),
        ];
        var now = time.GetUtcNow();
        var days = await context.Users.Where(user => user.Id == connection.UserId).Select(user => user.NotesDays).SingleOrDefaultAsync(cancellationToken);
        var (kept, looked) = (now - retention.Value.NotesFor(days), now - JustLooked);
        return await context.Meetings
            .Where(meeting => meeting.Provider == ZoomProvider.Name && written.Contains(meeting.MeetingUuid) && !meeting.IsContradicted &&
                meeting.ConnectionId == connection.Id && meeting.UserId == connection.UserId &&
                context.Recordings.Any(recording => recording.MeetingId == meeting.Id && recording.Status != RecordingStatus.Gone &&
                    recording.CreatedAt > kept &&
                    !context.Transcripts.Any(transcript =>
                        transcript.RecordingId == recording.Id && transcript.Source == TranscriptSource.Recording)) &&
                !context.Jobs.Any(job => job.Kind == JobKind.FetchNotes && job.SubjectId == meeting.Id &&
                    (job.CreatedAt > looked || job.Status == JobStatus.Queued || job.Status == JobStatus.Running || job.Status == JobStatus.Parked)))
            .OrderBy(meeting => meeting.Id)
            .Select(meeting => meeting.Id)
            .ToListAsync(cancellationToken);
    }
}
