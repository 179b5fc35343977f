using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Telegram.Bot.Exceptions;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Recordings;

/// <summary>A recording that is in its chat comes once more, and is removed from it, because its owner says so.</summary>
public sealed class ResendTests : IAsyncLifetime
{
    private PipelineScene _scene = null!;
    private EndedMeeting _ended = null!;
    private MessageView _first = null!;

    public async Task InitializeAsync()
    {
        _scene = await PipelineScene.CreateAsync();
        _ended = await _scene.EndMeetingAsync();
        await _scene.RunAsync();
        _first = Assert.Single(_scene.Seen());
    }

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task It_comes_as_a_new_message_with_what_Telegram_has()
    {
        _scene.Fail(ZoomOperation.Api, ZoomFaultKind.ServerError);

        Assert.Equal(WishResult.Started, await SendAgainAsync());
        await _scene.RunAsync();

        Assert.Equal(2, _scene.Seen().Count);
        var second = _scene.Audios()[1];
        Assert.Equal((_first.File!.FileId, _first.File.Sha256), (second.File!.FileId, second.File.Sha256));
        Assert.Equal(_first.Text, second.Text);
        Assert.False(second.Silent);
        Assert.Equal(DeliveryState.Delivered, (await _scene.DeliveryAsync()).State);
        Assert.Empty(_scene.Telegram.Violations);
    }

    [Fact]
    public async Task It_comes_although_the_media_has_expired_and_zoom_has_it_no_more()
    {
        await ExpireAsync();
        _scene.Fail(ZoomOperation.Api, ZoomFaultKind.ServerError);

        await SendAgainAsync();
        await _scene.RunAsync();

        Assert.Equal(2, _scene.Audios().Count(audio => audio.File!.FileId == _first.File!.FileId));
        Assert.Equal(RecordingStatus.Expired, (await _scene.RecordingAsync()).Status);
    }

    [Fact]
    public async Task Where_Telegram_no_longer_has_it_it_is_fetched_again()
    {
        await ExpireAsync();
        await _scene.ReadAsync(context => context.Deliveries.ExecuteUpdateAsync(
            set => set.SetProperty(delivery => delivery.TelegramFileId, "AgACAgIAAxkBAAIB-not-a-file")));

        await SendAgainAsync();
        await _scene.RunAsync();

        Assert.Equal([_first.File!.Sha256, _first.File.Sha256], _scene.Audios().Select(audio => audio.File!.Sha256));
        Assert.Equal(RecordingStatus.Staged, (await _scene.RecordingAsync()).Status);
    }

