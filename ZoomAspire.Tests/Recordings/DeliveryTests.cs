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

public sealed class DeliveryTests : IAsyncLifetime
{
    private PipelineScene _scene = null!;

    public async Task InitializeAsync() => _scene = await PipelineScene.CreateAsync();

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task A_recording_is_announced_and_the_same_message_becomes_its_audio_byte_for_byte()
    {
        var ended = await _scene.EndMeetingAsync(_scene.Board() with { Timezone = "Europe/Berlin" });

        await _scene.RunAsync();

        var message = Assert.Single(_scene.Seen());
        Assert.Equal(["text", "audio"], message.History.Select(revision => revision.Kind));
        Assert.Equal(Assert.Single(ended.Files).Sha256, message.File!.Sha256);
        Assert.Equal(("Board – November", _scene.Host.DisplayName), (message.File.Title, message.File.Performer));
        Assert.Equal(75, message.File.Duration, 2.0);
        Assert.StartsWith("🎙 Board – November\n", message.Text, StringComparison.Ordinal);
        Assert.Contains(" · 1 min · ", message.Text, StringComparison.Ordinal);
        Assert.Matches(@"^Board – November \d{4}-\d{2}-\d{2} \d{2}\.\d{2}\.m4a$", message.File.FileName);
        Assert.DoesNotContain(message.Entities, entity => entity.Type is "media_timestamp" or "url" or "mention");
        var delivery = await _scene.DeliveryAsync();
        Assert.Equal((DeliveryState.Delivered, message.File.FileId), (delivery.State, delivery.TelegramFileId));
        Assert.All(await _scene.JobsAsync(), job => Assert.Equal((JobStatus.Done, 1), (job.Status, job.Attempts)));
        Assert.Empty(_scene.Telegram.Violations);
    }

    [Fact]
    public async Task A_running_worker_delivers_by_itself()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var scene = await PipelineScene.CreateAsync(redis: redis.ConnectionString);
        await scene.StartAsync();

        await scene.EndMeetingAsync();

