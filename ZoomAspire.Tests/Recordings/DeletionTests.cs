using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Recordings;

/// <summary>Recordings that are deleted at Zoom, and those that come back there.</summary>
public sealed class DeletionTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Later = TimeProvider.System.GetUtcNow().AddHours(1);

    private PipelineScene _scene = null!;

    public async Task InitializeAsync() => _scene = await PipelineScene.CreateAsync();

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task What_is_deleted_before_it_was_fetched_is_not_delivered()
    {
        var ended = await _scene.EndMeetingAsync();

        await ChangeAsync("recording.trashed", ended, Later);
        await _scene.RunAsync();

        Assert.Empty(_scene.Seen());
        Assert.Equal((JobStatus.Cancelled, FailureKind.Gone), Only((await _scene.JobsAsync()).Select(job => (job.Status, job.FailureKind!.Value))));
    }

    [Fact]
    public async Task What_is_deleted_before_it_was_staged_is_not_delivered()
    {
        var ended = await _scene.EndMeetingAsync();
        await _scene.RunOnceAsync();

        await ChangeAsync("recording.deleted", ended, Later);
        await _scene.RunAsync();

        Assert.Empty(_scene.Seen());
        Assert.Equal(RecordingStatus.Gone, (await _scene.RecordingAsync()).Status);
        Assert.Equal(DeliveryState.Cancelled, (await _scene.DeliveryAsync()).State);
        Assert.DoesNotContain(await _scene.JobsAsync(), job => job.Status is JobStatus.Queued or JobStatus.Dead);
    }

    [Fact]
    public async Task What_was_announced_says_that_it_was_deleted_and_its_media_is_purged()
    {
        var ended = await AnnounceAsync();

        await ChangeAsync("recording.trashed", ended, Later);
        await _scene.RunAsync();

        Assert.Contains("was deleted at Zoom", Assert.Single(_scene.Seen()).Text, StringComparison.Ordinal);
        Assert.Equal(1, await PurgeAsync());
        Assert.Null((await _scene.RecordingAsync()).MediaKey);
    }

    [Fact]
    public async Task What_was_delivered_stays_and_no_repeated_event_brings_it_again()
    {
        var ended = await _scene.EndMeetingAsync();
        await _scene.RunAsync();

        await ChangeAsync("recording.deleted", ended, Later);
        var again = await _scene.TakeInAsync(ended);
        await _scene.RunAsync();

        Assert.Equal(WebhookOutcome.Tombstoned, again);
        Assert.Equal("audio", Assert.Single(_scene.Seen()).Kind);
        Assert.Equal(DeliveryState.Delivered, (await _scene.DeliveryAsync()).State);
        Assert.Equal(1, await PurgeAsync());
    }

    [Fact]
    public async Task What_is_recovered_says_so_and_comes_when_it_is_asked_for()
    {
        var ended = await AnnounceAsync();
        await ChangeAsync("recording.trashed", ended, Later);
        await _scene.RunAsync();
        Assert.Equal(1, await PurgeAsync());

        await ChangeAsync("recording.recovered", ended, Later.AddMinutes(1));
        await _scene.RunAsync();

        var message = Assert.Single(_scene.Seen());
        Assert.Contains("has been recovered", message.Text, StringComparison.Ordinal);
        Assert.Equal("🎙 Deliver it now", Assert.Single(message.Keyboard.SelectMany(row => row)).Text);
        Assert.Equal(RedeliveryResult.Started, await AskAsync());
        await _scene.RunAsync();
        Assert.Equal("audio", Assert.Single(_scene.Seen()).Kind);
    }

    [Fact]
    public async Task What_was_given_up_and_then_deleted_can_no_longer_be_tried_again()
    {
        _scene.Fail(ZoomOperation.Download, ZoomFaultKind.HostileRedirect);
        var ended = await _scene.EndMeetingAsync();
        await _scene.RunAsync();

        await ChangeAsync("recording.deleted", ended, Later);
        await _scene.RunAsync();

        var message = Assert.Single(_scene.Seen());
        Assert.Contains("was deleted at Zoom", message.Text, StringComparison.Ordinal);
        Assert.Empty(message.Keyboard);
        Assert.Equal(RedeliveryResult.Gone, await AskAsync());
        Assert.DoesNotContain(await _scene.JobsAsync(), job => job.Status == JobStatus.Dead);
    }

    [Fact]
    public async Task Work_that_was_running_while_its_recording_was_deleted_can_save_nothing()
    {
        var ended = await _scene.EndMeetingAsync();
        await _scene.RunOnceAsync();
        var store = _scene.Services.GetRequiredService<JobStore>();
        var staging = Assert.Single(await store.FindDueAsync(1, default));
        var claimed = await store.ClaimAsync(staging, default);

        await ChangeAsync("recording.deleted", ended, Later);

        await using var context = _scene.Database.NewContext();
        await Assert.ThrowsAsync<LeaseLostException>(() => new JobLease(claimed!, store).CompleteAsync(context, default));
    }

    [Fact]
    public async Task What_a_job_adds_while_it_ends_is_cancelled_too()
    {
        var ended = await _scene.EndMeetingAsync();
        await _scene.RunOnceAsync();
        var (mayEnd, end) = await EndStagingAsync();

        var change = ChangeAsync("recording.deleted", ended, Later);
        await Eventually.HoldsAsync(_scene.SomebodyWaitsAsync, "the deletion waits for the job");
        mayEnd.SetResult();
        Assert.True(await end);
        Assert.Equal(WebhookOutcome.Accepted, await change);

        Assert.Contains(await _scene.JobsAsync(), job => job is { Kind: JobKind.DeliverRecording, Status: JobStatus.Cancelled });
    }

    [Fact]
    public async Task A_deletion_of_a_recording_that_is_not_known_yet_is_remembered()
    {
        var ended = await _scene.Zoom.EndMeetingAsync(_scene.Board() with { SendWebhook = false }, default);

        await ChangeAsync("recording.trashed", ended, Later);

        Assert.Equal(WebhookOutcome.Tombstoned, await _scene.TakeInAsync(ended));
    }

    [Fact]
    public async Task What_was_recovered_before_it_was_ever_announced_comes_when_the_latest_is_asked_for()
    {
        var ended = await _scene.Zoom.EndMeetingAsync(_scene.Board() with { SendWebhook = false }, default);
        await ChangeAsync("recording.trashed", ended, Later.AddHours(-3));
        await ChangeAsync("recording.recovered", ended, Later.AddHours(-2));

        await AskForLatestAsync();

        Assert.Equal(ended.Files[0].Sha256, Assert.Single(_scene.Audios()).File!.Sha256);
    }

    [Fact]
    public async Task What_was_recovered_after_its_work_was_cancelled_comes_when_the_latest_is_asked_for()
    {
        var ended = await _scene.EndMeetingAsync();
        await _scene.RunOnceAsync();
        await ChangeAsync("recording.trashed", ended, Later.AddHours(-3));
        await ChangeAsync("recording.recovered", ended, Later.AddHours(-2));
        await _scene.RunAsync();
        Assert.Empty(_scene.Seen());

        await AskForLatestAsync();

        Assert.Equal(ended.Files[0].Sha256, Assert.Single(_scene.Audios()).File!.Sha256);
    }

    [Fact]
    public async Task A_deleted_one_that_Zoom_still_lists_is_not_the_latest()
    {
        var before = await _scene.Zoom.EndMeetingAsync(
            _scene.Board() with { SendWebhook = false, StartTime = Later.AddDays(-2) }, default);
        var ended = await _scene.Zoom.EndMeetingAsync(_scene.Board() with { SendWebhook = false }, default);
        await ChangeAsync("recording.trashed", ended, Later);

        await AskForLatestAsync();

        Assert.Equal(before.Files[0].Sha256, Assert.Single(_scene.Audios()).File!.Sha256);
    }

    [Fact]
    public async Task Who_asked_for_what_is_gone_when_it_is_fetched_is_told_so_once()
    {
        var ended = await _scene.Zoom.EndMeetingAsync(_scene.Board() with { SendWebhook = false }, default);
        await AddLatestAsync();
        await _scene.RunOnceAsync();
        await ChangeAsync("recording.trashed", ended, Later);

        await _scene.RunAsync();

        Assert.StartsWith("I cannot bring the recording of Board", Assert.Single(_scene.Seen()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_asked_for_what_is_deleted_before_it_was_announced_is_told_so()
    {
        var ended = await _scene.Zoom.EndMeetingAsync(_scene.Board() with { SendWebhook = false }, default);
        await AddLatestAsync();
        await _scene.RunOnceAsync();
        await _scene.RunOnceAsync();
        Assert.Equal(RecordingStatus.Pending, (await _scene.RecordingAsync()).Status);

        await ChangeAsync("recording.trashed", ended, Later);
        await _scene.RunAsync();

        Assert.Contains("was deleted at Zoom before it could be delivered", Assert.Single(_scene.Seen()).Text, StringComparison.Ordinal);
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

    [Theory]
    [InlineData("audio_only", false)]
    [InlineData("shared_screen_with_speaker_view", true)]
    public async Task What_was_deleted_as_sound_alone_does_not_come_as_video_but_a_deleted_video_keeps_no_sound_back(string type, bool comes)
    {
        var ended = await _scene.Zoom.EndMeetingAsync(_scene.Board() with { WithVideo = true, SendWebhook = false }, default);
        var audio = ended.Files.Single(file => file.RecordingType == "audio_only");
        var video = ended.Files.Single(file => file.RecordingType != "audio_only");
        var start = await ListedStartAsync(ended);
        await ChangeAsync(
            "recording.trashed", ended, Later, new { id = (type == "audio_only" ? audio : video).Id, recording_type = type, recording_start = start });
        await _scene.TakeInAsync(ended);
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE jobs SET created_at = now() - interval '25 hours'"));
        await _scene.RunAsync();

        Assert.Equal(comes ? [audio.Sha256] : [], _scene.Audios().Select(message => message.File!.Sha256));
    }

    [Fact]
    public async Task The_same_deletion_twice_is_one()
    {
        var ended = await _scene.EndMeetingAsync();

        Assert.Equal(WebhookOutcome.Accepted, await ChangeAsync("recording.trashed", ended, Later));
        Assert.Equal(WebhookOutcome.Duplicate, await ChangeAsync("recording.trashed", ended, Later));
        Assert.Equal(WebhookOutcome.Accepted, await ChangeAsync("recording.trashed", ended, Later.AddDays(1)));
    }

    private static T Only<T>(IEnumerable<T> items) => Assert.Single(items);

    /// <summary>A recording that is in the chat as text, and staged.</summary>
    private async Task<EndedMeeting> AnnounceAsync()
    {
        _scene.Telegram.Inject(new TelegramFault("editMessageMedia", "internal_error"));
        var ended = await _scene.EndMeetingAsync();
        while (_scene.Seen().Count == 0)
        {
            await _scene.RunOnceAsync();
        }

        return ended;
    }

    /// <summary>A staging that has queued its delivery, and ends as soon as it may.</summary>
    private async Task<(TaskCompletionSource MayEnd, Task<bool> End)> EndStagingAsync()
    {
        var store = _scene.Services.GetRequiredService<JobStore>();
        var staging = await store.ClaimAsync(Assert.Single(await store.FindDueAsync(1, default)), default);
        var delivery = await _scene.DeliveryAsync();
        var (hasAdded, mayEnd) = (new TaskCompletionSource(), new TaskCompletionSource());
        var end = _scene.ReadAsync(async context =>
        {
            var lease = new JobLease(staging!, store);
            await lease.CompleteAsync(
                context,
                async token =>
                {
                    await JobQueue.AddUnlessOpenAsync(context, JobKind.DeliverRecording, delivery.Id, lease.TenantId, null, token);
                    hasAdded.SetResult();
                    await mayEnd.Task;
                },
                default);
            return lease.IsCompleted;
        });
        await hasAdded.Task;
        return (mayEnd, end);
    }

    private async Task<WebhookOutcome> ChangeAsync(string name, EndedMeeting ended, DateTimeOffset at, params object[] files)
    {
        var payload = JsonSerializer.SerializeToElement(new
        {
            account_id = _scene.Host.AccountId,
            @object = new
            {
                uuid = ended.Uuid,
                host_id = _scene.Host.Id,
                recording_files = files.Length > 0 ? files : [.. ended.Files.Select(file => new { id = file.Id })],
            },
        });
        await using var scope = _scene.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<RecordingChangeIntake>()
            .TakeInAsync(new WebhookEnvelope(name, at, payload), CancellationToken.None);
    }

    private async Task<DateTimeOffset> ListedStartAsync(EndedMeeting ended)
    {
        await using var scope = _scene.Services.CreateAsyncScope();
        var listed = await scope.ServiceProvider.GetRequiredService<ZoomClient>()
            .GetRecordingsAsync(_scene.ConnectionId, new MeetingUuid(ended.Uuid), default);
        return Assert.Single(listed.Files.Select(file => file.Start).Distinct())!.Value;
    }

    private async Task<RedeliveryResult> AskAsync()
    {
        await using var scope = _scene.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<Redelivery>().AskAsync(
            (await _scene.DeliveryAsync()).Id, new TelegramUserId(_scene.ChatId), new TelegramChatId(_scene.ChatId), default);
    }

    private async Task<int> PurgeAsync()
    {
        await using var scope = _scene.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<MediaRetention>().PurgeAsync(default);
    }
}
