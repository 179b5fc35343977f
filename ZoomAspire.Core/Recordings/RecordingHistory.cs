using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// A person's own recordings: what Zoom lists, together with what we know. What is known is told without Zoom, too. Nothing of anybody else is
/// found, whatever keys are given.
/// </summary>
public sealed class RecordingHistory
{
    // Of more that are under way the others come later anyway.
    private const int MostUnderWay = 50;

    private static readonly JobKind[] Steps = [JobKind.FetchMeeting, JobKind.StageRecording, JobKind.DeliverRecording];

    private readonly ZoomAspireContext _context;
    private readonly ZoomListings _listings;
    private readonly RecordedMeetings _meetings;
    private readonly TimeProvider _time;

    internal RecordingHistory(ZoomAspireContext context, ZoomListings listings, RecordedMeetings meetings, TimeProvider time)
    {
        _context = context;
        _listings = listings;
        _meetings = meetings;
        _time = time;
    }

    /// <summary>How far back the list goes; what is older is asked for by the month.</summary>
    public static TimeSpan Reach { get; } = TimeSpan.FromDays(56);

    /// <summary>A page of somebody's recordings of the last weeks, newest first.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="skip">How many newer ones are passed over.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<HistoryPage> ListAsync(TelegramUserId userId, int skip, int take, CancellationToken cancellationToken)
    {
        if (await FindOwnerAsync(userId, cancellationToken) is not { Connections.Count: > 0 } owner)
        {
            return HistoryPage.Nobody;
        }

        var now = _time.GetUtcNow();
        // What has begun just now, by a clock that is ahead, too.
        var period = new HistoryPeriod(now - Reach, now.AddDays(1));
        var listings = await Task.WhenAll(owner.Connections.Select(
            connection => _listings.GetAsync(connection, period.FirstDay, period.LastDayBy(now), cancellationToken)));
        var candidates = await _meetings.FindAsync(owner, period, [.. owner.Connections.Zip(listings)], cancellationToken);
        var troubles = owner.Connections.Zip(listings)
            .Where(listed => listed.Second.Trouble is not null)
            .ToDictionary(listed => listed.First.Id, listed => listed.Second.Trouble!.Value);
        var page = candidates.OrderByDescending(candidate => candidate.StartTime).ThenBy(candidate => candidate.Uuid.Value, StringComparer.Ordinal)
            .Skip(skip).Take(take).ToList();
        return new HistoryPage(await _meetings.DescribeAsync(owner, page, cancellationToken), candidates.Count, skip, troubles);
    }

    /// <summary>One of somebody's meetings; null if there is no such meeting of this person.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="meetingId">The meeting. Can be forged.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<RecordedMeeting?> FindAsync(TelegramUserId userId, long meetingId, CancellationToken cancellationToken)
    {
        if (await FindOwnerAsync(userId, cancellationToken) is not { } owner ||
            await _meetings.FindAsync(owner, meetingId, cancellationToken) is not { } candidate)
        {
            return null;
        }

        return (await _meetings.DescribeAsync(owner, [candidate], cancellationToken))[0];
    }

    /// <summary>The meeting of which a delivery is; null if it is no delivery of this person's.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="deliveryId">The delivery. Can be forged.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<RecordedMeeting?> FindByDeliveryAsync(TelegramUserId userId, long deliveryId, CancellationToken cancellationToken)
    {
        var meetingIds = await _context.Deliveries.Where(delivery => delivery.Id == deliveryId)
            .Join(_context.Recordings, delivery => delivery.RecordingId, recording => recording.Id, (_, recording) => recording.MeetingId)
            .ToListAsync(cancellationToken);
        return meetingIds is [var meetingId] && await FindAsync(userId, meetingId, cancellationToken) is { } meeting &&
            meeting.Deliveries.Any(delivery => delivery.DeliveryId == deliveryId)
                ? meeting
                : null;
    }

    /// <summary>What of somebody's is being worked on or waits, in the order in which it is worked on.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="atMost">How many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<RecordedMeeting>> GetUnderWayAsync(TelegramUserId userId, int atMost, CancellationToken cancellationToken)
    {
        if (await FindOwnerAsync(userId, cancellationToken) is not { } owner)
        {
            return [];
        }

        var jobs = await _context.Jobs.AsNoTracking()
            .Where(job => job.TenantId == owner.UserKey && Steps.Contains(job.Kind) &&
                (job.Status == JobStatus.Queued || job.Status == JobStatus.Running || job.Status == JobStatus.Parked))
            .OrderBy(job => job.Status == JobStatus.Running ? 0 : job.Status == JobStatus.Queued ? 1 : 2)
            .ThenBy(job => job.OrderAt).ThenBy(job => job.CreatedAt)
            .Take(MostUnderWay)
            .Select(job => new { job.Kind, job.SubjectId })
            .ToListAsync(cancellationToken);
        var found = new List<RecordedMeeting>();
        foreach (var meetingId in await MeetingsOfAsync([.. jobs.Select(job => (job.Kind, job.SubjectId))], cancellationToken))
        {
            if (found.Count < atMost && await FindAsync(userId, meetingId, cancellationToken) is { } meeting)
            {
                found.Add(meeting);
            }
        }

        return found;
    }

