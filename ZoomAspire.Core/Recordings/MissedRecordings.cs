using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Tells which of a connection's recordings at Zoom have never been taken in. Never any that ended before its owner approved, nor
/// what was given up, skipped or deleted: their rows stay as tombstones.
/// </summary>
internal sealed class MissedRecordings(ZoomAspireContext context, TimeProvider time)
{
    // What a webhook has just brought is being worked on, and Zoom's list may be ahead of its answers about one meeting.
    private static readonly TimeSpan JustFetched = TimeSpan.FromHours(6);

    /// <summary>The meetings to be fetched, oldest first.</summary>
    /// <param name="connection">The connection; delivers to its owner.</param>
    /// <param name="listed">What Zoom has.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<MeetingRecordings>> FindAsync(
        Connection connection, IReadOnlyList<MeetingRecordings> listed, CancellationToken cancellationToken)
    {
        var candidates = listed.Where(meeting => IsHostedBy(connection, meeting) && EndOf(meeting) > Since(connection)).ToList();
        var known = await KnownAsync(connection, [.. candidates.Select(meeting => meeting.MeetingUuid)], cancellationToken);
        var missed = new List<MeetingRecordings>();
        foreach (var meeting in candidates.Where(meeting => IsMissed(meeting, known)).OrderBy(meeting => meeting.StartTime))
        {
            if (IsMissed(await WithoutDeletedAsync(connection, meeting, cancellationToken), known))
            {
                missed.Add(meeting);
            }
        }

        return missed;
    }

    // What is still being processed has nothing to bring yet, and is looked at again with the next sweep.
    private static bool IsMissed(MeetingRecordings meeting, Dictionary<MeetingUuid, KnownMeeting> known) =>
        known.GetValueOrDefault(meeting.MeetingUuid) is { } state ? state.Misses(meeting) : Choice(meeting).Count > 0;

    // What ended between the approval at Zoom and the finish in Telegram was nobody's when its webhook came. A later approval of the
    // same owner changes nothing.
    private static DateTimeOffset? Since(Connection connection) =>
        connection.AuthorizedAt < connection.ConnectedAt ? connection.AuthorizedAt : connection.ConnectedAt;

    // Fields may be missing; what is there must match.
    private static bool IsHostedBy(Connection connection, MeetingRecordings meeting) =>
        (meeting.HostId is not { } host || host == connection.ExternalUserId) &&
        (meeting.AccountId is not { } account || account == connection.AccountId);

    private static DateTimeOffset? EndOf(MeetingRecordings meeting) =>
        meeting.Files.Max(file => file.End) ?? meeting.StartTime + TimeSpan.FromMinutes(meeting.DurationMinutes);

    private static IReadOnlyList<RecordingFile> Choice(MeetingRecordings meeting) =>
        RecordingChoice.Of(meeting.Files, TimeSpan.MaxValue).Files;

    // What was deleted, or recovered after that, comes only when it is asked for.
    private async Task<MeetingRecordings> WithoutDeletedAsync(
        Connection connection, MeetingRecordings meeting, CancellationToken cancellationToken)
    {
        var tombstones = await Tombstones.OfAsync(context, connection.AccountId, meeting.MeetingUuid, cancellationToken);
        return tombstones.Any ? meeting with { Files = [.. meeting.Files.Where(file => !tombstones.Cover(file))] } : meeting;
    }

    private async Task<Dictionary<MeetingUuid, KnownMeeting>> KnownAsync(
        Connection connection, IReadOnlyList<MeetingUuid> uuids, CancellationToken cancellationToken)
    {
        var fetchedSince = time.GetUtcNow() - JustFetched;
        var rows = await context.Meetings.AsNoTracking()
            .Where(meeting => meeting.Provider == ZoomProvider.Name && uuids.Contains(meeting.MeetingUuid))
            .Select(meeting => new
            {
                meeting.MeetingUuid,
                Files = context.Recordings
                    .Where(recording => recording.MeetingId == meeting.Id && recording.RecordingType != RecordingFile.OneSpeakersAudio)
                    .Select(recording => new KnownFile(recording.FileId, recording.RecordingStart, recording.RecordingEnd)).ToList(),
                // Another's history; or waiting or running: it comes; dead: its owner was told, and DeadFetches sees to it; cancelled: it was gone.
                // Of an event that contradicted nobody was told what it was about, and nothing is settled; nor by what another does of it.
                // Withheld: its owner was asked, or does not want it.
                IsSettled = meeting.Withheld != null || (meeting.UserId != null && meeting.UserId != connection.UserId && !meeting.IsContradicted) ||
                    context.Jobs.Any(job => job.Kind == JobKind.FetchMeeting && job.SubjectId == meeting.Id &&
                        !(meeting.IsContradicted && (job.Status == JobStatus.Dead || job.TenantId != connection.UserId)) &&
                        (job.Status != JobStatus.Done || job.CreatedAt > fetchedSince)),
            })
            .ToListAsync(cancellationToken);
        return rows.ToDictionary(row => row.MeetingUuid, row => new KnownMeeting(row.Files, row.IsSettled));
    }

    private sealed record KnownMeeting(IReadOnlyList<KnownFile> Files, bool IsSettled)
    {
        public bool Misses(MeetingRecordings listed) => !IsSettled && Choice(listed).Any(file => !Files.Any(known => known.Covers(file)));
    }
}
