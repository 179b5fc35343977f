using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Simulator.Telegram;

namespace ZoomAspire.Tests.Recordings;

/// <summary>
/// A Zoom account moves from one Telegram user to another. Its tokens move; what was the old owner's stays the old owner's, and
/// nothing of it reaches the new one.
/// </summary>
public sealed class MovedAccountTests : IAsyncLifetime
{
    private PipelineScene _scene = null!;
    private UserView _bob = null!;

    public async Task InitializeAsync()
    {
        _scene = await PipelineScene.CreateAsync();
        _bob = _scene.Telegram.CreateUser("Bob");
        _scene.Telegram.Start(_bob.Id);
    }

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task The_old_owner_is_told_and_keeps_what_was_delivered()
    {
        await _scene.EndMeetingAsync();
        await _scene.RunAsync();
        var delivery = await _scene.DeliveryAsync();

        await MoveAsync(_bob.Id);
        await _scene.RunAsync();

        var notice = Assert.Single(_scene.Seen(), message => message.Text.Contains("connected by another Telegram user", StringComparison.Ordinal));
        Assert.Equal("Connect Zoom", Assert.Single(notice.Keyboard.SelectMany(row => row)).Text);
        Assert.Single(_scene.Audios());
        Assert.Empty(_scene.Seen(_bob.Id));
        Assert.Equal(delivery.State, (await _scene.DeliveryAsync()).State);
        Assert.Equal(delivery.DestinationId, (await _scene.DeliveryAsync()).DestinationId);
    }

    [Fact]
    public async Task What_is_personal_in_the_old_owners_meetings_is_erased_and_the_new_ones_stays()
    {
        await _scene.EndMeetingAsync(_scene.Board() with { Topic = "Anns secret" });
        await _scene.RunAsync();
        await MoveAsync(_bob.Id);
        await _scene.EndMeetingAsync(_scene.Board() with { Topic = "Bobs" });
        await _scene.RunAsync();
        Assert.Equal(0, await PurgeAsync(purge => purge.PurgeAsync(default))); // Her media is still there.
        await using (var scope = _scene.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<MediaRetention>().PurgeAsync(default);
        }

        Assert.Equal(1, await PurgeAsync(purge => purge.PurgeAsync(default)));
        Assert.Equal(0, await PurgeAsync(purge => purge.PurgeAsync(default)));

        Assert.Equal(["", "Bobs"], await _scene.ReadAsync(context => context.Meetings.OrderBy(meeting => meeting.Id).Select(meeting => meeting.Topic).ToListAsync()));
        Assert.Equal(
            [false, true],
            await _scene.ReadAsync(context => context.Deliveries.OrderBy(delivery => delivery.Id).Select(delivery => delivery.TelegramFileId != null).ToListAsync()));
        var people = await _scene.ReadAsync(context => context.AuditLog.OrderBy(entry => entry.Id).Select(entry => new { entry.Action, entry.Person }).ToListAsync());
        Assert.Equal(AuditActions.ConnectionPurged, people[^1].Action);
        Assert.Equal(people.First(line => line.Action == AuditActions.ConnectionFinished).Person, people[^1].Person);

        Assert.Equal(0, await PurgeAsync(purge => purge.SweepAsync(default)));
        await _scene.ReadAsync(context => context.Database.ExecuteSqlRawAsync("UPDATE meetings SET erased_at = erased_at - interval '91 days'"));
        Assert.Equal(1, await PurgeAsync(purge => purge.SweepAsync(default)));
        Assert.Equal(1, await _scene.ReadAsync(context => context.Meetings.CountAsync()));
    }

