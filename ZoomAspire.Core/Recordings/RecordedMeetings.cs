using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>Finds somebody's meetings, and tells how each stands.</summary>
internal sealed class RecordedMeetings(ZoomAspireContext context, TimeProvider time)
{
    /// <summary>The meetings of a period: those that Zoom lists and those that we know, each once, in no order.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="period">When they began.</param>
    /// <param name="listings">What Zoom lists for each of the owner's connections.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<MeetingCandidate>> FindAsync(
        HistoryOwner owner,
        HistoryPeriod period,
        IReadOnlyList<(Connection Connection, ZoomListing Listing)> listings,
        CancellationToken cancellationToken)
    {
        var (from, to) = (period.From, period.To);
        var own = await OwnOf(owner)
            .Where(meeting => (meeting.StartTime ?? meeting.CreatedAt) >= from && (meeting.StartTime ?? meeting.CreatedAt) < to)
            .Select(meeting => new { meeting.Id, meeting.ConnectionId, meeting.MeetingUuid, StartTime = meeting.StartTime ?? meeting.CreatedAt })
            .ToListAsync(cancellationToken);
        var found = own.ToDictionary(
            row => row.MeetingUuid, row => new MeetingCandidate(row.Id, row.ConnectionId, row.MeetingUuid, row.StartTime, null));
        foreach (var (connection, listing) in listings)
        {
            await AddListedAsync(found, owner, connection, listing.Meetings.Where(meeting => period.Contains(meeting.StartTime)), cancellationToken);
        }

        return [.. found.Values];
    }

    /// <summary>One that we know; null if it is not the owner's.</summary>
    public Task<MeetingCandidate?> FindAsync(HistoryOwner owner, long meetingId, CancellationToken cancellationToken) => OwnOf(owner)
        .Where(meeting => meeting.Id == meetingId)
        .Select(meeting => new MeetingCandidate(meeting.Id, meeting.ConnectionId, meeting.MeetingUuid, meeting.StartTime ?? meeting.CreatedAt, null))
        .SingleOrDefaultAsync(cancellationToken);

    /// <summary>Which of the meetings that Zoom lists for a period have never been sent and can be, oldest first.</summary>
    public async Task<MonthPlan> PlanAsync(
        HistoryOwner owner,
        Connection connection,
        HistoryPeriod period,
        IReadOnlyList<MeetingRecordings> listed,
        CancellationToken cancellationToken)
    {
        var candidates = new Dictionary<MeetingUuid, MeetingCandidate>();
        await AddListedAsync(candidates, owner, connection, listed.Where(meeting => period.Contains(meeting.StartTime)), cancellationToken);
        var ordered = candidates.Values.OrderBy(candidate => candidate.StartTime).ToList();
        var described = await DescribeAsync(owner, ordered, cancellationToken);
        var wanted = ordered.Zip(described)
            .Where(pair => pair.Second.State is RecordedState.NotSent or RecordedState.Failed or RecordedState.Stopped)
            .Select(pair => new PlannedMeeting(pair.First.Listed!, pair.Second));
        return new MonthPlan(described.Count(meeting => meeting.State != RecordedState.WithoutSound), [.. wanted]);
    }

    /// <summary>Tells how meetings stand, in the order in which they are given.</summary>
    public async Task<IReadOnlyList<RecordedMeeting>> DescribeAsync(
        HistoryOwner owner, IReadOnlyList<MeetingCandidate> candidates, CancellationToken cancellationToken)
    {
        List<long> ids = [.. candidates.Select(candidate => candidate.MeetingId).OfType<long>()];
        var known = ids.Count == 0 ? KnownRows.None : await ReadAsync(owner, ids, cancellationToken);
        var accounts = owner.Connections.ToDictionary(connection => connection.Id, connection => connection.AccountId);
        var described = new List<RecordedMeeting>();
        foreach (var candidate in candidates)
        {
            var tombstones = await Tombstones.OfAsync(context, accounts[candidate.ConnectionId], candidate.Uuid, cancellationToken);
            described.Add(candidate.MeetingId is { } id
                ? RecordedStates.OfKnown(known.Of(id), candidate.Listed, tombstones, time.GetUtcNow())
                : RecordedStates.OfListed(candidate.ConnectionId, candidate.Listed!, tombstones));
        }

        return described;
    }

    // What is another's is not told of; nor, of a contradicted one, whose it is.
    private async Task AddListedAsync(
        Dictionary<MeetingUuid, MeetingCandidate> found,
        HistoryOwner owner,
        Connection connection,
        IEnumerable<MeetingRecordings> listed,
        CancellationToken cancellationToken)
    {
        var meetings = listed.ToList();
        List<MeetingUuid> uuids = [.. meetings.Select(meeting => meeting.MeetingUuid)];
        var rows = await context.Meetings.AsNoTracking()
            .Where(meeting => meeting.Provider == ZoomProvider.Name && uuids.Contains(meeting.MeetingUuid) && !meeting.IsContradicted)
            .ToDictionaryAsync(meeting => meeting.MeetingUuid, cancellationToken);
        foreach (var meeting in meetings)
        {
            var row = rows.GetValueOrDefault(meeting.MeetingUuid);
            if (row is null || MeetingOwners.OwnerOf(row, connection) == owner.UserKey)
            {
                found[meeting.MeetingUuid] = new MeetingCandidate(
                    row?.Id, connection.Id, meeting.MeetingUuid, meeting.StartTime ?? row?.StartTime ?? time.GetUtcNow(), meeting);
            }
        }
    }

    // Whose a meeting is: see MeetingOwners.
    private IQueryable<Meeting> OwnOf(HistoryOwner owner)
    {
        List<long> connections = [.. owner.Connections.Select(connection => connection.Id)];
        var userKey = owner.UserKey;
        return context.Meetings.AsNoTracking().Where(meeting =>
            connections.Contains(meeting.ConnectionId) && !meeting.IsContradicted && meeting.ErasedAt == null &&
            (meeting.UserId == userKey || (meeting.UserId == null && context.Connections.Any(
                connection => connection.Id == meeting.ConnectionId && meeting.CreatedAt >= connection.ConnectedAt))));
    }

    private async Task<KnownRows> ReadAsync(HistoryOwner owner, List<long> ids, CancellationToken cancellationToken)
    {
        var userKey = owner.UserKey;
        var meetings = await context.Meetings.AsNoTracking().Where(meeting => ids.Contains(meeting.Id)).ToListAsync(cancellationToken);
        var recordings = await context.Recordings.AsNoTracking().Where(recording => ids.Contains(recording.MeetingId))
            .OrderBy(recording => recording.RecordingStart).ThenBy(recording => recording.Id)
            .ToListAsync(cancellationToken);
        List<long> recordingIds = [.. recordings.Select(recording => recording.Id)];
        var topics = ForumTopicRows.OfDestinations(context);
        var deliveries = await (
            from delivery in context.Deliveries
            join destination in context.Destinations on delivery.DestinationId equals destination.Id
            where recordingIds.Contains(delivery.RecordingId) && destination.UserId == userKey
            orderby delivery.Id
            select new KnownDelivery(
                delivery,
                destination,
                context.ChatMessages.Any(message => message.DeliveryId == delivery.Id && message.MessageId != null &&
                    message.Purpose != ChatMessagePurpose.Notes && message.State == ChatMessageState.Delivered),
                context.Notes.Any(notes => notes.RecordingId == delivery.RecordingId))
            {
                TopicName = topics.Where(topic => topic.DestinationId == destination.Id).Select(topic => topic.Name).FirstOrDefault(),
            }).AsNoTracking().ToListAsync(cancellationToken);
        List<long> deliveryIds = [.. deliveries.Select(known => known.Delivery.Id)];
        var jobs = await context.Jobs.AsNoTracking()
            .Where(DeadLetters.OfKnownKind)
            .Where(job => job.TenantId == userKey && (
                (job.Kind == JobKind.FetchMeeting && ids.Contains(job.SubjectId)) ||
                (job.Kind == JobKind.StageRecording && recordingIds.Contains(job.SubjectId)) ||
                (job.Kind == JobKind.DeliverRecording && deliveryIds.Contains(job.SubjectId))))
            .OrderBy(job => job.CreatedAt)
            .ToListAsync(cancellationToken);
        return new KnownRows(meetings, recordings, deliveries, jobs);
    }
}

