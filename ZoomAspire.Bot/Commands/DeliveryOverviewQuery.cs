using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Commands;

/// <summary>How a person's deliveries stand.</summary>
/// <param name="Last">The last recording that arrived, if any.</param>
/// <param name="UnderWay">Recordings being worked on or about to be.</param>
/// <param name="Waiting">Recordings that wait until the person does something: approves at Zoom again, unblocks a chat.</param>
/// <param name="TimeZone">The person's time zone.</param>
internal sealed record DeliveryOverview(LastDelivery? Last, int UnderWay, int Waiting, TimeZoneInfo TimeZone)
{
    /// <summary>Since when nothing can have been missed: the last look at what each working account has at Zoom; null if one had none.</summary>
    public DateTimeOffset? CheckedAt { get; init; }
}

/// <summary>A recording that arrived.</summary>
/// <param name="Topic">Topic of the meeting. Untrusted text.</param>
/// <param name="DeliveredAt">When it arrived.</param>
internal sealed record LastDelivery(string Topic, DateTimeOffset DeliveredAt);

/// <summary>Reads a <see cref="DeliveryOverview"/>.</summary>
internal sealed class DeliveryOverviewQuery(ZoomAspireContext context)
{
    // The steps of a recording, of which one job exists at a time; other jobs only tell people something.
    private static readonly JobKind[] Steps = [JobKind.FetchMeeting, JobKind.StageRecording, JobKind.DeliverRecording];

    public async Task<DeliveryOverview> GetAsync(TelegramUserId telegramUserId, CancellationToken cancellationToken)
    {
        var user = await context.Users.AsNoTracking()
            .FirstOrDefaultAsync(candidate => candidate.TelegramUserId == telegramUserId, cancellationToken);
        if (user is null)
        {
            return new DeliveryOverview(null, 0, 0, TimeZoneInfo.Utc);
        }

        var jobs = await context.Jobs
            .Where(job => job.TenantId == user.Id && Steps.Contains(job.Kind) &&
                (job.Status == JobStatus.Queued || job.Status == JobStatus.Running || job.Status == JobStatus.Parked))
            .GroupBy(job => job.Status == JobStatus.Parked)
            .Select(group => new { IsParked = group.Key, Count = group.Count() })
            .ToListAsync(cancellationToken);
        return new DeliveryOverview(
            await GetLastAsync(user.Id, cancellationToken),
            jobs.Where(group => !group.IsParked).Sum(group => group.Count),
            jobs.Where(group => group.IsParked).Sum(group => group.Count),
            ZoneOf(user.TimeZone))
        {
            CheckedAt = await GetCheckedAtAsync(user.Id, cancellationToken),
        };
    }

    private async Task<DateTimeOffset?> GetCheckedAtAsync(long userId, CancellationToken cancellationToken)
    {
        var sweeps = await context.Connections
            .Where(connection => connection.UserId == userId && connection.Status == ConnectionStatus.Active)
            .Select(connection => context.RecordingSweeps
                .Where(sweep => sweep.ConnectionId == connection.Id).Select(sweep => sweep.CompletedAt).FirstOrDefault())
            .ToListAsync(cancellationToken);
        return sweeps.Contains(null) ? null : sweeps.Min();
    }

    private Task<LastDelivery?> GetLastAsync(long userId, CancellationToken cancellationToken) => (
        from delivery in context.Deliveries
        join destination in context.Destinations on delivery.DestinationId equals destination.Id
        join recording in context.Recordings on delivery.RecordingId equals recording.Id
        join meeting in context.Meetings on recording.MeetingId equals meeting.Id
        where destination.UserId == userId && delivery.State == DeliveryState.Delivered && delivery.DeliveredAt != null
        orderby delivery.DeliveredAt descending
        select new LastDelivery(meeting.Topic, delivery.DeliveredAt!.Value)).FirstOrDefaultAsync(cancellationToken);

    private static TimeZoneInfo ZoneOf(string? id) =>
        id is not null && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : TimeZoneInfo.Utc;
}
