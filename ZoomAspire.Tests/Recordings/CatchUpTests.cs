using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Queue;

namespace ZoomAspire.Tests.Recordings;

public sealed class CatchUpTests : IAsyncLifetime
{
    private PipelineScene _scene = null!;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async Task InitializeAsync()
    {
        _scene = await PipelineScene.CreateAsync();
        await ConnectedSinceAsync(TimeSpan.FromHours(1));
    }

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task A_recording_of_which_no_webhook_told_is_found_and_comes_once()
    {
        var ended = await HoldAsync();

        await SweepAsync();
        await SweepAsync();
        await _scene.TakeInAsync(ended);
        await _scene.RunAsync();

        Assert.Equal(ended.Files[0].Sha256, Assert.Single(_scene.Audios()).File!.Sha256);
        Assert.Single(_scene.Seen());
    }

    [Fact]
    public async Task What_came_by_webhook_is_not_even_asked_for_again()
    {
        await _scene.EndMeetingAsync();
        await _scene.RunAsync();
        await ForgetFetchesAsync();

        await SweepAsync();

        Assert.DoesNotContain(await _scene.JobsAsync(), job => job.Kind == JobKind.FetchMeeting);
        Assert.Single(_scene.Audios());
    }

    [Fact]
    public async Task A_file_of_a_known_meeting_that_was_never_entered_is_found_once_the_last_fetch_is_some_time_ago()
    {
        var ended = await _scene.EndMeetingAsync();
        await _scene.RunAsync();
        await _scene.ReadAsync(context => context.Recordings.ExecuteDeleteAsync());
        await SweepAsync();
        Assert.Single(await _scene.JobsAsync(), job => job.Kind == JobKind.FetchMeeting);

        await ForgetFetchesAsync();
        await SweepAsync();

        Assert.Equal(2, _scene.Audios().Count(audio => audio.File!.Sha256 == ended.Files[0].Sha256));
    }

    [Fact]
    public async Task Recordings_from_before_connecting_are_not_brought_however_many_there_are()
    {
        await ConnectedSinceAsync(TimeSpan.FromDays(2));
        for (var day = 2; day < 42; day++)
        {
            await HoldAsync(Now - TimeSpan.FromDays(day) - TimeSpan.FromHours(1));
        }

        var after = await HoldAsync(Now - TimeSpan.FromDays(1));

        await SweepAsync();

        Assert.Equal(after.Files[0].Sha256, Assert.Single(_scene.Audios()).File!.Sha256);
    }

    [Fact]
    public async Task A_recording_that_ended_between_the_approval_and_the_finish_is_brought()
    {
        await _scene.ReadAsync(context => context.Connections.ExecuteUpdateAsync(set => set
            .SetProperty(connection => connection.AuthorizedAt, Now - TimeSpan.FromMinutes(9))
            .SetProperty(connection => connection.ConnectedAt, Now)));
        await HoldAsync(Now - TimeSpan.FromMinutes(20));
        var between = await HoldAsync(Now - TimeSpan.FromMinutes(5));

        await SweepAsync();

        Assert.Equal(between.Files[0].Sha256, Assert.Single(_scene.Audios()).File!.Sha256);
    }

    [Fact]
    public async Task After_an_outage_of_months_everything_is_found_oldest_first_and_told_in_one_line()
    {
        await ConnectedSinceAsync(TimeSpan.FromDays(200));
        await SweepAsync();
        await _scene.ReadAsync(context => context.RecordingSweeps.ExecuteUpdateAsync(set => set
            .SetProperty(sweep => sweep.CompletedAt, Now - TimeSpan.FromDays(100))));
        var held = new List<EndedMeeting>();
        foreach (var days in (int[])[3, 95, 40, 70, 1])
        {
            held.Add(await HoldAsync(Now - TimeSpan.FromDays(days)));
        }

        await SweepAsync();
        await SweepAsync();

        Assert.Equal(
            held.Select(meeting => meeting.Files[0].Sha256).Order(), _scene.Audios().Select(audio => audio.File!.Sha256).Order());
        Assert.All(_scene.Audios(), audio => Assert.True(audio.Silent));
        var digest = Assert.Single(_scene.Seen(), message => message.Kind != "audio");
        Assert.Equal("I found 5 recordings that Zoom had not told me about. They follow now, without a sound.", digest.Text);
        // By which the queue begins with the oldest, and a delivery waits for older ones of its chat.
        var fetches = (await _scene.JobsAsync()).Where(job => job.Kind == JobKind.FetchMeeting);
        var meetings = await _scene.ReadAsync(context => context.Meetings.ToDictionaryAsync(meeting => meeting.Id, meeting => meeting.StartTime));
        Assert.All(fetches, job => Assert.Equal(meetings[job.SubjectId], job.OrderAt));
    }

