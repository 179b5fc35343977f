using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Telegram.Bot;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Simulator.Zoom;

namespace ZoomAspire.Tests.Recordings;

/// <summary>A whole month, because its owner asks for it.</summary>
public sealed class BackfillTests : IAsyncLifetime
{
    private PipelineScene _scene = null!;
    private DateOnly _month;

    public async Task InitializeAsync()
    {
        _scene = await PipelineScene.CreateAsync();
        var before = TimeProvider.System.GetUtcNow().AddMonths(-2);
        _month = new DateOnly(before.Year, before.Month, 1);
        await _scene.WithoutNotesAsync();
    }

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    private TelegramUserId User => new(_scene.ChatId);

    private IEnumerable<MessageView> Digests => _scene.Seen().Where(message => message.Kind == "text");

    [Fact]
    public async Task What_was_never_sent_comes_oldest_first_without_a_sound_and_a_digest_says_so()
    {
        var third = await HoldAsync(20);
        var first = await HoldAsync(3);
        var second = await HoldAsync(11);
        await HoldAsync(-3);

        Assert.Equal(BackfillResult.Started, await StartAsync());
        await _scene.RunAsync();

        var audios = _scene.Audios();
        Assert.Equal([Sha(first), Sha(second), Sha(third)], audios.Select(audio => audio.File!.Sha256));
        Assert.All(audios, audio => Assert.True(audio.Silent));
        var digest = Assert.Single(Digests);
        Assert.Contains($"{HistoryText.Month(_month)} is complete: 3 recordings have come.", digest.Text, StringComparison.Ordinal);
        Assert.False(digest.Silent);
        Assert.Equal("📼 Recordings", Assert.Single(digest.Keyboard.SelectMany(row => row)).Text);
        Assert.Empty(_scene.Telegram.Violations);
    }

