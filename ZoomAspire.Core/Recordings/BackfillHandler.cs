using Microsoft.EntityFrameworkCore;
using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Brings a whole month that its owner asked for: enters what was never sent, oldest first and without a sound, waits beside it, and says at
/// the end what has come. May be repeated at any point: what was entered is not entered again.
/// </summary>
internal sealed class BackfillHandler(
    ZoomAspireContext context,
    ZoomClient zoom,
    RecordedMeetings meetings,
    Redelivery redelivery,
    OwnerNotices notices,
    TimeProvider time) : IJobHandler
{
    // Looks often while it is young.
    private static readonly TimeSpan ShortestLook = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestLook = TimeSpan.FromMinutes(5);

    // What is parked may wait for its owner for ever.
    private static readonly TimeSpan Patience = TimeSpan.FromDays(3);

    /// <inheritdoc />
    public async Task HandleAsync(JobLease job, CancellationToken cancellationToken)
    {
        var backfill = await context.Backfills.SingleOrDefaultAsync(backfill => backfill.Id == job.SubjectId, cancellationToken);
        if (backfill is null || await FindConnectionAsync(backfill, cancellationToken) is not { } connection)
        {
            End(backfill, BackfillState.Cancelled);
            return;
        }

        switch (backfill)
        {
            case { State: BackfillState.Failed, FinishedAt: null }:
                await notices.TellAsync(job, HistoryText.Failed(backfill.Month), null, cancellationToken);
                backfill.FinishedAt = time.GetUtcNow();
                break;
            case { State: BackfillState.Running, Count: null }:
                await EnterAsync(job, backfill, connection, cancellationToken);
                break;
            case { State: BackfillState.Running }:
                await FinishAsync(job, backfill, cancellationToken);
                break;
        }
    }

    /// <summary>Who asked waits for an answer: another job gives it.</summary>
    public async Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken)
    {
        if (await context.Backfills.SingleOrDefaultAsync(backfill => backfill.Id == job.SubjectId, cancellationToken) is
            { State: BackfillState.Running } backfill)
        {
            backfill.State = status == JobStatus.Dead ? BackfillState.Failed : BackfillState.Cancelled;
            backfill.FinishedAt = status == JobStatus.Dead ? null : time.GetUtcNow();
            if (status == JobStatus.Dead)
            {
                JobQueue.Add(context, JobKind.Backfill, backfill.Id, job.TenantId);
            }
        }
    }

    // Who has disconnected expects silence.
    private Task<Connection?> FindConnectionAsync(Backfill backfill, CancellationToken cancellationToken) =>
        context.Connections.AsNoTracking().SingleOrDefaultAsync(
            connection => connection.Id == backfill.ConnectionId && connection.UserId == backfill.UserId &&
                (connection.Status == ConnectionStatus.Active || connection.Status == ConnectionStatus.NeedsReauth),
            cancellationToken);

    private async Task EnterAsync(JobLease job, Backfill backfill, Connection connection, CancellationToken cancellationToken)
    {
        if (await PlanAsync(job, backfill, connection, cancellationToken) is not { } wanted)
        {
            await notices.TellAsync(job, HistoryText.NeedsApproval(backfill.Month), OwnerNotices.ConnectAgain(), cancellationToken);
            End(backfill, BackfillState.Cancelled);
            return;
        }

        await BeginAgainAsync(backfill, wanted, cancellationToken);
        await job.SaveAsync(context, token => EnterAsync(job, backfill, connection, wanted, token), cancellationToken);
        throw new JobPostponedException(TimeSpan.Zero);
    }

    /// <returns>Null where the link is dead.</returns>
    private async Task<IReadOnlyList<PlannedMeeting>?> PlanAsync(
        JobLease job, Backfill backfill, Connection connection, CancellationToken cancellationToken)
    {
        var user = await context.Users.AsNoTracking().SingleAsync(user => user.Id == backfill.UserId, cancellationToken);
        var owner = await HistoryOwner.ReadAsync(context, user, cancellationToken);
        var period = HistoryPeriod.Month(backfill.Month, owner.Zone);
        try
        {
            var listed = await ZoomFailures.TranslateAsync(job, async () =>
                await zoom.ListRecordingsAsync(connection.Id, period.FirstDay, period.LastDayBy(time.GetUtcNow()), cancellationToken)
                    .Where(meeting => meeting.HostId is not { } host || host == connection.ExternalUserId)
                    .ToListAsync(cancellationToken));
            var plan = await meetings.PlanAsync(owner, connection, period, listed, cancellationToken);
            // Some may have been begun again before a crash.
            var begun = await context.Meetings.CountAsync(meeting => meeting.BackfillId == backfill.Id, cancellationToken);
            return [.. plan.Wanted.Take(BackfillRequest.Most - begun)];
        }
        catch (JobFailedException exception) when (exception.Failure.Kind == FailureKind.NeedsReauth)
        {
            return null;
        }
    }

    /// <summary>What failed in its chat, or was stopped, begins there again. Each in a transaction of its own: what has begun is not begun again.</summary>
    private async Task BeginAgainAsync(Backfill backfill, IReadOnlyList<PlannedMeeting> wanted, CancellationToken cancellationToken)
    {
        if (await notices.FindChatAsync(backfill.UserId, cancellationToken) is not { } owner)
        {
            return;
        }

        foreach (var meeting in wanted.Select(planned => planned.Meeting).Where(meeting => meeting.Deliveries.Count > 0))
        {
            await MarkAsync(backfill, [meeting.MeetingId!.Value], cancellationToken);
            foreach (var delivery in meeting.Deliveries.Where(delivery => IsWanted(delivery.State)))
            {
                await redelivery.AskAsync(delivery.DeliveryId, owner, cancellationToken);
            }
        }
    }

    private static bool IsWanted(RecordedState state) => state is RecordedState.Failed or RecordedState.Stopped or RecordedState.NotSent;

    private async Task EnterAsync(
        JobLease job, Backfill backfill, Connection connection, IReadOnlyList<PlannedMeeting> wanted, CancellationToken cancellationToken)
    {
        // Who stops it waits for this, or this for him.
        var state = await context.Database.SqlQuery<string>(
            $"""SELECT state AS "Value" FROM backfills WHERE id = {backfill.Id} FOR UPDATE""").ToListAsync(cancellationToken);
        if (state is not ["running"])
        {
            return;
        }

        var now = time.GetUtcNow();
        var entered = new List<long>();
        await MeetingRows.LockAsync(context, wanted.Select(planned => planned.Listed.MeetingUuid), cancellationToken);
        foreach (var listed in wanted.Where(planned => planned.Meeting.Deliveries.Count == 0).Select(planned => planned.Listed))
        {
            if (await MeetingRows.EnsureAsync(context, MeetingRows.Of(listed, connection, now), connection, cancellationToken) is { } id)
            {
                JobQueue.Add(context, JobKind.FetchMeeting, id, job.TenantId, listed.StartTime ?? now);
                entered.Add(id);
            }
        }

        await MarkAsync(backfill, entered, cancellationToken);
        backfill.Count = await context.Meetings.CountAsync(meeting => meeting.BackfillId == backfill.Id, cancellationToken);
    }

    // They come without a sound, and count as asked for.
    private Task<int> MarkAsync(Backfill backfill, IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return context.Meetings.Where(meeting => ids.Contains(meeting.Id)).ExecuteUpdateAsync(
            set => set.SetProperty(meeting => meeting.IsQuiet, true)
                .SetProperty(meeting => meeting.BackfillId, backfill.Id)
                .SetProperty(meeting => meeting.AskedAt, now)
                .SetProperty(meeting => meeting.FailureToldAt, (DateTimeOffset?)null),
            cancellationToken);
    }

    private async Task FinishAsync(JobLease job, Backfill backfill, CancellationToken cancellationToken)
    {
        var counts = await BackfillCounts.ReadAsync(context, backfill.Id, cancellationToken);
        var age = time.GetUtcNow() - backfill.CreatedAt;
        if (counts.Open > 0 && age < Patience)
        {
            throw new JobPostponedException(TimeSpan.FromSeconds(
                Math.Clamp(age.TotalSeconds / 10, ShortestLook.TotalSeconds, LongestLook.TotalSeconds)));
        }

        var show = InlineKeyboardButton.WithCallbackData(HistoryWords.ShowRecordings, RecordingButtons.ListData);
        await notices.TellAsync(
            job, HistoryText.Digest(backfill.Month, backfill.Count ?? 0, counts.Sent), new InlineKeyboardMarkup([[show]]), cancellationToken);
        End(backfill, BackfillState.Done);
    }

    private void End(Backfill? backfill, BackfillState state)
    {
        if (backfill is { FinishedAt: null })
        {
            backfill.State = state;
            backfill.FinishedAt = time.GetUtcNow();
        }
    }
}