/// <summary>A meeting that is to be described.</summary>
/// <param name="MeetingId">Our key; null for one that only Zoom knows.</param>
/// <param name="ConnectionId">Its connection.</param>
/// <param name="Uuid">The meeting instance.</param>
/// <param name="StartTime">When it began, or else when we first heard of it.</param>
/// <param name="Listed">What Zoom lists of it, if Zoom was asked and does.</param>
internal sealed record MeetingCandidate(
    long? MeetingId, long ConnectionId, MeetingUuid Uuid, DateTimeOffset StartTime, MeetingRecordings? Listed);

/// <summary>What a month brings.</summary>
/// <param name="Total">Recorded meetings.</param>
/// <param name="Wanted">Those that have never been sent and can be, oldest first.</param>
internal sealed record MonthPlan(int Total, IReadOnlyList<PlannedMeeting> Wanted);

/// <summary>A meeting that is to be sent.</summary>
/// <param name="Listed">What Zoom lists of it.</param>
/// <param name="Meeting">How it stands.</param>
internal sealed record PlannedMeeting(MeetingRecordings Listed, RecordedMeeting Meeting);

/// <summary>A delivery with its chat.</summary>
/// <param name="Delivery">The delivery.</param>
/// <param name="Destination">The chat.</param>
/// <param name="HasAudio">Whether we know a message of it that is the audio.</param>
/// <param name="HasNotes">Whether there are notes of its recording.</param>
internal sealed record KnownDelivery(Delivery Delivery, Destination Destination, bool HasAudio, bool HasNotes)
{
    /// <summary>What the chat's topic is called, see <see cref="DestinationSummary.TopicName"/>.</summary>
    public string? TopicName { get; init; }
}

