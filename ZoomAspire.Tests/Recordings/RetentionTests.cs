using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Recordings;

public sealed class RetentionTests : IAsyncLifetime
{
    private PipelineScene _scene = null!;

    public async Task InitializeAsync() => _scene = await PipelineScene.CreateAsync();

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task Media_is_kept_for_its_time_and_no_longer()
    {
        await _scene.EndMeetingAsync();
        await _scene.RunAsync();
        var key = (await _scene.RecordingAsync()).MediaKey!;

        Assert.Equal(0, await PurgeAsync(TimeSpan.FromDays(6.9)));
        Assert.Equal(1, await PurgeAsync(TimeSpan.FromDays(7.1)));

        var recording = await _scene.RecordingAsync();
        Assert.Equal((RecordingStatus.Expired, null), (recording.Status, recording.MediaKey));
        await Assert.ThrowsAsync<FileNotFoundException>(() => _scene.Media.OpenAsync(key, default));
    }

    [Fact]
    public async Task Objects_that_no_recording_names_are_swept_after_a_day_and_the_others_stay()
    {
        await _scene.EndMeetingAsync();
        await _scene.RunAsync();
        await _scene.Media.SaveAsync("recordings/0/orphan", new MemoryStream(new byte[10]), "audio/mp4", default);

        Assert.Equal(0, await SweepAsync(TimeSpan.FromHours(23)));
        Assert.Equal(1, await SweepAsync(TimeSpan.FromHours(25)));

        await using var kept = await _scene.Media.OpenAsync((await _scene.RecordingAsync()).MediaKey!, default);
        Assert.NotEqual(0, kept.Length);
    }

    [Fact]
    public async Task Old_rows_go_and_dead_letters_stay()
    {
        await _scene.EndMeetingAsync();
        await _scene.RunAsync();
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
            $"""
            UPDATE jobs SET finished_at = now() - interval '15 days';
            UPDATE jobs SET status = 'dead' WHERE kind = 'fetch_meeting';
            UPDATE webhook_events SET received_at = now() - interval '31 days';
            INSERT INTO audit_log (at, action, actor, keep_until) VALUES (now() - interval '2 days', 'old', 'system', now() - interval '1 day');
            """));
        await using (var scope = _scene.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<RowRetention>().SweepAsync(default);
        }

        Assert.Equal(Core.Queue.JobKind.FetchMeeting, Assert.Single(await _scene.JobsAsync()).Kind);
        Assert.Equal(0, await _scene.ReadAsync(context => context.WebhookEvents.CountAsync()));
        Assert.Equal(["connection.finished"], await _scene.ReadAsync(context => context.AuditLog.Select(entry => entry.Action).ToListAsync()));
    }

    [Fact]
    public async Task Names_of_topics_go_a_month_after_they_were_last_seen_unless_recordings_may_go_to_the_chat()
    {
        await _scene.AddRouteAsync(-1001, words: "board", threadId: 2);
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO forum_topics (chat_id, message_thread_id, name, seen_at) VALUES
                (-1001, 2, 'used', now() - interval '1 year'),
                (-1002, 2, 'unused', now() - interval '31 days'),
                (-1002, 3, 'seen', now() - interval '29 days');
            """));

        await using (var scope = _scene.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<RowRetention>().SweepAsync(default);
        }

        Assert.Equal(["seen", "used"], await _scene.ReadAsync(context => context.ForumTopics.Select(topic => topic.Name).Order().ToListAsync()));
    }

    [Fact]
    public async Task A_row_that_somebody_holds_is_left_for_the_next_time_and_holds_up_nothing()
    {
        await _scene.EndMeetingAsync();
        await _scene.RunAsync();
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
            $"UPDATE jobs SET finished_at = now() - interval '15 days'; UPDATE webhook_events SET received_at = now() - interval '31 days';"));
        var held = (await _scene.JobsAsync())[0].Id;
        await using var scope = _scene.Services.CreateAsyncScope();
        var retention = scope.ServiceProvider.GetRequiredService<RowRetention>();
        await using (var holder = _scene.Database.NewContext())
        {
            await using var transaction = await holder.Database.BeginTransactionAsync();
            await holder.Database.ExecuteSqlAsync($"SELECT 1 FROM jobs WHERE id = {held} FOR UPDATE");
            await holder.Database.ExecuteSqlAsync($"SELECT 1 FROM webhook_events FOR UPDATE");

            await retention.SweepAsync(default).WaitAsync(TimeSpan.FromSeconds(30));

            Assert.Equal(held, Assert.Single(await _scene.JobsAsync()).Id);
        }

        await retention.SweepAsync(default);
        Assert.Empty(await _scene.JobsAsync());
        Assert.Equal(0, await _scene.ReadAsync(context => context.WebhookEvents.CountAsync()));
    }

    private Task<int> PurgeAsync(TimeSpan later) => At(later, retention => retention.PurgeAsync(default));

    private Task<int> SweepAsync(TimeSpan later) => At(later, retention => retention.SweepAsync(default));

    private async Task<int> At(TimeSpan later, Func<MediaRetention, Task<int>> act)
    {
        await using var context = _scene.Database.NewContext();
        return await act(new MediaRetention(
            context,
            _scene.Media,
            Options.Create(new RetentionOptions()),
            new ManualTimeProvider(TimeProvider.System.GetUtcNow() + later),
            NullLogger<MediaRetention>.Instance));
    }
}