    [Fact]
    public async Task A_few_come_like_any_other()
    {
        for (var meeting = 0; meeting < SweepRecordingsHandler.Few; meeting++)
        {
            await HoldAsync();
        }

        await SweepAsync();

        Assert.Equal(SweepRecordingsHandler.Few, _scene.Seen().Count);
        Assert.All(_scene.Audios(), audio => Assert.False(audio.Silent));
    }

    [Fact]
    public async Task A_sweep_that_breaks_off_begins_again_where_it_began()
    {
        await SweepAsync();
        var completed = (await SweepRowAsync()).CompletedAt;
        var ended = await HoldAsync();
        _scene.Fail(ZoomOperation.ListRecordings, ZoomFaultKind.ServerError);
        await BeginAsync();
        await _scene.RunOnceAsync();
        Assert.Equal(completed, (await SweepRowAsync()).CompletedAt);
        Assert.Equal(JobStatus.Queued, Assert.Single(await _scene.JobsAsync(), job => job.Kind == JobKind.SweepRecordings && job.Failures > 0).Status);

        _scene.Heal();
        await _scene.RunAsync();

        Assert.Equal(ended.Files[0].Sha256, Assert.Single(_scene.Audios()).File!.Sha256);
    }

    [Theory]
    [InlineData("transient", "25 hours", "4 days", true)]
    [InlineData("rate_limited", "25 hours", "4 days", true)]
    [InlineData("transient", "23 hours", "4 days", false)]
    [InlineData("transient", "25 hours", "15 days", false)]
    [InlineData("permanent", "25 hours", "4 days", false)]
    [InlineData("bug", "25 hours", "4 days", false)]
    public async Task A_fetch_that_died_of_what_passes_is_begun_again_once_a_day_for_two_weeks(
        string failure, string dead, string age, bool comes)
    {
        // Longer ago than any sweep looks.
        await ConnectedSinceAsync(TimeSpan.FromDays(20));
        var ended = await HoldAsync(Now - TimeSpan.FromDays(10));
        await _scene.TakeInAsync(ended);
        await SetDeadAsync(failure, dead, age);

        await SweepAsync();

        Assert.Equal(comes ? JobStatus.Done : JobStatus.Dead, Assert.Single(await _scene.JobsAsync(), job => job.Kind == JobKind.FetchMeeting).Status);
        Assert.Equal(comes ? [ended.Files[0].Sha256] : [], _scene.Audios().Select(audio => audio.File!.Sha256));
    }

    [Fact]
    public async Task What_was_held_back_because_the_account_was_another_comes_after_the_owner_has_approved_again()
    {
        var ended = await HoldAsync(Now - TimeSpan.FromDays(10));
        await SetAccountAsync("the old one");
        Assert.Equal(WebhookOutcome.Contradictory, await _scene.TakeInAsync(ended));
        await SweepAsync();
        Assert.Contains("seems to have moved", Assert.Single(_scene.Seen()).Text, StringComparison.Ordinal);

        await SetAccountAsync(_scene.Host.AccountId);
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE connections SET authorized_at = now()"));
        await SweepAsync();

        Assert.Equal(ended.Files[0].Sha256, Assert.Single(_scene.Audios()).File!.Sha256);
        Assert.DoesNotContain(await _scene.JobsAsync(), job => job.Status == JobStatus.Dead);
        Assert.False(await _scene.ReadAsync(context => context.Meetings.AnyAsync(meeting => meeting.IsContradicted)));
    }

    [Fact]
    public async Task What_Zoom_refused_for_want_of_a_scope_comes_after_the_owner_has_approved_again()
    {
        await ConnectedSinceAsync(TimeSpan.FromDays(20));
        var ended = await HoldAsync(Now - TimeSpan.FromDays(10));
        await _scene.TakeInAsync(ended);
        await SetDeadAsync("permanent", "25 hours", "4 days");
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE connections SET authorized_at = now()"));

        await SweepAsync();

        Assert.Equal(ended.Files[0].Sha256, Assert.Single(_scene.Audios()).File!.Sha256);
    }

