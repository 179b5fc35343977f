using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Recordings;

/// <summary>What waited for its owner arrives oldest meeting first, and nothing waits for ever.</summary>
public sealed class DeliveryOrderTests : IAsyncLifetime
{
    private static readonly string[] OldestFirst = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    private PipelineScene _scene = null!;

    public async Task InitializeAsync() => _scene = await PipelineScene.CreateAsync();

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task After_reconnecting_everything_parked_arrives_oldest_meeting_first()
    {
        await ParkAsync("Wednesday", "Monday", "Tuesday");
        // The first attempts of the oldest fail: the others are ready before it.
        _scene.Fail(ZoomOperation.DownloadFile, ZoomFaultKind.Unavailable, count: 3);

        await _scene.ConnectAsync();
        await _scene.RunAsync();

        Assert.Equal(OldestFirst[..3], Arrived());
    }

    [Fact]
    public async Task Also_where_two_workers_are_at_it_side_by_side_and_the_oldest_fails_first()
    {
        await ParkAsync("Saturday", "Wednesday", "Monday", "Friday", "Tuesday", "Thursday");
        _scene.Fail(ZoomOperation.DownloadFile, ZoomFaultKind.Unavailable, count: 2);
        await _scene.ConnectAsync();

        await _scene.StartAsync();
        await _scene.StartAnotherAsync();

        await Eventually.HoldsAsync(() => _scene.Audios().Count == OldestFirst.Length, "all have arrived");
        Assert.Equal(OldestFirst, Arrived());
        Assert.DoesNotContain(await _scene.JobsAsync(), job => job.Status is JobStatus.Dead or JobStatus.Parked);
    }

    [Fact]
    public async Task A_delivery_waits_while_older_work_for_its_chat_is_under_way_and_then_comes()
    {
        await ReadyAsync();
        var (monday, tuesday) = (await DeliveryJobAsync("Monday"), await DeliveryJobAsync("Tuesday"));

        await RunAsync(tuesday);
        var waiting = await JobAsync(tuesday);
        Assert.Equal((JobStatus.Queued, 0, 0), (waiting.Status, waiting.Attempts, waiting.Failures));
        Assert.True(waiting.NextAttemptAt > TimeProvider.System.GetUtcNow());
        Assert.Empty(Arrived());

        await RunAsync(monday);
        await RunAsync(tuesday);
        Assert.Equal(["Monday", "Tuesday"], Arrived());
    }

    [Theory]
    [InlineData("UPDATE jobs SET failures = 5, next_attempt_at = now() + interval '1 minute' WHERE id = {0}")]
    [InlineData("UPDATE jobs SET failures = 1, next_attempt_at = now() + interval '1 hour' WHERE id = {0}")]
    [InlineData("UPDATE jobs SET status = 'parked', failure_kind = 'needs_reauth' WHERE id = {0}")]
    [InlineData("UPDATE jobs SET status = 'dead' WHERE id = {0}")]
    [InlineData("UPDATE jobs SET created_at = now() - interval '31 minutes' WHERE id <> {0}")]
    [InlineData("UPDATE jobs SET created_at = now() - interval '5 days', released_at = now() - interval '31 minutes' WHERE id <> {0}")]
    public async Task One_stuck_recording_does_not_hold_up_the_newer_ones(string stuck)
    {
        await ReadyAsync();
        var (monday, tuesday) = (await DeliveryJobAsync("Monday"), await DeliveryJobAsync("Tuesday"));
        await _scene.ReadAsync(context => context.Database.ExecuteSqlRawAsync(stuck, monday));

        await RunAsync(tuesday);

        Assert.Equal(["Tuesday"], Arrived());
    }