/// <summary>Rows about some meetings.</summary>
internal sealed record KnownRows(
    IReadOnlyList<Meeting> Meetings, IReadOnlyList<Recording> Recordings, IReadOnlyList<KnownDelivery> Deliveries, IReadOnlyList<Job> Jobs)
{
    public static KnownRows None { get; } = new([], [], [], []);

    /// <summary>Those about one of them.</summary>
    public KnownMeetingRows Of(long meetingId)
    {
        var recordings = Recordings.Where(recording => recording.MeetingId == meetingId).ToList();
        var ids = recordings.Select(recording => recording.Id).ToHashSet();
        return new KnownMeetingRows(
            Meetings.Single(meeting => meeting.Id == meetingId), recordings, [.. Deliveries.Where(known => ids.Contains(known.Delivery.RecordingId))], Jobs);
    }
}

/// <summary>Rows about one meeting; the jobs may be of others, too.</summary>
internal sealed record KnownMeetingRows(
    Meeting Meeting, IReadOnlyList<Recording> Recordings, IReadOnlyList<KnownDelivery> Deliveries, IReadOnlyList<Job> Jobs)
{
    /// <summary>The latest job of a kind about something, if it is kept.</summary>
    public Job? LatestOf(JobKind kind, long subjectId) => Jobs.LastOrDefault(job => job.Kind == kind && job.SubjectId == subjectId);

    /// <summary>The job of a kind about something that is still to be done.</summary>
    public Job? OpenOf(JobKind kind, long subjectId) => Jobs.LastOrDefault(
        job => job.Kind == kind && job.SubjectId == subjectId && job.Status is JobStatus.Queued or JobStatus.Running or JobStatus.Parked);
}