    private async Task<int> PurgeAsync(Func<MovedMeetingPurge, Task<int>> act)
    {
        await using var scope = _scene.Services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<MovedMeetingPurge>());
    }

    [Fact]
    public async Task An_account_that_came_back_before_the_notice_went_out_is_not_told_as_lost()
    {
        await MoveAsync(_bob.Id);
        await MoveAsync(_scene.ChatId);

        await _scene.RunAsync();

        Assert.Empty(_scene.Seen());
        Assert.Single(_scene.Seen(_bob.Id), message => message.Text.Contains("connected by another Telegram user", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_later_event_of_a_meeting_of_the_old_owner_brings_the_new_one_nothing_and_changes_nothing_of_it()
    {
        var ended = await _scene.EndMeetingAsync();
        await _scene.RunAsync();
        var meeting = await _scene.ReadAsync(context => context.Meetings.AsNoTracking().SingleAsync());
        await MoveAsync(_bob.Id);
        await _scene.RunAsync();

        Assert.Equal(WebhookOutcome.Duplicate, await _scene.TakeInAsync(ended));
        Assert.Equal(WebhookOutcome.UnknownHost, await _scene.TakeInAsync(ended, part: "-another"));

        Assert.Equal(meeting.Topic, (await _scene.ReadAsync(context => context.Meetings.AsNoTracking().SingleAsync())).Topic);
        await NothingReachesBobAsync();
    }

    [Fact]
    public async Task A_meeting_whose_owner_was_not_noted_is_judged_by_when_it_was_first_heard_of()
    {
        var ended = await _scene.EndMeetingAsync();
        await _scene.RunAsync();
        await _scene.ReadAsync(context => context.Database.ExecuteSqlRawAsync("UPDATE meetings SET user_id = NULL"));
        Assert.Equal(WebhookOutcome.Accepted, await _scene.TakeInAsync(ended, part: "-second"));
        await _scene.ReadAsync(context => context.Database.ExecuteSqlRawAsync("UPDATE meetings SET user_id = NULL"));
        await MoveAsync(_bob.Id);
        await _scene.RunAsync();

        Assert.Equal(WebhookOutcome.UnknownHost, await _scene.TakeInAsync(ended, part: "-third"));

        await NothingReachesBobAsync();
    }

    [Fact]
    public async Task Work_that_was_under_way_or_parked_or_dead_goes_to_neither()
    {
        await _scene.EndMeetingAsync();
        await _scene.EndMeetingAsync(_scene.Board() with { Topic = "Parked" });
        await _scene.EndMeetingAsync(_scene.Board() with { Topic = "Dead" });
        await _scene.ReadAsync(context => context.Database.ExecuteSqlRawAsync(
            """
            UPDATE jobs SET status = 'parked', failure_kind = 'needs_reauth'
            WHERE subject_id = (SELECT m.id FROM meetings m ORDER BY m.id OFFSET 1 LIMIT 1);
            UPDATE jobs SET status = 'dead', failure_kind = 'permanent', finished_at = now()
            WHERE subject_id = (SELECT m.id FROM meetings m ORDER BY m.id OFFSET 2 LIMIT 1);
            """));

        await MoveAsync(_bob.Id);
        await using (var scope = _scene.Services.CreateAsyncScope())
        {
            Assert.Equal(0, await scope.ServiceProvider.GetRequiredService<ParkedWork>().ResumeAsync(default));
            Assert.Equal(0, await scope.ServiceProvider.GetRequiredService<DeadLetters>().ReplayAllAsync(default));
        }

        await _scene.RunAsync();
        Assert.Empty(_scene.Audios());
        await NothingReachesBobAsync();
    }

    [Fact]
    public async Task A_job_that_was_committed_in_the_moment_of_the_move_brings_neither_anything()
    {
        await _scene.EndMeetingAsync();
        var job = Assert.Single(await _scene.JobsAsync());
        await MoveAsync(_bob.Id);
        // As if it had been taken in by a transaction that the move did not see.
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
            $"UPDATE jobs SET status = 'queued', finished_at = NULL WHERE id = {job.Id}"));

        await _scene.RunAsync();

        Assert.Empty(_scene.Audios());
        await NothingReachesBobAsync();
    }

    [Fact]
    public async Task A_job_of_the_new_owner_for_a_meeting_of_the_old_one_asks_zoom_nothing()
    {
        await _scene.EndMeetingAsync();
        await MoveAsync(_bob.Id);
        await _scene.RunAsync();
        var calls = _scene.Zoom.GetState().Calls.Count;
        await using (var context = _scene.Database.NewContext())
        {
            var meeting = await context.Meetings.SingleAsync();
            JobQueue.Add(context, JobKind.FetchMeeting, meeting.Id, await UserIdAsync(_bob.Id));
            await context.SaveChangesAsync();
        }

        await NothingReachesBobAsync();
        Assert.Equal(calls, _scene.Zoom.GetState().Calls.Count);
    }

    [Fact]
    public async Task What_comes_after_the_move_is_the_new_owners_alone()
    {
        await _scene.EndMeetingAsync();
        await _scene.RunAsync();
        await MoveAsync(_bob.Id);
        await _scene.EndMeetingAsync(_scene.Board() with { Topic = "Bobs" });

        await _scene.RunAsync();

        Assert.Single(_scene.Audios());
        Assert.Contains("Bobs", Assert.Single(_scene.Audios(_bob.Id)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_of_regret_for_the_old_owner_do_not_name_the_account_as_it_is_called_now()
    {
        await _scene.EndMeetingAsync();
        await _scene.RunAsync();
        await MoveAsync(_bob.Id);
        await _scene.ReadAsync(context => context.Connections.ExecuteUpdateAsync(row => row.SetProperty(c => c.DisplayName, "Bobs new name")));
        await using var scope = _scene.Services.CreateAsyncScope();

        var target = await scope.ServiceProvider.GetRequiredService<DeliveryTargets>().FindAsync((await _scene.DeliveryAsync()).Id, default);

        Assert.Null(Assert.IsType<DeliveryTarget>(target).Host);
    }

    private async Task NothingReachesBobAsync()
    {
        await _scene.RunAsync();
        Assert.Empty(_scene.Seen(_bob.Id));
        var bob = await UserIdAsync(_bob.Id);
        Assert.Equal(0, await _scene.ReadAsync(context => context.Deliveries.CountAsync(delivery =>
            context.Destinations.Any(destination => destination.Id == delivery.DestinationId && destination.UserId == bob))));
        Assert.Equal(0, await _scene.ReadAsync(context => context.Jobs.CountAsync(job =>
            job.TenantId == bob && (job.Status == JobStatus.Queued || job.Status == JobStatus.Running || job.Status == JobStatus.Parked))));
    }

    [Fact]
    public async Task The_old_owners_history_outlives_the_new_owner()
    {
        await _scene.EndMeetingAsync();
        await _scene.RunAsync();
        var (meeting, delivery) = (await _scene.ReadAsync(context => context.Meetings.SingleAsync()), await _scene.DeliveryAsync());
        await MoveAsync(_bob.Id);
        var later = await _scene.EndMeetingAsync();
        await _scene.RunAsync();
        var bob = await UserIdAsync(_bob.Id);

        await _scene.ReadAsync(context => context.Users.Where(user => user.Id == bob).ExecuteDeleteAsync());

        Assert.Equal(meeting.Topic, (await _scene.ReadAsync(context => context.Meetings.SingleAsync())).Topic);
        Assert.Equal(delivery.Id, (await _scene.DeliveryAsync()).Id);
        Assert.NotEqual(meeting.MeetingUuid.Value, later.Uuid);
        var connection = await _scene.ReadAsync(context => context.Connections.AsNoTracking().SingleAsync());
        Assert.Equal((ConnectionStatus.Revoked, (long?)null), (connection.Status, connection.UserId));
        Assert.Equal((null, null, null, null), (connection.AccessToken, connection.RefreshToken, connection.Email, connection.DisplayName));
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE connections SET purged_at = now() - interval '100 days'"));
        await using var scope = _scene.Services.CreateAsyncScope();
        Assert.Equal(0, await scope.ServiceProvider.GetRequiredService<EndedConnectionPurge>().SweepAsync(default));
    }

    [Fact]
    public async Task What_is_personal_in_the_old_owners_meetings_is_erased_though_the_connection_ended_with_the_new_owner()
    {
        await _scene.EndMeetingAsync(_scene.Board() with { Topic = "Anns secret" });
        await _scene.RunAsync();
        await MoveAsync(_bob.Id);
        var bob = await UserIdAsync(_bob.Id);
        await _scene.ReadAsync(context => context.Users.Where(user => user.Id == bob).ExecuteDeleteAsync());
        await _scene.RunAsync();
        await using var scope = _scene.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<MediaRetention>().PurgeAsync(default);
        var purge = scope.ServiceProvider.GetRequiredService<EndedConnectionPurge>();

        Assert.Equal(1, await purge.PurgeAsync(default));

        Assert.Equal("", await _scene.ReadAsync(context => context.Meetings.Select(meeting => meeting.Topic).SingleAsync()));
        Assert.Equal(0, await PurgeAsync(moved => moved.SweepAsync(default)));
        await _scene.ReadAsync(context => context.Database.ExecuteSqlRawAsync(
            "UPDATE meetings SET erased_at = erased_at - interval '91 days'; UPDATE connections SET purged_at = purged_at - interval '91 days'"));
        Assert.Equal(1, await PurgeAsync(moved => moved.SweepAsync(default)));
        Assert.Equal(1, await purge.SweepAsync(default));
    }

    [Fact]
    public async Task A_connection_on_which_a_former_owners_meetings_hang_is_kept_when_a_flow_for_it_is_dropped()
    {
        await _scene.EndMeetingAsync();
        await _scene.RunAsync();
        await MoveAsync(_bob.Id);
        var bob = await UserIdAsync(_bob.Id);
        await _scene.ReadAsync(context => context.Users.Where(user => user.Id == bob).ExecuteDeleteAsync());
        await ApproveAsync(new TelegramUserId(_bob.Id));
        Assert.Equal(ConnectionStatus.Pending, await _scene.ReadAsync(context => context.Connections.Select(row => row.Status).SingleAsync()));
        await _scene.ReadAsync(context => context.Database.ExecuteSqlRawAsync(
            "UPDATE oauth_flows SET expires_at = now() - interval '1 s' WHERE outcome = 'awaiting_finish'"));
        await using var scope = _scene.Services.CreateAsyncScope();

        Assert.Equal(1, await scope.ServiceProvider.GetRequiredService<OAuthFlows>().ExpireAsync(default));

        var connection = await _scene.ReadAsync(context => context.Connections.AsNoTracking().SingleAsync());
        Assert.Equal((ConnectionStatus.Revoked, null, null, null), (connection.Status, connection.UserId, connection.AccessToken, connection.Email));
        Assert.Equal(1, await _scene.ReadAsync(context => context.Meetings.CountAsync()));
    }

    [Fact]
    public async Task A_user_without_predecessors_goes_with_everything()
    {
        await _scene.EndMeetingAsync();
        await _scene.RunAsync();

        await _scene.ReadAsync(context => context.Users.ExecuteDeleteAsync());

        Assert.Equal(0, await _scene.ReadAsync(context => context.Connections.CountAsync()));
        Assert.Equal(0, await _scene.ReadAsync(context => context.Meetings.CountAsync()));
    }

    private Task<long> UserIdAsync(long telegramUserId) => _scene.ReadAsync(context => context.Users
        .Where(user => user.TelegramUserId == new TelegramUserId(telegramUserId)).Select(user => user.Id).SingleAsync());

    /// <summary>Another Telegram user connects the scene's Zoom account.</summary>
    private async Task MoveAsync(long telegramUserId)
    {
        var user = new TelegramUserId(telegramUserId);
        var nonce = await ApproveAsync(user);
        Assert.IsType<FinishResult.Finished>(await FlowsAsync(flows => flows.FinishAsync(nonce, user, default)));
    }

    private async Task<string> ApproveAsync(TelegramUserId user)
    {
        var authorize = await FlowsAsync(flows => flows.StartAsync(user, TelegramChatId.PrivateWith(user), null, "en", default));
        var redirect = QueryHelpers.ParseQuery(_scene.Zoom.Consent(authorize, _scene.Host.Id, allow: true).Query);
        return Assert.IsType<CallbackResult.Approved>(
            await FlowsAsync(flows => flows.CallbackAsync(redirect["state"].ToString(), redirect["code"].ToString(), default))).Nonce;
    }

    private async Task<T> FlowsAsync<T>(Func<OAuthFlows, Task<T>> act)
    {
        await using var scope = _scene.Services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<OAuthFlows>());
    }
}