    [Fact]
    public async Task Two_presses_of_one_button_send_it_once_however_late_the_second_comes()
    {
        var seen = (await _scene.DeliveryAsync()).DeliveredAt!.Value;

        var results = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => SendAgainAsync(seen)));
        await _scene.RunAsync();
        var late = await SendAgainAsync(seen);
        await _scene.RunAsync();

        Assert.Single(results, result => result == WishResult.Started);
        Assert.Equal(WishResult.IsHere, late);
        Assert.Equal(2, _scene.Audios().Count);
    }

    [Fact]
    public async Task A_crash_at_any_step_sends_it_once_and_leaves_at_most_one_truthful_announcement()
    {
        await SendAgainAsync();
        _scene.Crashes.Reset(0);
        await _scene.RunAsync();
        var steps = _scene.Crashes.Steps;
        Assert.InRange(steps, 5, 100);
        for (var step = 1; step <= steps; step++)
        {
            var (audios, seen) = (_scene.Audios().Count, _scene.Seen().Count);
            await SendAgainAsync();
            _scene.Crashes.Reset(step);

            await _scene.RunAsync();

            Assert.Equal(audios + 1, _scene.Audios().Count);
            Assert.InRange(_scene.Seen().Count - seen, 1, 2);
        }
    }

    [Fact]
    public async Task On_an_old_server_too()
    {
        _scene.Telegram.Switch(new TelegramSettings(OldServer: true));
        for (var times = 0; times < 2; times++)
        {
            await SendAgainAsync();
            await _scene.RunAsync();
        }

        Assert.Equal(3, _scene.Audios().Count);
        Assert.Equal(3, _scene.Seen().Count);
    }

    [Fact]
    public async Task What_was_deleted_at_zoom_is_not_sent_again()
    {
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO recording_tombstones (provider, account_id, zoom_meeting_uuid, file_id, state, at, created_at)
            SELECT 'zoom', {_scene.Host.AccountId}, zoom_meeting_uuid, '', 'deleted', now(), now() FROM meetings
            """));

        Assert.Equal(WishResult.Gone, await SendAgainAsync());
        Assert.Equal(DeliveryState.Delivered, (await _scene.DeliveryAsync()).State);
    }

    [Fact]
    public async Task What_the_end_of_a_connection_cut_off_can_be_sent_once_it_is_connected_again()
    {
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
            $"UPDATE deliveries SET state = 'cancelled', delivered_at = NULL; UPDATE recordings SET status = 'gone'"));
        var meeting = await _scene.ReadAsync(context => context.Meetings.Select(row => row.Id).SingleAsync());
        var user = new TelegramUserId(_scene.ChatId);

        Assert.Equal(RecordedState.NotSent, (await WithAsync<RecordingHistory, RecordedMeeting?>(history => history.FindAsync(user, meeting, default)))!.State);
        Assert.Equal(WishResult.Started, await WithAsync<RecordingWish, WishResult>(wish => wish.SendAsync(user, meeting, default)));
        await _scene.RunAsync();

        Assert.Equal(DeliveryState.Delivered, (await _scene.DeliveryAsync()).State);
    }

    [Fact]
    public async Task Nobody_but_its_owner_sends_or_removes_it()
    {
        var stranger = new TelegramUserId(_scene.ChatId + 1);
        var delivery = await _scene.DeliveryAsync();
        var meeting = await _scene.ReadAsync(context => context.Meetings.Select(row => row.Id).SingleAsync());

        Assert.Equal(WishResult.NotYours, await WithAsync<RecordingWish, WishResult>(
            wish => wish.SendAgainAsync(stranger, delivery.Id, delivery.DeliveredAt!.Value, default)));
        Assert.Equal(WishResult.NotYours, await WithAsync<RecordingWish, WishResult>(
            wish => wish.SendAsync(stranger, meeting, default)));
        Assert.Equal(RemovalResult.NotYours, await WithAsync<DeliveryRemoval, RemovalResult>(removal => removal.RemoveAsync(delivery.Id, stranger, default)));

        Assert.Equal((DeliveryState.Delivered, null), ((await _scene.DeliveryAsync()).State, (await _scene.DeliveryAsync()).WithdrawnAt));
        Assert.Single(_scene.Audios());
    }

    [Fact]
    public async Task What_was_removed_stays_away_until_its_owner_asks_for_it()
    {
        Assert.Equal(RemovalResult.Removed, await RemoveAsync());
        Assert.Empty(_scene.Seen());
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE jobs SET created_at = now() - interval '8 hours'"));
        await _scene.RunAsync();
        await _scene.TakeInAsync(_ended, "again");
        await _scene.RunAsync();
        Assert.Empty(_scene.Seen());
        Assert.NotNull((await _scene.DeliveryAsync()).WithdrawnAt);

        var meeting = await _scene.ReadAsync(context => context.Meetings.Select(row => row.Id).SingleAsync());
        Assert.Equal(WishResult.Started, await WithAsync<RecordingWish, WishResult>(
            wish => wish.SendAsync(new TelegramUserId(_scene.ChatId), meeting, default)));
        await _scene.RunAsync();

        Assert.Equal(_first.File!.FileId, Assert.Single(_scene.Audios()).File!.FileId);
        Assert.Null((await _scene.DeliveryAsync()).WithdrawnAt);
    }

    [Fact]
    public async Task What_was_removed_comes_again_when_its_owner_asks_for_the_latest()
    {
        Assert.Equal(RemovalResult.Removed, await RemoveAsync());

        Assert.True(await WithAsync<LatestRecordingRequest, bool>(
            latest => latest.AskAsync(new TelegramUserId(_scene.ChatId), _scene.ConnectionId, default)));
        await _scene.RunAsync();

        Assert.Equal(_first.File!.FileId, Assert.Single(_scene.Audios()).File!.FileId);
    }

    [Fact]
    public async Task In_a_group_it_comes_again_and_after_its_owner_has_left_only_to_the_private_chat()
    {
        var group = _scene.Telegram.CreateGroup("Team", [_scene.Telegram.CreateUser("Boss").Id, _scene.ChatId], supergroup: true);
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"DELETE FROM meetings"));
        await _scene.AddRouteAsync(group.Id, words: "board");
        await _scene.EndMeetingAsync();
        await _scene.RunAsync();
        Assert.Single(_scene.Audios(group.Id));
        await SendAgainAsync();
        await _scene.RunAsync();
        Assert.Equal(2, _scene.Audios(group.Id).Count);

        _scene.Telegram.Leave(group.Id, _scene.ChatId);
        await SendAgainAsync();
        await _scene.RunAsync();

        Assert.Equal(2, _scene.Audios(group.Id).Count);
        Assert.Equal(2, _scene.Audios().Count); // One from before, and this one.
    }

    [Fact]
    public async Task Removing_goes_on_where_a_crash_left_it()
    {
        // The message is gone, and nobody wrote it down.
        _scene.Telegram.Inject(new TelegramFault("deleteMessage", "bad_gateway_after"));
        await Assert.ThrowsAnyAsync<RequestException>(RemoveAsync);

        Assert.Equal(RemovalResult.Removed, await RemoveAsync());

        Assert.Empty(_scene.Seen());
        Assert.Equal(RemovalResult.NotThere, await RemoveAsync());
    }

    [Fact]
    public async Task What_is_too_old_for_Telegram_stays_and_counts_as_delivered()
    {
        _scene.Telegram.Backdate(_scene.ChatId, _first.MessageId, TimeSpan.FromHours(49));

        Assert.Equal(RemovalResult.TooOld, await RemoveAsync());

        Assert.Single(_scene.Audios());

        var delivery = await _scene.DeliveryAsync();
        Assert.Equal((DeliveryState.Delivered, null), (delivery.State, delivery.WithdrawnAt));
    }

    private async Task<WishResult> SendAgainAsync(DateTimeOffset? seen = null)
    {
        var delivery = await _scene.DeliveryAsync();
        return await WithAsync<RecordingWish, WishResult>(
            wish => wish.SendAgainAsync(new TelegramUserId(_scene.ChatId), delivery.Id, seen ?? delivery.DeliveredAt!.Value, default));
    }

    private async Task<RemovalResult> RemoveAsync()
    {
        var delivery = await _scene.DeliveryAsync();
        return await WithAsync<DeliveryRemoval, RemovalResult>(
            removal => removal.RemoveAsync(delivery.Id, new TelegramUserId(_scene.ChatId), default));
    }

    private async Task<TResult> WithAsync<TService, TResult>(Func<TService, Task<TResult>> act)
        where TService : notnull
    {
        await using var scope = _scene.Services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<TService>());
    }

    private async Task ExpireAsync()
    {
        await using var context = _scene.Database.NewContext();
        var retention = new MediaRetention(
            context,
            _scene.Media,
            Options.Create(new RetentionOptions()),
            new ManualTimeProvider(TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(8)),
            NullLogger<MediaRetention>.Instance);
        Assert.Equal(1, await retention.PurgeAsync(default));
    }
}