    /// <summary>What of a month has not been sent.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="connectionId">The connection. Can be forged.</param>
    /// <param name="month">Any day of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null if the person has no such connection.</returns>
    public async Task<MonthOverview?> GetMonthAsync(
        TelegramUserId userId, long connectionId, DateOnly month, CancellationToken cancellationToken)
    {
        if (await FindOwnerAsync(userId, cancellationToken) is not { } owner ||
            owner.Connections.FirstOrDefault(connection => connection.Id == connectionId) is not { } connection)
        {
            return null;
        }

        var period = HistoryPeriod.Month(month, owner.Zone);
        var listing = await _listings.GetAsync(connection, period.FirstDay, period.LastDayBy(_time.GetUtcNow()), cancellationToken);
        var plan = await _meetings.PlanAsync(owner, connection, period, listing.Meetings, cancellationToken);
        return new MonthOverview(plan.Total, plan.Wanted.Count, listing.Trouble);
    }

    /// <summary>A person's time zone; UTC where it is not known.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<TimeZoneInfo> GetZoneAsync(TelegramUserId userId, CancellationToken cancellationToken) =>
        HistoryOwner.ZoneOf(await _context.Users.Where(user => user.TelegramUserId == userId).Select(user => user.TimeZone)
            .SingleOrDefaultAsync(cancellationToken));

    private async Task<HistoryOwner?> FindOwnerAsync(TelegramUserId userId, CancellationToken cancellationToken) =>
        await _context.Users.AsNoTracking().SingleOrDefaultAsync(user => user.TelegramUserId == userId, cancellationToken) is { } user
            ? await HistoryOwner.ReadAsync(_context, user, cancellationToken)
            : null;

    private async Task<IReadOnlyList<long>> MeetingsOfAsync(
        IReadOnlyList<(JobKind Kind, long SubjectId)> jobs, CancellationToken cancellationToken)
    {
        var deliveries = await IdsAsync(
            jobs,
            JobKind.DeliverRecording,
            ids => _context.Deliveries.Where(delivery => ids.Contains(delivery.Id))
                .Join(_context.Recordings, delivery => delivery.RecordingId, recording => recording.Id, (delivery, recording) => new { delivery.Id, recording.MeetingId })
                .ToDictionaryAsync(row => row.Id, row => row.MeetingId, cancellationToken));
        var recordings = await IdsAsync(
            jobs,
            JobKind.StageRecording,
            ids => _context.Recordings.Where(recording => ids.Contains(recording.Id))
                .ToDictionaryAsync(recording => recording.Id, recording => recording.MeetingId, cancellationToken));
        return
        [
            .. jobs.Select(job => job.Kind switch
            {
                JobKind.FetchMeeting => job.SubjectId,
                JobKind.StageRecording => recordings.GetValueOrDefault(job.SubjectId),
                _ => deliveries.GetValueOrDefault(job.SubjectId),
            }).Where(id => id != 0).Distinct(),
        ];
    }

    private static Task<Dictionary<long, long>> IdsAsync(
        IReadOnlyList<(JobKind Kind, long SubjectId)> jobs, JobKind kind, Func<List<long>, Task<Dictionary<long, long>>> read) =>
        read([.. jobs.Where(job => job.Kind == kind).Select(job => job.SubjectId)]);
}

/// <summary>A page of somebody's recordings.</summary>
/// <param name="Meetings">The meetings, newest first.</param>
/// <param name="Total">How many there are in all.</param>
/// <param name="Skip">How many newer ones there are.</param>
/// <param name="Troubles">By connection, why Zoom could not be asked: of these only what is known is told.</param>
public sealed record HistoryPage(
    IReadOnlyList<RecordedMeeting> Meetings, int Total, int Skip, IReadOnlyDictionary<long, ListingTrouble> Troubles)
{
    /// <summary>For somebody who has connected nothing.</summary>
    internal static HistoryPage Nobody { get; } = new([], 0, 0, new Dictionary<long, ListingTrouble>());
}

/// <summary>What there is of a month.</summary>
/// <param name="Total">Recorded meetings.</param>
/// <param name="Wanted">Those among them that have never been sent and can be.</param>
/// <param name="Trouble">Why Zoom could not be asked; null if it was.</param>
public sealed record MonthOverview(int Total, int Wanted, ListingTrouble? Trouble);