    [Fact]
    public async Task What_two_sweeps_found_before_their_owner_could_be_told_is_told_together()
    {
        await ConnectedSinceAsync(TimeSpan.FromDays(20));
        for (var day = 0; day < 7; day++)
        {
            await HoldAsync(Now - TimeSpan.FromDays(day + 3));
        }

        _scene.Telegram.Inject(new TelegramFault("sendMessage", "internal_error", Times: 3));
        await DueAsync();
        await ScheduleAsync();
        await _scene.RunOnceAsync();
        await HoldAsync(Now - TimeSpan.FromDays(1));
        await SweepAsync();

        Assert.StartsWith("I found 8 recordings", Assert.Single(_scene.Seen(), message => message.Kind != "audio").Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_asked_for_the_latest_is_told_when_it_cannot_be_found()
    {
        _scene.Fail(ZoomOperation.ListRecordings, ZoomFaultKind.ServerError);
        await AddLatestAsync();
        await _scene.RunRoundsAsync(2);
        await _scene.LosePatienceAsync();
        await _scene.RunRoundsAsync(20);

        var told = Assert.Single(_scene.Seen());
        Assert.StartsWith("I could not find out which recording is your latest", told.Text, StringComparison.Ordinal);
        Assert.Contains($"latest:{_scene.ConnectionId}", JsonSerializer.Serialize(told), StringComparison.Ordinal);
    }

    private Task<int> SetAccountAsync(string account) => _scene.ReadAsync(context => context.Connections.ExecuteUpdateAsync(set => set
        .SetProperty(connection => connection.AccountId, account)));

    [Fact]
    public async Task A_meeting_that_another_only_claims_comes_to_its_host()
    {
        var ended = await HoldAsync();
        await _scene.TakeInAsync(ended);
        var other = await QueueHost.AddTenantAsync(_scene.Database);
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE meetings SET user_id = {other}, is_contradicted = true"));
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE jobs SET tenant_id = {other} WHERE kind = 'fetch_meeting'"));

        await SweepAsync();

        Assert.Equal(ended.Files[0].Sha256, Assert.Single(_scene.Audios()).File!.Sha256);
        Assert.False(await _scene.ReadAsync(context => context.Meetings.AnyAsync(meeting => meeting.IsContradicted)));
    }

    [Fact]
    public async Task A_fetch_of_the_time_of_another_owner_is_not_begun_again()
    {
        await _scene.TakeInAsync(await HoldAsync());
        await SetDeadAsync("transient", "25 hours", "4 days");
        var other = await QueueHost.AddTenantAsync(_scene.Database);
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE jobs SET tenant_id = {other}"));

        await SweepAsync();

        Assert.Equal(JobStatus.Dead, Assert.Single(await _scene.JobsAsync(), job => job.Kind == JobKind.FetchMeeting).Status);
    }

    [Fact]
    public async Task What_was_refused_for_good_is_not_begun_again_by_a_sweep()
    {
        await HoldAsync();
        await SweepAsync();
        await _scene.ReadAsync(context => context.Recordings.ExecuteDeleteAsync());
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
            $"UPDATE jobs SET status = 'dead', failure_kind = 'permanent', created_at = now() - interval '3 days' WHERE kind = 'fetch_meeting'"));

        await SweepAsync();

        Assert.Single(await _scene.JobsAsync(), job => job.Kind == JobKind.FetchMeeting);
    }

    [Fact]
    public async Task A_recording_that_is_gone_for_us_stays_gone()
    {
        await HoldAsync();
        await SweepAsync();
        await ForgetFetchesAsync();
        await _scene.ReadAsync(context => context.Recordings.ExecuteUpdateAsync(set => set
            .SetProperty(recording => recording.Status, RecordingStatus.Gone)));

        await SweepAsync();

        Assert.DoesNotContain(await _scene.JobsAsync(), job => job.Kind == JobKind.FetchMeeting);
    }

    [Fact]
    public async Task Without_the_scope_for_lists_nothing_is_swept_and_nothing_dies()
    {
        _scene.Fail(ZoomOperation.ListRecordings, ZoomFaultKind.MissingScope);

        await SweepAsync();

        Assert.All(await _scene.JobsAsync(), job => Assert.Equal(JobStatus.Done, job.Status));
        Assert.Null((await SweepRowAsync()).CompletedAt);
    }

    [Fact]
    public async Task A_dead_link_is_not_swept_and_is_swept_at_once_when_it_lives_again()
    {
        await SweepAsync();
        await ObserveAsync((observer, context) => observer.SuspendedAsync(context, _scene.ConnectionId, CancellationToken.None));
        await _scene.ReadAsync(context => context.Connections.ExecuteUpdateAsync(set => set
            .SetProperty(connection => connection.Status, ConnectionStatus.NeedsReauth)));
        await DueAsync();
        Assert.Equal(0, await ScheduleAsync());

        await _scene.ReadAsync(context => context.RecordingSweeps.ExecuteUpdateAsync(set => set
            .SetProperty(sweep => sweep.DueAt, Now + TimeSpan.FromHours(1))));
        await ObserveAsync((observer, context) => observer.RestoredAsync(context, _scene.ConnectionId, CancellationToken.None));
        await _scene.ReadAsync(context => context.Connections.ExecuteUpdateAsync(set => set
            .SetProperty(connection => connection.Status, ConnectionStatus.Active)));

        Assert.Equal(1, await ScheduleAsync());
    }