    [Fact]
    public async Task What_has_come_does_not_come_again_and_what_failed_does()
    {
        var came = await HoldAsync(3);
        await StartAsync();
        await _scene.RunAsync();
        _scene.Fail(ZoomOperation.Download, ZoomFaultKind.HostileRedirect);
        var failed = await HoldAsync(4);
        await StartAsync();
        await _scene.RunAsync();
        Assert.Contains(Digests, message => message.Text.Contains("0 of 1 recordings have come", StringComparison.Ordinal));
        _scene.Heal();
        var fresh = await HoldAsync(5);

        await StartAsync();
        await _scene.RunAsync();

        Assert.Equal(
            [.. new[] { Sha(came), Sha(failed), Sha(fresh) }.Order()], [.. _scene.Audios().Select(audio => audio.File!.Sha256).Order()]);
        Assert.Contains(Digests, message => message.Text.Contains("complete: 2 recordings have come", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_two_wishes_one_counts_and_a_stranger_has_none()
    {
        await HoldAsync(3);

        var results = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => StartAsync()));

        Assert.Single(results, result => result == BackfillResult.Started);
        Assert.Equal(4, results.Count(result => result == BackfillResult.UnderWay));
        Assert.Equal(BackfillResult.NotConnected, await StartAsync(new TelegramUserId(_scene.ChatId + 1)));
        await _scene.RunAsync();
        Assert.Single(_scene.Audios());
        Assert.Equal(BackfillResult.Started, await StartAsync());
    }

    [Fact]
    public async Task A_crash_at_any_step_brings_everything_once_and_says_so()
    {
        await HoldAsync(1);
        _scene.Crashes.Reset(0);
        await StartAsync();
        _scene.Crashes.Reset(0);
        await _scene.RunAsync();
        var (steps, audios) = (_scene.Crashes.Steps, 1);
        Assert.InRange(steps, 10, 200);
        for (var step = 1; step <= steps; step++)
        {
            await HoldAsync(1 + (step % 27));
            await StartAsync();
            var digests = Digests.Count(IsDigest);
            _scene.Crashes.Reset(step);

            await _scene.RunAsync();

            audios++;
            Assert.Equal(audios, _scene.Audios().Count);
            Assert.InRange(Digests.Count(IsDigest) - digests, 1, 2);
            Assert.DoesNotContain(await _scene.ReadAsync(context => context.Backfills.ToListAsync()), backfill => backfill.State == BackfillState.Running);
        }
    }

    [Fact]
    public async Task More_than_a_hundred_come_with_the_next_wish()
    {
        for (var number = 0; number < BackfillRequest.Most + 1; number++)
        {
            await HoldAsync(1 + (number % 27));
        }

        var overview = await MonthAsync();
        Assert.Equal((BackfillRequest.Most + 1, BackfillRequest.Most + 1), (overview!.Total, overview.Wanted));
        await StartAsync();
        await _scene.RunOnceAsync();

        Assert.Equal(BackfillRequest.Most, await _scene.ReadAsync(context => context.Backfills.Select(backfill => backfill.Count).SingleAsync()));
        Assert.Equal(BackfillRequest.Most, await _scene.ReadAsync(context => context.Jobs.CountAsync(job => job.Kind == JobKind.FetchMeeting)));
    }

    [Fact]
    public async Task Cancelled_it_brings_nothing_that_has_not_begun_and_what_was_stopped_can_be_sent_one_by_one()
    {
        await HoldAsync(3);
        await HoldAsync(4);
        await StartAsync();
        await _scene.RunOnceAsync();

        var stopped = await WithAsync<StartedWork, StoppedWork>(work => work.StopAsync(User, default));
        await _scene.RunAsync();

        Assert.Equal((1, 2, 0), (stopped.Months.Count, stopped.Recordings, stopped.Begun));
        Assert.Empty(_scene.Seen());
        Assert.False((await WithAsync<StartedWork, StoppedWork>(work => work.StopAsync(User, default))).IsAnything);
        var page = await WithAsync<RecordingHistory, IReadOnlyList<RecordedMeeting>>(async history =>
        [
            (await history.FindAsync(User, await FirstMeetingAsync(), default))!,
        ]);
        Assert.Equal(RecordedState.Stopped, page[0].State);

        Assert.Equal(WishResult.Started, await WithAsync<RecordingWish, WishResult>(
            async wish => await wish.SendAsync(User, await FirstMeetingAsync(), default)));
        await _scene.RunAsync();

        Assert.False(Assert.Single(_scene.Audios()).Silent);
    }

    [Fact]
    public async Task Stopping_leaves_alone_what_comes_by_itself()
    {
        await _scene.EndMeetingAsync();

        var stopped = await WithAsync<StartedWork, StoppedWork>(work => work.StopAsync(User, default));
        await _scene.RunAsync();

        Assert.False(stopped.IsAnything);
        Assert.Single(_scene.Audios());
    }

    [Fact]
    public async Task A_delivery_that_was_announced_and_is_stopped_says_so_and_comes_when_it_is_asked_for()
    {
        _scene.Fail(ZoomOperation.Download, ZoomFaultKind.ServerError);
        await _scene.EndMeetingAsync();
        await _scene.RunRoundsAsync(3);
        await AnnounceAsync();
        await _scene.ReadAsync(context => context.Meetings.ExecuteUpdateAsync(
            set => set.SetProperty(meeting => meeting.AskedAt, TimeProvider.System.GetUtcNow())));

        await WithAsync<StartedWork, StoppedWork>(work => work.StopAsync(User, default));
        _scene.Heal();
        await _scene.RunAsync();

        var message = Assert.Single(_scene.Seen());
        Assert.Contains("You stopped this recording before it came", message.Text, StringComparison.Ordinal);
        Assert.Equal("🎙 Deliver it now", Assert.Single(message.Keyboard.SelectMany(row => row)).Text);

        Assert.Equal(RedeliveryResult.Started, await WithAsync<Redelivery, RedeliveryResult>(
            async redelivery => await redelivery.AskAsync((await _scene.DeliveryAsync()).Id, User, default)));
        await _scene.RunAsync();

        Assert.Equal(message.MessageId, Assert.Single(_scene.Audios()).MessageId);
    }

    [Fact]
    public async Task With_a_dead_link_its_owner_is_asked_to_connect_and_the_month_is_free_again()
    {
        await StartAsync();
        await _scene.ReadAsync(context => context.Connections.ExecuteUpdateAsync(
            set => set.SetProperty(connection => connection.Status, ConnectionStatus.NeedsReauth)));

        await _scene.RunAsync();

        Assert.Contains("Zoom wants you to approve me again", Assert.Single(Digests).Text, StringComparison.Ordinal);
        await _scene.ReadAsync(context => context.Connections.ExecuteUpdateAsync(
            set => set.SetProperty(connection => connection.Status, ConnectionStatus.Active)));
        Assert.Equal(BackfillResult.Started, await StartAsync());
    }

    [Fact]
    public async Task Where_zoom_does_not_let_us_look_its_owner_is_told()
    {
        _scene.Fail(ZoomOperation.ListRecordings, ZoomFaultKind.MissingScope);
        await StartAsync();

        await _scene.RunAsync();

        Assert.Contains("I could not look for the recordings of", Assert.Single(Digests).Text, StringComparison.Ordinal);
        Assert.Equal(BackfillResult.Started, await StartAsync());
    }

    private static bool IsDigest(MessageView message) => message.Text.Contains("is complete", StringComparison.Ordinal);

    private static string Sha(EndedMeeting meeting) => meeting.Files[0].Sha256;

    // At noon, so that it is the same day in every time zone of the tests.
    private Task<EndedMeeting> HoldAsync(int day) => _scene.Zoom.EndMeetingAsync(
        _scene.Board() with
        {
            Topic = $"Day {day}",
            StartTime = new DateTimeOffset(_month.ToDateTime(new TimeOnly(12, 0)), TimeSpan.Zero).AddDays(day - 1),
            SendWebhook = false,
        },
        CancellationToken.None);

    private Task<BackfillResult> StartAsync(TelegramUserId? user = null) => WithAsync<BackfillRequest, BackfillResult>(
        request => request.StartAsync(user ?? User, _scene.ConnectionId, _month, default));

    private Task<MonthOverview?> MonthAsync() => WithAsync<RecordingHistory, MonthOverview?>(
        history => history.GetMonthAsync(User, _scene.ConnectionId, _month, default));

    private Task<long> FirstMeetingAsync() => _scene.ReadAsync(
        context => context.Meetings.OrderBy(meeting => meeting.StartTime).Select(meeting => meeting.Id).FirstAsync());

    // As a worker does that takes longer than a minute.
    private async Task AnnounceAsync()
    {
        var delivery = await _scene.DeliveryAsync();
        var text = _scene.Telegram.Messages(_scene.ChatId);
        Assert.DoesNotContain(text, message => message is { FromBot: true, Deleted: false, Kind: "audio" });
        if (_scene.Seen().Count > 0)
        {
            return;
        }

        var bot = _scene.Services.GetRequiredService<ITelegramBotClient>();
        var sent = await bot.SendMessage(_scene.ChatId, "🎙 The audio follows.");
        await using var context = _scene.Database.NewContext();
        context.ChatMessages.Add(new ChatMessage
        {
            DestinationId = delivery.DestinationId,
            DeliveryId = delivery.Id,
            Purpose = ChatMessagePurpose.Announce,
            MessageId = sent.Id,
            State = ChatMessageState.Announced,
            UpdatedAt = TimeProvider.System.GetUtcNow(),
        });
        await context.SaveChangesAsync();
    }

    private async Task<TResult> WithAsync<TService, TResult>(Func<TService, Task<TResult>> act)
        where TService : notnull
    {
        await using var scope = _scene.Services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<TService>());
    }
}