        await Eventually.HoldsAsync(() => scene.Audios().Count == 1, "the audio is in the chat");
    }

    [Fact]
    public async Task A_crash_at_any_step_never_leaves_two_audios_nor_loses_one()
    {
        await _scene.EndMeetingAsync();
        _scene.Crashes.Reset(0);
        await _scene.RunAsync();
        var steps = _scene.Crashes.Steps;
        Assert.InRange(steps, 10, 200);
        var delivered = 1;
        for (var step = 1; step <= steps; step++)
        {
            var before = _scene.Seen().Count;
            await _scene.EndMeetingAsync();
            _scene.Crashes.Reset(step);

            await _scene.RunAsync();

            delivered++;
            Assert.Equal(delivered, _scene.Audios().Count);
            Assert.InRange(_scene.Seen().Count - before, 1, 2);
        }
    }

    [Fact]
    public async Task A_duplicate_event_and_a_second_fetch_deliver_nothing_twice()
    {
        var ended = await _scene.EndMeetingAsync();
        Assert.Equal(Core.Zoom.WebhookOutcome.Duplicate, await _scene.TakeInAsync(ended));
        await _scene.RunAsync();
        Assert.Equal(Core.Zoom.WebhookOutcome.Accepted, await _scene.TakeInAsync(ended, "further file"));

        await _scene.RunAsync();

        Assert.Single(_scene.Seen());
    }

    [Fact]
    public async Task A_server_that_cannot_turn_text_into_audio_gets_a_message_of_its_own_and_the_announcement_goes()
    {
        _scene.Telegram.Switch(new TelegramSettings(OldServer: true));
        await _scene.EndMeetingAsync();

        await _scene.RunAsync();

        Assert.Equal("audio", Assert.Single(_scene.Seen()).Kind);
        Assert.Equal(DeliveryState.Delivered, (await _scene.DeliveryAsync()).State);
    }

    [Fact]
    public async Task On_an_old_server_a_crash_at_any_step_never_leaves_two_audios()
    {
        _scene.Telegram.Switch(new TelegramSettings(OldServer: true));
        await _scene.EndMeetingAsync();
        _scene.Crashes.Reset(0);
        await _scene.RunAsync();
        var steps = _scene.Crashes.Steps;
        for (var step = 1; step <= steps; step++)
        {
            var before = _scene.Audios().Count;
            await _scene.EndMeetingAsync();
            _scene.Crashes.Reset(step);

            await _scene.RunAsync();

            var added = _scene.Audios().Count - before;
            var delivery = await _scene.ReadAsync(context => context.Deliveries.OrderByDescending(row => row.Id).FirstAsync());
            Assert.InRange(added, 0, 1);
            // Where nobody can know, the chat says so.
            Assert.True(added == 1 || delivery.State == DeliveryState.Failed);
        }
    }

    [Fact]
    public async Task On_an_old_server_an_audio_that_was_never_confirmed_is_not_sent_again_and_the_chat_says_so()
    {
        _scene.Telegram.Switch(new TelegramSettings(OldServer: true));
        _scene.Telegram.Inject(new TelegramFault("sendAudio", "bad_gateway_after"));
        await _scene.EndMeetingAsync();

        await _scene.RunAsync();

        Assert.Single(_scene.Audios());
        Assert.Contains("did not confirm", Assert.Single(_scene.Seen(), message => message.Kind == "text").Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("editMessageMedia", "bad_gateway_after")]
    [InlineData("editMessageMedia", "reset_after")]
    [InlineData("editMessageMedia", "reset_before")]
    [InlineData("editMessageMedia", "internal_error")]
    [InlineData("editMessageMedia", "too_many_requests")]
    [InlineData("sendMessage", "too_many_requests")]
    [InlineData("sendMessage", "reset_before")]
    public async Task A_failing_call_is_repeated_and_leaves_one_message(string method, string fault)
    {
        _scene.Telegram.Inject(new TelegramFault(method, fault));
        await _scene.EndMeetingAsync();

        await _scene.RunAsync();

        Assert.Equal("audio", Assert.Single(_scene.Seen()).Kind);
    }

    [Fact]
    public async Task An_announcement_that_was_sent_but_not_confirmed_leaves_one_truthful_text_at_worst()
    {
        _scene.Telegram.Inject(new TelegramFault("sendMessage", "bad_gateway_after"));
        await _scene.EndMeetingAsync();

        await _scene.RunAsync();

        Assert.Equal(["text", "audio"], _scene.Seen().Select(message => message.Kind));
    }

    [Fact]
    public async Task A_proxy_that_loses_every_answer_does_not_fill_the_chat()
    {
        _scene.Telegram.Inject(new TelegramFault("sendMessage", "bad_gateway_after", Times: 100));
        await _scene.EndMeetingAsync();

        // However often and whichever job tries: four, then one an hour at most, and one for the words of regret.
        await _scene.RunRoundsAsync(20);
        Assert.Equal(4, _scene.Seen().Count);
        await AgeMessagesAsync();
        await _scene.RunRoundsAsync(20);
        Assert.Equal(5, _scene.Seen().Count);

        await _scene.LosePatienceAsync();
        await _scene.RunRoundsAsync(20);

        Assert.Equal(6, _scene.Seen().Count);
        Assert.Equal(DeliveryState.Failed, (await _scene.DeliveryAsync()).State);
    }

    [Fact]
    public async Task A_send_that_was_refused_does_not_end_the_pause_after_those_whose_fate_is_unknown()
    {
        _scene.Telegram.Inject(new TelegramFault("sendMessage", "bad_gateway_after", Times: 4));
        await _scene.EndMeetingAsync();
        await _scene.RunRoundsAsync(20);
        Assert.Equal(4, _scene.Seen().Count);

        _scene.Telegram.Inject(new TelegramFault("sendMessage", "too_many_requests", Value: 1));
        _scene.Telegram.Inject(new TelegramFault("sendMessage", "bad_gateway_after", Times: 100));
        await AgeMessagesAsync();
        await _scene.RunRoundsAsync(20);

        // The refused one is made up for at once; the next waits for its hour.
        Assert.Equal(5, _scene.Seen().Count);
    }

    [Fact]
    public async Task A_job_that_was_handed_back_does_not_count_as_begun_anew_after_sends_whose_fate_is_unknown()
    {
        _scene.Telegram.Inject(new TelegramFault("sendMessage", "bad_gateway_after", Times: 100));
        await _scene.EndMeetingAsync();
        await _scene.RunRoundsAsync(20);

        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE jobs SET attempts = 0 WHERE status = 'queued'"));
        await _scene.RunRoundsAsync(20);

        Assert.Equal(4, _scene.Seen().Count);
    }

    [Theory]
    [InlineData("internal_error")]
    [InlineData("bad_gateway_after")]
    [InlineData("reset_after")]
    public async Task A_Telegram_that_fails_for_half_a_day_loses_no_recording(string fault)
    {
        _scene.Telegram.Inject(new TelegramFault("sendMessage", fault, Times: 9));
        await _scene.EndMeetingAsync();

        for (var hour = 0; hour < 12; hour++)
        {
            await _scene.RunRoundsAsync(4);
            await AgeMessagesAsync();
        }

        Assert.Equal(DeliveryState.Delivered, (await _scene.DeliveryAsync()).State);
        Assert.Single(_scene.Audios());
        Assert.DoesNotContain(await _scene.JobsAsync(), job => job.Status == JobStatus.Dead);
    }

    [Theory]
    [InlineData("internal_error", 40, 80)]
    [InlineData("reset_after", 3500, 3700)]
    public async Task After_the_second_unknown_fate_whoever_answered_is_asked_again_soon_and_who_did_not_in_an_hour(
        string fault, int leastSeconds, int mostSeconds)
    {
        _scene.Telegram.Inject(new TelegramFault("sendMessage", fault, Times: 2));
        await _scene.EndMeetingAsync();
        while ((await _scene.JobsAsync()).All(job => job.Failures < 2))
        {
            await _scene.RunRoundsAsync(1);
        }

        var job = Assert.Single(await _scene.JobsAsync(), job => job.Kind == JobKind.DeliverRecording);
        Assert.InRange((job.NextAttemptAt - TimeProvider.System.GetUtcNow()).TotalSeconds, leastSeconds, mostSeconds);
    }

    private Task<int> AgeMessagesAsync() => _scene.ReadAsync(context =>
        context.Database.ExecuteSqlAsync($"UPDATE chat_messages SET updated_at = updated_at - interval '61 minutes'"));

    [Fact]
    public async Task A_wait_that_Telegram_asks_for_is_kept()
    {
        _scene.Telegram.Inject(new TelegramFault("sendMessage", "too_many_requests", Value: 300));
        await _scene.EndMeetingAsync();
        while ((await _scene.JobsAsync()).All(job => job.FailureKind is null))
        {
            await _scene.RunOnceAsync();
        }

        var job = Assert.Single(await _scene.JobsAsync(), job => job.Kind == JobKind.DeliverRecording);

        Assert.Equal((JobStatus.Queued, FailureKind.RateLimited), (job.Status, job.FailureKind));
        Assert.InRange(job.NextAttemptAt - TimeProvider.System.GetUtcNow(), TimeSpan.FromSeconds(200), TimeSpan.FromSeconds(330));
    }

    [Fact]
    public async Task A_group_that_became_a_supergroup_gets_the_recording_under_its_new_id()
    {
        var group = _scene.Telegram.CreateGroup("Team", [_scene.ChatId]);
        await _scene.MoveDestinationAsync(group.Id);
        await _scene.EndMeetingAsync();
        _scene.Telegram.Migrate(group.Id);

        await _scene.RunAsync();

        var supergroup = _scene.Telegram.Chats.Single(chat => chat.Id == group.Id).MigratedTo!.Value;
        Assert.Single(_scene.Audios(supergroup));
        Assert.Equal(supergroup, await _scene.ReadAsync(context => context.Destinations.Select(row => row.ChatId.Value).SingleAsync()));
    }

    [Fact]
    public async Task A_group_that_migrates_between_announcement_and_audio_gets_both_under_its_new_id()
    {
        var group = _scene.Telegram.CreateGroup("Team", [_scene.ChatId]);
        await _scene.MoveDestinationAsync(group.Id);
        await _scene.EndMeetingAsync();
        _scene.Telegram.Inject(new TelegramFault("editMessageMedia", "internal_error"));
        while (_scene.Seen(group.Id).Count == 0)
        {
            await _scene.RunOnceAsync();
        }

        _scene.Telegram.Migrate(group.Id);
        await _scene.RunAsync();

        var supergroup = _scene.Telegram.Chats.Single(chat => chat.Id == group.Id).MigratedTo!.Value;
        // An id of the old group could name any other message of ours there.
        Assert.DoesNotContain(_scene.Telegram.Calls, call => call.ChatId == supergroup && call.Status != 200);
        Assert.Equal("audio", Assert.Single(_scene.Seen(supergroup)).Kind);
    }

    [Fact]
    public async Task Whoever_blocked_the_bot_gets_the_recording_after_unblocking_it()
    {
        await _scene.EndMeetingAsync();
        _scene.Telegram.Block(_scene.ChatId);
        await _scene.RunAsync();
        Assert.Equal(JobStatus.Parked, (await _scene.JobsAsync())[^1].Status);
        Assert.Equal(DestinationState.Unreachable, await _scene.ReadAsync(context => context.Destinations.Select(row => row.State).SingleAsync()));

        _scene.Telegram.Start(_scene.ChatId);
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE destinations SET state = 'active'"));
        await ResumeAsync();
        await _scene.RunAsync();

        Assert.Single(_scene.Audios());
    }

    [Fact]
    public async Task A_group_that_removed_the_bot_loses_nothing_and_its_owner_is_told_once()
    {
        var group = _scene.Telegram.CreateGroup("Team", [_scene.ChatId], supergroup: true);
        await _scene.MoveDestinationAsync(group.Id);
        _scene.Telegram.KickBot(group.Id);
        await _scene.EndMeetingAsync();
        await _scene.EndMeetingAsync();

        await _scene.RunAsync();

        Assert.Equal(2, (await _scene.JobsAsync()).Count(job => job is { Kind: JobKind.DeliverRecording, Status: JobStatus.Parked }));
        Assert.Contains("kept waiting", Assert.Single(_scene.Seen()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_was_deleted_before_its_audio_came_is_sent_anew()
    {
        await _scene.EndMeetingAsync();
        _scene.Telegram.Inject(new TelegramFault("editMessageMedia", "internal_error"));
        while (_scene.Seen().Count == 0)
        {
            await _scene.RunOnceAsync();
        }

        await DeleteAsBotAsync(_scene.Seen()[0].MessageId);
        await _scene.RunAsync();

        Assert.Equal("audio", Assert.Single(_scene.Seen()).Kind);
    }

    [Fact]
    public async Task A_further_chat_gets_the_file_that_Telegram_already_has()
    {
        var group = _scene.Telegram.CreateGroup("Team", [_scene.ChatId]);
        await _scene.AddDestinationAsync(group.Id);
        await _scene.EndMeetingAsync();

        await _scene.RunAsync();

        Assert.Equal(Assert.Single(_scene.Audios()).File!.FileId, Assert.Single(_scene.Audios(group.Id)).File!.FileId);
    }

    [Fact]
    public async Task A_remembered_file_id_that_is_of_no_use_is_replaced_by_an_upload()
    {
        var group = _scene.Telegram.CreateGroup("Team", [_scene.ChatId]);
        await _scene.AddDestinationAsync(group.Id);
        await _scene.EndMeetingAsync();
        while (_scene.Audios().Count + _scene.Audios(group.Id).Count == 0)
        {
            await _scene.RunOnceAsync();
        }

        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
            $"UPDATE deliveries SET telegram_file_id = 'AgACAgIAAxk' WHERE telegram_file_id IS NOT NULL"));
        await _scene.RunAsync();

        Assert.Single(_scene.Audios());
        Assert.Single(_scene.Audios(group.Id));
    }

    [Fact]
    public async Task A_closed_topic_does_not_swallow_the_recording()
    {
        var forum = _scene.Telegram.CreateGroup("Team", [_scene.ChatId], forum: true);
        var topic = _scene.Telegram.CreateTopic(forum.Id, "Recordings");
        await _scene.MoveDestinationAsync(forum.Id);
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE destinations SET message_thread_id = {topic.MessageThreadId}"));
        _scene.Telegram.DeleteTopic(forum.Id, topic.MessageThreadId);
        await _scene.EndMeetingAsync();

        await _scene.RunAsync();

        Assert.Single(_scene.Audios(forum.Id));
    }

    [Fact]
    public async Task Media_that_expired_while_the_chat_was_unreachable_is_staged_again()
    {
        await _scene.EndMeetingAsync();
        _scene.Telegram.Block(_scene.ChatId);
        await _scene.RunAsync();
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
            $"UPDATE recordings SET staged_at = now() - interval '8 days'; UPDATE destinations SET state = 'active'"));
        await using (var scope = _scene.Services.CreateAsyncScope())
        {
            Assert.Equal(1, await scope.ServiceProvider.GetRequiredService<MediaRetention>().PurgeAsync(default));
        }

        _scene.Telegram.Unblock(_scene.ChatId);
        await ResumeAsync();
        await _scene.RunAsync();

        Assert.Single(_scene.Audios());
    }

    [Fact]
    public async Task A_recording_given_up_is_said_in_the_chat_and_delivered_when_its_dead_letter_is_replayed()
    {
        _scene.Fail(ZoomOperation.Download, ZoomFaultKind.HostileRedirect);
        await _scene.EndMeetingAsync();
        await _scene.RunAsync();
        Assert.Contains("could not be delivered", Assert.Single(_scene.Seen()).Text, StringComparison.Ordinal);

        _scene.Heal();
        await using (var scope = _scene.Services.CreateAsyncScope())
        {
            Assert.Equal(1, await scope.ServiceProvider.GetRequiredService<DeadLetters>().ReplayAllAsync(default));
        }

        await _scene.RunAsync();

        Assert.Equal("audio", Assert.Single(_scene.Seen()).Kind);
    }

    [Fact]
    public async Task Who_asks_again_in_one_chat_begins_nothing_in_another()
    {
        var group = _scene.Telegram.CreateGroup("Team", [_scene.ChatId]);
        await _scene.AddDestinationAsync(group.Id);
        _scene.Fail(ZoomOperation.Download, ZoomFaultKind.HostileRedirect);
        await _scene.EndMeetingAsync();
        await _scene.RunAsync();

        Assert.Equal(RedeliveryResult.Started, await AskAgainAsync(_scene.ChatId));
        Assert.Equal(1, await CountAsync(DeliveryState.Failed));
        await _scene.RunAsync();
        Assert.Equal(2, await CountAsync(DeliveryState.Failed));

        _scene.Heal();
        Assert.Equal(RedeliveryResult.Started, await AskAgainAsync(_scene.ChatId));
        await _scene.RunAsync();
        Assert.Single(_scene.Audios());
        Assert.Empty(_scene.Audios(group.Id));
        Assert.Equal(1, await CountAsync(DeliveryState.Failed));

        Assert.Equal(RedeliveryResult.Started, await AskAgainAsync(group.Id));
        await _scene.RunAsync();
        Assert.Single(_scene.Audios(group.Id));
    }

    private Task<int> CountAsync(DeliveryState state) =>
        _scene.ReadAsync(context => context.Deliveries.CountAsync(delivery => delivery.State == state));

    private async Task<RedeliveryResult> AskAgainAsync(long chatId)
    {
        var chat = new TelegramChatId(chatId);
        var delivery = await _scene.ReadAsync(context => context.Deliveries
            .Where(delivery => context.Destinations.Any(destination => destination.Id == delivery.DestinationId && destination.ChatId == chat))
            .Select(delivery => delivery.Id).SingleAsync());
        await using var scope = _scene.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<Redelivery>().AskAsync(delivery, new TelegramUserId(_scene.ChatId), chat, default);
    }

    [Fact]
    public async Task Words_of_regret_that_get_through_release_all_others_that_wait_for_the_chat()
    {
        _scene.Fail(ZoomOperation.Download, ZoomFaultKind.HostileRedirect);
        await _scene.EndMeetingAsync();
        await _scene.EndMeetingAsync();
        await _scene.EndMeetingAsync();
        await _scene.RunAsync();
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
            $"""
            UPDATE destinations SET state = 'unreachable';
            UPDATE jobs SET status = 'parked', failure_kind = 'unreachable' WHERE kind = 'report_failure';
            """));
        await using var scope = _scene.Services.CreateAsyncScope();
        var parked = scope.ServiceProvider.GetRequiredService<ParkedWork>();

        Assert.Equal(1, await parked.ProbeAsync(null, default));
        await _scene.RunAsync();

        Assert.Equal(2, await parked.ResumeAsync(default));
    }

    [Fact]
    public async Task Topics_cannot_become_markup_links_or_commands()
    {
        await _scene.EndMeetingAsync(_scene.Board() with { Topic = "<b>/disconnect</b> @all evil.com & 10:30 #x" });

        await _scene.RunAsync();

        var message = Assert.Single(_scene.Audios());
        Assert.Equal(["bold"], message.Entities.Select(entity => entity.Type));
        Assert.StartsWith("🎙 <b>/\u2060disconnect", message.Text, StringComparison.Ordinal);
    }

    private async Task ResumeAsync()
    {
        await using var scope = _scene.Services.CreateAsyncScope();
        Assert.Equal(1, await scope.ServiceProvider.GetRequiredService<ParkedWork>().ResumeAsync(default));
    }

    private async Task DeleteAsBotAsync(int messageId)
    {
        using var client = new HttpClient();
        using var response = await client.GetAsync(new Uri(
            _scene.Simulator.TelegramAddress, $"/bot{TestSettings.BotToken}/deleteMessage?chat_id={_scene.ChatId}&message_id={messageId}"));
        response.EnsureSuccessStatusCode();
    }
}
