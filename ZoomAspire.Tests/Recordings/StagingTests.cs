using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Infrastructure;
using ZoomAspire.Tests.Queue;

namespace ZoomAspire.Tests.Recordings;

public sealed class StagingTests : IAsyncLifetime
{
    private PipelineScene _scene = null!;

    public static TheoryData<UuidShape> UuidShapes => [.. Enum.GetValues<UuidShape>()];

    public async Task InitializeAsync()
    {
        _scene = await PipelineScene.CreateAsync();
        await _scene.WithoutNotesAsync();
    }

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Theory]
    [MemberData(nameof(UuidShapes))]
    public async Task Meetings_with_any_uuid_are_found(UuidShape shape)
    {
        await _scene.EndMeetingAsync(_scene.Board() with { UuidShape = shape });

        await DeliversAsync();
    }

    [Theory]
    [InlineData(ZoomDownloadHeader.Optional)]
    [InlineData(ZoomDownloadHeader.Needed)]
    [InlineData(ZoomDownloadHeader.Forbidden)]
    public async Task Whatever_the_download_host_thinks_of_the_token_the_file_comes(ZoomDownloadHeader header)
    {
        _scene.Zoom.SetFaults(new ZoomFaultRequest { Settings = new ZoomSettings { DownloadHeader = header } });
        await _scene.EndMeetingAsync();

        await DeliversAsync();

        Assert.All(await _scene.JobsAsync(), job => Assert.Equal(1, job.Attempts));
    }

    [Theory]
    [InlineData(ZoomOperation.Download, ZoomFaultKind.Html)]
    [InlineData(ZoomOperation.Download, ZoomFaultKind.Unauthorized)]
    [InlineData(ZoomOperation.Download, ZoomFaultKind.ServerError)]
    [InlineData(ZoomOperation.Download, ZoomFaultKind.Drop)]
    [InlineData(ZoomOperation.Download, ZoomFaultKind.NoRedirect)]
    [InlineData(ZoomOperation.Download, ZoomFaultKind.RedirectLoop)]
    [InlineData(ZoomOperation.Download, ZoomFaultKind.ExpiredLink)]
    [InlineData(ZoomOperation.Download, ZoomFaultKind.RateLimited)]
    [InlineData(ZoomOperation.DownloadFile, ZoomFaultKind.Html)]
    [InlineData(ZoomOperation.DownloadFile, ZoomFaultKind.Truncate)]
    [InlineData(ZoomOperation.DownloadFile, ZoomFaultKind.Unavailable)]
    [InlineData(ZoomOperation.GetRecordings, ZoomFaultKind.Processing)]
    [InlineData(ZoomOperation.GetRecordings, ZoomFaultKind.Partial)]
    [InlineData(ZoomOperation.GetRecordings, ZoomFaultKind.Html)]
    [InlineData(ZoomOperation.GetRecordings, ZoomFaultKind.Unauthorized)]
    [InlineData(ZoomOperation.GetRecordings, ZoomFaultKind.ServerError)]
    [InlineData(ZoomOperation.GetRecordings, ZoomFaultKind.Unavailable)]
    [InlineData(ZoomOperation.GetRecordings, ZoomFaultKind.RateLimited)]
    public async Task What_passes_is_waited_for(ZoomOperation operation, ZoomFaultKind fault)
    {
        _scene.Fail(operation, fault, count: 1);
        await _scene.EndMeetingAsync();

        await DeliversAsync();
    }

    [Theory]
    [InlineData(ZoomFaultKind.MalformedJson)]
    [InlineData(ZoomFaultKind.MissingScope)]
    public async Task A_missing_scope_is_a_dead_letter_that_says_so(ZoomFaultKind fault)
    {
        _scene.Fail(ZoomOperation.GetRecordings, fault);
        await _scene.EndMeetingAsync();

        await _scene.RunAsync();

        var job = Assert.Single(await _scene.JobsAsync(), job => job.Kind == JobKind.FetchMeeting);
        Assert.Equal((JobStatus.Dead, FailureKind.Permanent), (job.Status, job.FailureKind));
        Assert.StartsWith("Zoom answered with status 400 and code ", job.LastError, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ZoomRateLimitStyle.Seconds)]
    [InlineData(ZoomRateLimitStyle.Date)]
    [InlineData(ZoomRateLimitStyle.Reset)]
    [InlineData(ZoomRateLimitStyle.None)]
    public async Task A_rate_limit_in_any_form_is_obeyed(ZoomRateLimitStyle style)
    {
        _scene.Fail(ZoomOperation.GetRecordings, ZoomFaultKind.RateLimited, count: 3, style: style); // The client tries thrice.
        await _scene.EndMeetingAsync();
        await _scene.RunOnceAsync();

        var job = Assert.Single(await _scene.JobsAsync());

        Assert.Equal((JobStatus.Queued, FailureKind.RateLimited), (job.Status, job.FailureKind));
        await DeliversAsync();
    }

    [Fact]
    public async Task A_hostile_redirect_gets_no_request_and_so_no_token()
    {
        using var hostile = new HttpListener();
        var address = new Uri($"http://localhost:{FreePort()}/");
        hostile.Prefixes.Add(address.AbsoluteUri);
        hostile.Start();
        var visited = hostile.GetContextAsync();
        _scene.Fail(ZoomOperation.Download, ZoomFaultKind.HostileRedirect, target: address);
        await _scene.EndMeetingAsync();

        await _scene.RunAsync();

        Assert.False(visited.IsCompleted);
        var job = Assert.Single(await _scene.JobsAsync(), job => job.Kind == JobKind.StageRecording);
        Assert.Equal((JobStatus.Dead, "The download led to localhost, which is not among ZOOM_DOWNLOAD_HOSTS."), (job.Status, job.LastError));
    }

    [Fact]
    public async Task A_recording_that_Zoom_still_processes_is_delivered_when_it_is_done()
    {
        _scene.Fail(ZoomOperation.GetRecordings, ZoomFaultKind.Processing, count: 5);
        await _scene.EndMeetingAsync();
        await _scene.RunOnceAsync();
        Assert.Equal("Zoom has no recording of the meeting yet.", Assert.Single(await _scene.JobsAsync()).LastError);

        await DeliversAsync();
    }

    [Fact]
    public async Task What_is_staged_is_not_downloaded_again()
    {
        _scene.Telegram.Inject(new TelegramFault("sendMessage", "internal_error", Times: 3));
        await _scene.EndMeetingAsync();

        await DeliversAsync();

        Assert.Equal(1, _scene.Zoom.GetState().Calls.Count(call => call.Operation == ZoomOperation.DownloadFile));
    }

    [Fact]
    public async Task Without_a_file_of_sound_alone_that_of_the_video_is_delivered()
    {
        await _scene.EndMeetingAsync(_scene.Board() with { WithAudio = false, WithVideo = true, WithTimeline = true, WithChat = true });
        await AgeJobsAsync("5 minutes");

        await _scene.RunAsync();

        Assert.Equal("MP4", (await _scene.RecordingAsync()).FileType);
        Assert.EndsWith(".m4a", Assert.Single(_scene.Seen()).File!.FileName, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stretch_that_came_as_video_does_not_come_again_as_audio()
    {
        var ended = await _scene.EndMeetingAsync();
        await _scene.RunAsync();
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE recordings SET file_id = 'the video', file_type = 'MP4'"));
        await _scene.TakeInAsync(ended, "further file");

        await _scene.RunAsync();

        Assert.Single(_scene.Seen());
        Assert.Equal("the video", (await _scene.RecordingAsync()).FileId);
    }

    [Theory]
    [InlineData("1 hour", JobStatus.Queued)]
    [InlineData("25 hours", JobStatus.Cancelled)]
    public async Task A_recording_without_sound_is_given_up_after_a_day_however_many_attempts_failed(string age, JobStatus expected)
    {
        await _scene.EndMeetingAsync(_scene.Board() with { WithAudio = false, WithChat = true });
        await AgeJobsAsync(age);
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE jobs SET attempts = 20"));

        await _scene.RunOnceAsync();

        Assert.Equal(expected, Assert.Single(await _scene.JobsAsync()).Status);
    }

    [Fact]
    public async Task Files_without_ids_and_of_unknown_types_do_no_harm()
    {
        await _scene.EndMeetingAsync(_scene.Board() with { WithoutFileIds = true, WithUnknownFile = true, WithTimeline = true, WithVideo = true });

        await DeliversAsync();

        Assert.StartsWith("M4A:", (await _scene.RecordingAsync()).FileId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_meeting_that_comes_back_for_another_account_is_refused()
    {
        await _scene.EndMeetingAsync();
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE connections SET account_id = 'another'"));

        await _scene.RunAsync();

        Assert.Equal(JobStatus.Dead, Assert.Single(await _scene.JobsAsync(), job => job.Kind == JobKind.FetchMeeting).Status);
        Assert.Empty(_scene.Audios());
    }

    [Fact]
    public async Task A_recording_deleted_at_Zoom_before_it_was_staged_is_given_up_without_alarm()
    {
        var ended = await _scene.EndMeetingAsync();
        await _scene.RunOnceAsync();
        _scene.Zoom.ChangeRecording(ended.Uuid, RecordingState.Deleted);
        await MissForAnHourAsync();

        await _scene.RunAsync();

        Assert.DoesNotContain(await _scene.JobsAsync(), job => job.Status == JobStatus.Dead);
        Assert.Equal((RecordingStatus.Gone, DeliveryState.Cancelled), ((await _scene.RecordingAsync()).Status, (await _scene.DeliveryAsync()).State));
        Assert.Empty(_scene.Seen());
    }

    [Fact]
    public async Task A_3301_that_passes_while_staging_loses_nothing_however_often_it_comes()
    {
        await _scene.EndMeetingAsync();
        await _scene.RunOnceAsync();
        _scene.Fail(ZoomOperation.GetRecordings, ZoomFaultKind.Processing, count: 10);

        await DeliversAsync();

        var recording = await _scene.RecordingAsync();
        Assert.Equal((null, 0), (recording.MissingSince, recording.MissingTimes));
    }

    [Fact]
    public async Task A_3301_long_ago_and_one_now_are_two_and_are_not_believed()
    {
        await _scene.EndMeetingAsync();
        await _scene.RunOnceAsync();
        _scene.Fail(ZoomOperation.GetRecordings, ZoomFaultKind.Processing, count: 2);
        await MissForAnHourAsync();

        await DeliversAsync();
    }

    [Fact]
    public async Task A_file_that_Zoom_lists_in_between_is_counted_as_missing_from_the_beginning()
    {
        await _scene.EndMeetingAsync();
        await _scene.RunOnceAsync();
        _scene.Fail(ZoomOperation.GetRecordings, ZoomFaultKind.Processing, count: 3);
        await MissForAnHourAsync();
        while ((await _scene.RecordingAsync()).MissingTimes < 3)
        {
            await RunQueuedOnceAsync();
        }

        // Listed, but the download fails.
        _scene.Fail(ZoomOperation.DownloadFile, ZoomFaultKind.Unavailable, count: 1);
        await RunQueuedOnceAsync();
        var recording = await _scene.RecordingAsync();
        Assert.Equal((RecordingStatus.Pending, null, 0), (recording.Status, recording.MissingSince, recording.MissingTimes));

        await DeliversAsync();
    }

    [Fact]
    public async Task The_owner_of_a_meeting_that_could_not_be_fetched_is_told_once_in_private()
    {
        var group = _scene.Telegram.CreateGroup("Team", [_scene.ChatId]);
        await _scene.MoveDestinationAsync(group.Id);
        _scene.Fail(ZoomOperation.GetRecordings, ZoomFaultKind.MissingScope);
        await _scene.EndMeetingAsync(_scene.Board() with { Topic = "Board & <x> /y" });
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
            $"UPDATE meetings SET topic = 'Board & <x> /y', start_time = '2026-11-11T09:00:12Z', time_zone = 'Europe/Berlin'"));
        await _scene.RunAsync();

        await using (var scope = _scene.Services.CreateAsyncScope())
        {
            Assert.Equal(1, await scope.ServiceProvider.GetRequiredService<DeadLetters>().ReplayAllAsync(default));
        }

        await _scene.RunAsync();

        var notice = Assert.Single(_scene.Seen());
        Assert.StartsWith("I could not fetch the recording of Board & <x> /\u2060y (11 Nov 2026, 10", notice.Text, StringComparison.Ordinal);
        Assert.Contains("still in your Zoom cloud recordings", notice.Text, StringComparison.Ordinal);
        Assert.Equal(["bold"], notice.Entities.Select(entity => entity.Type));
        Assert.Empty(_scene.Seen(group.Id));
        Assert.Single(await _scene.JobsAsync(), job => job is { Kind: JobKind.TellFetchFailed, Status: JobStatus.Done });
    }

    [Fact]
    public async Task Who_is_told_that_a_meeting_could_not_be_fetched_can_ask_for_it_again_and_nobody_else_can()
    {
        _scene.Fail(ZoomOperation.GetRecordings, ZoomFaultKind.MissingScope);
        var ended = await _scene.EndMeetingAsync();
        await _scene.RunAsync();
        var meeting = await _scene.ReadAsync(context => context.Meetings.Select(meeting => meeting.Id).SingleAsync());
        Assert.Equal($"fetch:{meeting}", Assert.Single(Assert.Single(_scene.Seen()).Keyboard.SelectMany(row => row)).CallbackData);
        Assert.Equal(FetchRequestResult.NotYours, await AskToFetchAsync(meeting, _scene.ChatId + 1));
        Assert.Equal(FetchRequestResult.NotYours, await AskToFetchAsync(meeting + 1, _scene.ChatId));

        Assert.Equal(FetchRequestResult.Started, await AskToFetchAsync(meeting, _scene.ChatId));
        Assert.Equal(FetchRequestResult.UnderWay, await AskToFetchAsync(meeting, _scene.ChatId));
        await _scene.RunAsync();
        Assert.Equal(2, _scene.Seen().Count);

        _scene.Heal();
        Assert.Equal(FetchRequestResult.Started, await AskToFetchAsync(meeting, _scene.ChatId));
        await _scene.RunAsync();
        Assert.Equal(ended.Files[0].Sha256, Assert.Single(_scene.Audios()).File!.Sha256);
        Assert.DoesNotContain(await _scene.JobsAsync(), job => job.Status == JobStatus.Dead);

        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE connections SET status = 'revoked'"));
        Assert.Equal(FetchRequestResult.NotConnected, await AskToFetchAsync(meeting, _scene.ChatId));
    }

    [Fact]
    public async Task What_is_shorter_than_announced_is_downloaded_a_few_times_and_again_that_often_when_it_is_asked_for_again()
    {
        _scene.Fail(ZoomOperation.DownloadFile, ZoomFaultKind.Short);
        await _scene.EndMeetingAsync();
        await _scene.RunAsync();

        var job = Assert.Single(await _scene.JobsAsync(), job => job.Kind == JobKind.StageRecording);
        Assert.Equal((JobStatus.Dead, FailureKind.Permanent, 5), (job.Status, job.FailureKind, job.Attempts));
        Assert.Contains("could not be delivered", Assert.Single(_scene.Seen()).Text, StringComparison.Ordinal);

        _scene.Fail(ZoomOperation.DownloadFile, ZoomFaultKind.Short, count: 4);
        await using (var scope = _scene.Services.CreateAsyncScope())
        {
            Assert.Equal(1, await scope.ServiceProvider.GetRequiredService<DeadLetters>().ReplayAllAsync(default));
        }

        await _scene.RunAsync();
        Assert.Single(_scene.Audios());
        Assert.Equal(0, (await _scene.RecordingAsync()).UnfitTimes);
    }

    private async Task<FetchRequestResult> AskToFetchAsync(long meetingId, long userId)
    {
        await using var scope = _scene.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<FetchRequest>().AskAsync(meetingId, new TelegramUserId(userId), default);
    }

    [Fact]
    public async Task A_meeting_that_moved_to_another_owner_is_not_told_to_the_former()
    {
        _scene.Fail(ZoomOperation.GetRecordings, ZoomFaultKind.MissingScope);
        await _scene.EndMeetingAsync();
        while ((await _scene.JobsAsync()).All(job => job.Kind != JobKind.TellFetchFailed))
        {
            await _scene.RunOnceAsync();
        }

        var other = await QueueHost.AddTenantAsync(_scene.Database);
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE connections SET user_id = {other}"));
        await _scene.RunAsync();

        Assert.Empty(_scene.Seen());
    }

    [Fact]
    public async Task A_download_that_takes_long_is_announced_and_the_same_message_becomes_the_audio()
    {
        await _scene.EndMeetingAsync();
        await _scene.RunOnceAsync();
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE deliveries SET requested_at = now() - interval '2 minutes'"));
        _scene.Fail(ZoomOperation.DownloadFile, ZoomFaultKind.Unavailable, count: 1);
        await _scene.RunOnceAsync();
        var announcement = Assert.Single(_scene.Seen());
        Assert.Contains("The audio follows.", announcement.Text, StringComparison.Ordinal);

        await DeliversAsync();

        Assert.Equal(announcement.MessageId, Assert.Single(_scene.Seen()).MessageId);
    }

    [Fact]
    public async Task Who_wants_no_progress_hears_of_a_download_that_takes_long_when_the_audio_is_there()
    {
        await _scene.ReadAsync(context => context.Users.ExecuteUpdateAsync(set => set.SetProperty(user => user.ShowsProgress, false)));
        await _scene.EndMeetingAsync();
        await _scene.RunOnceAsync();
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE deliveries SET requested_at = now() - interval '2 minutes'"));
        _scene.Fail(ZoomOperation.DownloadFile, ZoomFaultKind.Unavailable, count: 1);
        await _scene.RunOnceAsync();
        Assert.Empty(_scene.Seen());

        await DeliversAsync();

        Assert.Equal("audio", Assert.Single(_scene.Seen()).Kind);
    }

    [Fact]
    public async Task An_announcement_in_flight_when_the_download_ends_stays_the_only_one()
    {
        await _scene.EndMeetingAsync();
        await _scene.RunOnceAsync();
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE deliveries SET requested_at = now() - interval '2 minutes'"));
        _scene.Telegram.Inject(new TelegramFault("sendMessage", "slow", Value: 3000));

        var staging = Task.Run(_scene.RunOnceAsync);
        await Eventually.HoldsAsync(
            async () => (await _scene.JobsAsync()).Any(job => job.Kind == JobKind.DeliverRecording), "the delivery is queued");
        await _scene.RunOnceAsync();
        await staging;

        Assert.Equal("audio", Assert.Single(_scene.Seen()).Kind);
    }

    [Fact]
    public async Task A_recording_announced_and_then_deleted_at_Zoom_is_said_to_be_gone()
    {
        var ended = await _scene.EndMeetingAsync();
        await _scene.RunOnceAsync();
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE deliveries SET requested_at = now() - interval '2 minutes'"));
        _scene.Fail(ZoomOperation.DownloadFile, ZoomFaultKind.Unavailable, count: 1);
        await _scene.RunOnceAsync();
        _scene.Zoom.ChangeRecording(ended.Uuid, RecordingState.Deleted);
        await MissForAnHourAsync();

        await _scene.RunAsync();

        Assert.Contains("was deleted at Zoom", Assert.Single(_scene.Seen()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dead_link_parks_the_work_tells_the_owner_once_and_goes_on_after_reconnecting()
    {
        await _scene.EndMeetingAsync();
        await _scene.EndMeetingAsync();
        await _scene.Zoom.RemoveAppAsync(_scene.Host.Id);
        await _scene.RunAsync();
        Assert.All((await _scene.JobsAsync()).Where(job => job.Kind == JobKind.FetchMeeting), job => Assert.Equal(JobStatus.Parked, job.Status));
        var told = Assert.Single(_scene.Seen());
        Assert.Equal("connect", Assert.Single(Assert.Single(told.Keyboard)).CallbackData);

        await _scene.ConnectAsync();
        await _scene.RunAsync();

        Assert.Equal(2, _scene.Audios().Count);
    }

    [Fact]
    public async Task After_disconnecting_neither_work_nor_media_is_left()
    {
        await _scene.EndMeetingAsync();
        await _scene.RunAsync();
        var key = (await _scene.RecordingAsync()).MediaKey!;
        await _scene.EndMeetingAsync();
        await using (var scope = _scene.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<Connections>().DisconnectAsync(
                new TelegramUserId(_scene.ChatId), _scene.ConnectionId, default);
        }

        await using (var scope = _scene.Services.CreateAsyncScope())
        {
            Assert.Equal(1, await scope.ServiceProvider.GetRequiredService<MediaRetention>().PurgeAsync(default));
        }

        await _scene.RunAsync();

        await Assert.ThrowsAsync<FileNotFoundException>(() => _scene.Media.OpenAsync(key, default));
        Assert.DoesNotContain(await _scene.JobsAsync(), job => job.Status is JobStatus.Queued or JobStatus.Parked or JobStatus.Running);
        Assert.Single(_scene.Audios());
    }

    [Fact]
    public async Task An_announcement_whose_connection_ended_stops_promising_an_audio()
    {
        await _scene.EndMeetingAsync();
        await _scene.RunOnceAsync();
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE deliveries SET requested_at = now() - interval '2 minutes'"));
        _scene.Fail(ZoomOperation.DownloadFile, ZoomFaultKind.Unavailable, count: 1);
        await _scene.RunOnceAsync();
        await using (var scope = _scene.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<Connections>().DisconnectAsync(
                new TelegramUserId(_scene.ChatId), _scene.ConnectionId, default);
        }

        await _scene.RunAsync();

        Assert.Contains("was disconnected before", Assert.Single(_scene.Seen()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Work_that_was_running_while_the_connection_ended_can_save_nothing()
    {
        await _scene.EndMeetingAsync();
        await _scene.RunOnceAsync();
        var store = _scene.Services.GetRequiredService<JobStore>();
        var job = await store.ClaimAsync(Assert.Single(await store.FindDueAsync(1, default)), default);
        await using (var scope = _scene.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<Connections>().DisconnectAsync(
                new TelegramUserId(_scene.ChatId), _scene.ConnectionId, default);
        }

        await using var context = _scene.Database.NewContext();
        await Assert.ThrowsAsync<LeaseLostException>(() => new JobLease(job!, store).CompleteAsync(context, default));
    }

    private async Task AgeJobsAsync(string age) => await _scene.ReadAsync(context =>
        context.Database.ExecuteSqlAsync($"UPDATE jobs SET created_at = now() - {age}::interval"));

    /// <summary>The first time that the file is missing was an hour and more ago.</summary>
    private async Task MissForAnHourAsync()
    {
        while ((await _scene.RecordingAsync()).MissingTimes == 0)
        {
            await RunQueuedOnceAsync();
        }

        Assert.Equal(RecordingStatus.Pending, (await _scene.RecordingAsync()).Status);
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
            $"UPDATE recordings SET missing_since = missing_since - interval '61 minutes'"));
    }

    private async Task RunQueuedOnceAsync()
    {
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
            $"UPDATE jobs SET next_attempt_at = now() - interval '1 s' WHERE status = 'queued'"));
        await _scene.RunOnceAsync();
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task DeliversAsync()
    {
        await _scene.RunAsync();
        var sha = Convert.ToHexStringLower((await _scene.RecordingAsync()).Sha256!);
        Assert.Equal(sha, Assert.Single(_scene.Audios()).File!.Sha256);
    }
}