    [Fact]
    public async Task What_was_parked_for_days_waits_its_turn_once_it_is_released()
    {
        await ReadyAsync();
        var tuesday = await DeliveryJobAsync("Tuesday");
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
            $"""
            UPDATE jobs SET status = 'parked', failure_kind = 'unreachable', created_at = now() - interval '5 days'
            WHERE kind = 'deliver_recording'
            """));
        await using (var scope = _scene.Services.CreateAsyncScope())
        {
            Assert.Equal(3, await scope.ServiceProvider.GetRequiredService<ParkedWork>().ResumeAsync(default));
        }

        await RunAsync(tuesday);

        Assert.Equal(JobStatus.Queued, (await JobAsync(tuesday)).Status);
        Assert.Empty(Arrived());
    }

    [Fact]
    public async Task Another_chat_and_what_did_not_wait_are_not_held_up()
    {
        await ReadyAsync();
        var (monday, tuesday) = (await DeliveryJobAsync("Monday"), await DeliveryJobAsync("Tuesday"));
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE jobs SET order_at = NULL WHERE id = {tuesday}"));
        await RunAsync(tuesday);
        Assert.Equal(["Tuesday"], Arrived());

        // Monday's goes to a chat of its own from here on.
        var wednesday = await DeliveryJobAsync("Wednesday");
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
            $"""
            WITH other AS (
                INSERT INTO destinations (user_id, chat_id, kind, state, created_at) SELECT user_id, -100, 'group', 'active', now() FROM destinations
                RETURNING id)
            UPDATE deliveries SET destination_id = (SELECT id FROM other) WHERE id = (SELECT subject_id FROM jobs WHERE id = {monday})
            """));
        await RunAsync(wednesday);
        Assert.Equal(["Tuesday", "Wednesday"], Arrived());
    }

    [Fact]
    public async Task Workers_begin_with_the_oldest_and_let_what_did_not_wait_go_first()
    {
        await ParkAsync("Wednesday", "Monday", "Tuesday");
        await _scene.ConnectAsync();
        await _scene.EndMeetingAsync(_scene.Board() with { Topic = "Thursday" });
        var store = _scene.Services.GetRequiredService<JobStore>();

        var due = await store.FindDueAsync(10, default);

        Assert.Equal(["Thursday", "Monday"], await TopicsAsync(due));
    }

    // The meetings are announced in the order given; their topics say on which day they were.
    private async Task ParkAsync(params string[] topics)
    {
        foreach (var topic in topics)
        {
            await _scene.EndMeetingAsync(_scene.Board() with { Topic = topic });
            await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
                $"""
                UPDATE meetings SET topic = {topic}, start_time = now() - interval '10 days' + {TimeSpan.FromDays(Array.IndexOf(OldestFirst, topic))}
                WHERE topic = 'from the webhook'
                """));
        }

        await _scene.Zoom.RemoveAppAsync(_scene.Host.Id);
        await _scene.RunAsync();
    }

    /// <summary>All fetched and staged, none delivered.</summary>
    private async Task ReadyAsync()
    {
        await ParkAsync("Wednesday", "Monday", "Tuesday");
        await _scene.ConnectAsync();
        while (await OpenAsync(JobKind.FetchMeeting, JobKind.StageRecording) is { Count: > 0 } open)
        {
            foreach (var job in open)
            {
                await RunAsync(job);
            }
        }
    }

    private Task<List<Guid>> OpenAsync(params JobKind[] kinds) => _scene.ReadAsync(context => context.Jobs
        .Where(job => kinds.Contains(job.Kind) && job.Status == JobStatus.Queued).Select(job => job.Id).ToListAsync());

    private Task<Guid> DeliveryJobAsync(string topic) => _scene.ReadAsync(context => (
        from job in context.Jobs
        join delivery in context.Deliveries on job.SubjectId equals delivery.Id
        join recording in context.Recordings on delivery.RecordingId equals recording.Id
        join meeting in context.Meetings on recording.MeetingId equals meeting.Id
        where job.Kind == JobKind.DeliverRecording && meeting.Topic == topic
        select job.Id).SingleAsync());

    private Task<Job> JobAsync(Guid id) => _scene.ReadAsync(context => context.Jobs.AsNoTracking().SingleAsync(job => job.Id == id));

    private async Task RunAsync(Guid job)
    {
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
            $"UPDATE jobs SET next_attempt_at = now() - interval '1 s' WHERE id = {job} AND status = 'queued'"));
        await _scene.Services.GetRequiredService<JobRunner>().RunAsync(job, () => Task.CompletedTask, PipelineScene.OneByOne, default);
    }

    private async Task<List<string>> TopicsAsync(IReadOnlyList<Guid> jobs)
    {
        var topics = await _scene.ReadAsync(context => (
            from job in context.Jobs
            join meeting in context.Meetings on job.SubjectId equals meeting.Id
            where jobs.Contains(job.Id)
            select new { job.Id, meeting.Topic }).ToListAsync());
        return [.. jobs.Select(id => topics.Single(pair => pair.Id == id).Topic is "from the webhook" ? "Thursday" : topics.Single(pair => pair.Id == id).Topic)];
    }

    private List<string> Arrived() =>
        [.. _scene.Audios().OrderBy(message => message.MessageId).Select(message => OldestFirst.Single(
            topic => message.Text.Contains(topic, StringComparison.Ordinal)))];
}