    [Fact]
    public async Task Replicas_that_look_at_the_same_time_begin_one_sweep()
    {
        await ScheduleAsync();
        await DueAsync();

        var begun = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ScheduleAsync()));

        Assert.Equal(1, begun.Sum());
    }

    [Fact]
    public async Task An_ended_connection_leaves_no_sweep_behind()
    {
        await BeginAsync();

        await ObserveAsync((observer, context) => observer.EndedAsync(context, _scene.ConnectionId, CancellationToken.None));

        Assert.False(await _scene.ReadAsync(context => context.RecordingSweeps.AnyAsync()));
        Assert.Equal(JobStatus.Cancelled, Assert.Single(await _scene.JobsAsync(), job => job.Kind == JobKind.SweepRecordings).Status);
    }

    [Fact]
    public async Task The_latest_recording_comes_when_it_is_asked_for_and_only_once()
    {
        await HoldAsync(Now - TimeSpan.FromDays(100));
        var latest = await HoldAsync(Now - TimeSpan.FromDays(60));

        await AskForLatestAsync();
        await AskForLatestAsync();

        Assert.Equal(latest.Files[0].Sha256, Assert.Single(_scene.Audios()).File!.Sha256);
        Assert.Contains("/status shows what is on its way", Assert.Single(_scene.Seen(), message => message.Kind != "audio").Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_no_recording_is_told_so()
    {
        await AskForLatestAsync();

        Assert.StartsWith("There is no cloud recording with sound", Assert.Single(_scene.Seen()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_asks_for_the_latest_without_the_scope_for_lists_is_told_and_nothing_dies()
    {
        _scene.Fail(ZoomOperation.ListRecordings, ZoomFaultKind.MissingScope);

        await AskForLatestAsync();

        Assert.StartsWith("Zoom does not let me look", Assert.Single(_scene.Seen()).Text, StringComparison.Ordinal);
        Assert.All(await _scene.JobsAsync(), job => Assert.Equal(JobStatus.Done, job.Status));
    }

    private Task<int> ConnectedSinceAsync(TimeSpan ago) => _scene.ReadAsync(context => context.Connections.ExecuteUpdateAsync(set => set
        .SetProperty(connection => connection.AuthorizedAt, Now - ago)
        .SetProperty(connection => connection.ConnectedAt, Now - ago)));

    private Task<EndedMeeting> HoldAsync(DateTimeOffset? start = null) => _scene.Zoom.EndMeetingAsync(
        _scene.Board() with { StartTime = start, SendWebhook = false }, CancellationToken.None);

    private async Task SweepAsync()
    {
        await BeginAsync();
        await _scene.RunAsync();
    }

    private async Task BeginAsync()
    {
        await ScheduleAsync();
        await DueAsync();
        Assert.Equal(1, await ScheduleAsync());
    }

    private Task<int> SetDeadAsync(string failure, string since, string age) => _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
        $"""
        UPDATE jobs SET status = 'dead', failure_kind = {failure}, failures = 9, finished_at = now() - {since}::interval,
                        created_at = now() - {age}::interval
        """));

    private Task<int> DueAsync() => _scene.ReadAsync(context =>
        context.Database.ExecuteSqlAsync($"UPDATE recording_sweeps SET due_at = now() - interval '1 s'"));

    private async Task<int> ScheduleAsync()
    {
        await using var scope = _scene.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SweepSchedule>().BeginDueAsync(CancellationToken.None);
    }

    private async Task AskForLatestAsync()
    {
        await AddLatestAsync();
        await _scene.RunAsync();
    }

    private Task<int> AddLatestAsync() => _scene.ReadAsync(async context =>
    {
        var owner = (await context.Connections.SingleAsync()).UserId!.Value;
        JobQueue.Add(context, JobKind.SendLatestRecording, _scene.ConnectionId, owner);
        return await context.SaveChangesAsync();
    });

    private async Task ObserveAsync(Func<IConnectionObserver, ZoomAspireContext, Task> tell)
    {
        await using var context = _scene.Database.NewContext();
        await using var scope = _scene.Services.CreateAsyncScope();
        foreach (var observer in scope.ServiceProvider.GetServices<IConnectionObserver>())
        {
            await tell(observer, context);
        }
    }

    private Task<RecordingSweep> SweepRowAsync() => _scene.ReadAsync(context => context.RecordingSweeps.AsNoTracking().SingleAsync());

    private Task<int> ForgetFetchesAsync() =>
        _scene.ReadAsync(context => context.Jobs.Where(job => job.Kind == JobKind.FetchMeeting).ExecuteDeleteAsync());
}
