using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Tests.Recordings;

/// <summary>A group becomes a supergroup that its owner has chosen already.</summary>
public sealed class GroupMigrationTests : IAsyncLifetime
{
    private PipelineScene _scene = null!;
    private long _group;
    private long _supergroup;

    public async Task InitializeAsync()
    {
        _scene = await PipelineScene.CreateAsync();
        _group = _scene.Telegram.CreateGroup("Team", [_scene.ChatId]).Id;
        await _scene.MoveDestinationAsync(_group);
    }

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task What_waits_for_both_comes_once_and_what_waits_for_the_group_comes_too()
    {
        await _scene.EndMeetingAsync(_scene.Board() with { Topic = "Before" });
        await _scene.RunOnceAsync();
        await MigrateAsync();
        await _scene.AddDestinationAsync(_supergroup);
        await _scene.EndMeetingAsync(_scene.Board() with { Topic = "Between" });

        await _scene.RunAsync();

        var titles = _scene.Audios(_supergroup).Select(message => message.File!.Title!).Order(StringComparer.Ordinal);
        Assert.Equal(["Before", "Between"], titles);
        Assert.Equal(_supergroup, (await DestinationsAsync()).Single().ChatId.Value);
        Assert.Equal(1, await _scene.ReadAsync(context => context.Routes.CountAsync()));
        Assert.All(await _scene.ReadAsync(context => context.Deliveries.ToListAsync()), delivery => Assert.Equal(DeliveryState.Delivered, delivery.State));
        Assert.DoesNotContain(await _scene.JobsAsync(), job => job.Status is JobStatus.Dead or JobStatus.Parked or JobStatus.Running);
    }

    [Fact]
    public async Task What_comes_after_the_merge_comes_once()
    {
        await MigrateAsync();
        await _scene.AddDestinationAsync(_supergroup);
        await FollowAsync();

        await _scene.EndMeetingAsync();
        await _scene.RunAsync();

        Assert.Single(_scene.Audios(_supergroup));
    }

    [Fact]
    public async Task What_the_group_has_does_not_come_again_and_its_route_is_not_lost()
    {
        await _scene.EndMeetingAsync();
        await _scene.RunAsync();
        Assert.Single(_scene.Audios(_group));
        await MigrateAsync();
        await _scene.AddDestinationAsync(_supergroup);
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
            $"""
            DELETE FROM routes WHERE destination_id = (SELECT id FROM destinations WHERE chat_id = {_supergroup});
            WITH d AS (
                INSERT INTO deliveries (recording_id, destination_id, state, requested_at)
                SELECT r.id, t.id, 'pending', now() FROM recordings r, destinations t WHERE t.chat_id = {_supergroup} RETURNING id)
            INSERT INTO jobs (id, kind, subject_id, tenant_id, status, attempts, takeovers, failures)
            SELECT gen_random_uuid(), 'deliver_recording', d.id, (SELECT id FROM users LIMIT 1), 'queued', 0, 0, 0 FROM d
            """));

        await FollowAsync();
        await _scene.RunAsync();

        Assert.Empty(_scene.Audios(_supergroup));
        Assert.Equal(DeliveryState.Delivered, (await _scene.DeliveryAsync()).State);
        var destination = Assert.Single(await DestinationsAsync());
        Assert.Equal(destination.Id, (await _scene.DeliveryAsync()).DestinationId);
        Assert.Equal(destination.Id, await _scene.ReadAsync(context => context.Routes.Select(route => route.DestinationId).SingleAsync()));
    }

    [Fact]
    public async Task A_job_whose_delivery_went_with_the_group_ends_quietly()
    {
        await MigrateAsync();
        await _scene.AddDestinationAsync(_supergroup);
        await _scene.EndMeetingAsync();
        await _scene.RunOnceAsync();
        await _scene.RunOnceAsync();
        var store = _scene.Services.GetRequiredService<JobStore>();
        var mine = await _scene.ReadAsync(context => (
            from job in context.Jobs
            join delivery in context.Deliveries on job.SubjectId equals delivery.Id
            join destination in context.Destinations on delivery.DestinationId equals destination.Id
            where job.Kind == JobKind.DeliverRecording && destination.ChatId == new TelegramChatId(_group)
            select job.Id).SingleAsync());
        Assert.NotNull(await store.ClaimAsync(mine, default));

        await FollowAsync();
        await _scene.RunAsync();

        Assert.Equal(JobStatus.Done, (await _scene.JobsAsync()).Single(job => job.Id == mine).Status);
        Assert.Single(_scene.Audios(_supergroup));
    }

    [Fact]
    public async Task Told_by_many_at_once_it_happens_once()
    {
        await _scene.EndMeetingAsync();
        await MigrateAsync();
        await _scene.AddDestinationAsync(_supergroup);

        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(FollowAsync)));
        await _scene.RunAsync();

        Assert.Single(await DestinationsAsync());
        Assert.Single(_scene.Audios(_supergroup));
    }

    private Task MigrateAsync()
    {
        _scene.Telegram.Migrate(_group);
        _supergroup = _scene.Telegram.Chats.Single(chat => chat.Id == _group).MigratedTo!.Value;
        return Task.CompletedTask;
    }

    private async Task FollowAsync()
    {
        await using var scope = _scene.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<GroupMigration>().FollowAsync(
            new TelegramChatId(_group), new TelegramChatId(_supergroup), default);
    }

    private Task<List<Destination>> DestinationsAsync() => _scene.ReadAsync(context => context.Destinations.AsNoTracking().ToListAsync());
}
