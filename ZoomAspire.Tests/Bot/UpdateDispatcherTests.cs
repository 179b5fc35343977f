using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Telegram.Bot;
using Telegram.Bot.Types;
using ZoomAspire.Bot.Polling;
using ZoomAspire.Bot.Updates;
using ZoomAspire.Tests.Contracts;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Bot;

/// <summary>No update stays unhandled for ever, and a chat goes on, whatever happens to the memory of handled updates.</summary>
public sealed class UpdateDispatcherTests : IAsyncLifetime
{
    private BotScene _scene = null!;
    private WebApplication _bot = null!;

    public async Task InitializeAsync()
    {
        _scene = await BotScene.SetAsync();
        _bot = await _scene.StartBotAsync();
    }

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task A_memory_that_fails_in_any_way_is_done_without()
    {
        var redis = await ConnectionMultiplexer.ConnectAsync(TestServices.Redis);
        // Now each call throws something that is no failure of Redis.
        await redis.DisposeAsync();
        using var dispatcher = NewDispatcher(redis);

        dispatcher.Dispatch([Passed(1), Passed(2)]);
        await dispatcher.WaitUntilIdleAsync(TimeSpan.FromSeconds(60), default);

        Assert.Equal((3, true), dispatcher.Confirmable());
    }

    [Fact]
    public async Task A_memory_that_answers_nothing_is_not_waited_for()
    {
        await using var server = await RedisProcess.StartNewAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString + ",asyncTimeout=600000");
        await server.FreezeAsync();
        using var dispatcher = NewDispatcher(redis);

        dispatcher.Dispatch([Passed(1), Passed(2)]);
        await dispatcher.WaitUntilIdleAsync(TimeSpan.FromSeconds(60), default);

        Assert.Equal((3, true), dispatcher.Confirmable());
        await server.ThawAsync();
    }

    [Fact]
    public async Task An_update_that_throws_outside_every_guard_is_passed_over_and_its_chat_goes_on()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(TestServices.Redis);
        // Not even a handler.
        using var dispatcher = NewDispatcher(redis, handler: null!);

        dispatcher.Dispatch([Passed(1), Passed(2)]);
        await dispatcher.WaitUntilIdleAsync(TimeSpan.FromSeconds(60), default);

        Assert.Equal((3, true), dispatcher.Confirmable());
    }

    [Fact]
    public async Task A_bot_that_is_never_idle_remembers_no_more_than_two_batches()
    {
        const int Batch = 100;
        await using var redis = await ConnectionMultiplexer.ConnectAsync(TestServices.Redis);
        using var dispatcher = NewDispatcher(redis);
        var next = 1;
        var most = 0;
        for (var round = 0; round < 30; round++)
        {
            // As Telegram answers: from the first unconfirmed on. There is always one more than has been handled.
            var (offset, _) = dispatcher.Confirmable();
            next = Math.Max(next, offset ?? 1);
            dispatcher.Dispatch(Enumerable.Range(offset ?? 1, Batch).Select(Passed));
            await Eventually.HoldsAsync(() => dispatcher.Confirmable().Offset > next, "something is handled");
            most = Math.Max(most, dispatcher.Remembered);
        }

        Assert.InRange(most, 0, 2 * Batch);
        await dispatcher.WaitUntilIdleAsync(TimeSpan.FromSeconds(60), default);
        dispatcher.Confirmable();
        Assert.Equal(0, dispatcher.Remembered);
    }

    private static Update Passed(int id) => new()
    {
        // Of a kind that is passed over: what is handled is of no interest here.
        Id = id,
    };

    private UpdateDispatcher NewDispatcher(IConnectionMultiplexer redis) =>
        NewDispatcher(redis, _bot.Services.GetRequiredService<UpdateHandler>());

    private static UpdateDispatcher NewDispatcher(IConnectionMultiplexer redis, UpdateHandler handler) => new(
        handler,
        // A bot of the test's own: nothing of it is remembered yet.
        new HandledUpdates(
            redis, new TelegramBotClient($"{Random.Shared.NextInt64(1L << 40)}:token"), TimeProvider.System, NullLogger<HandledUpdates>.Instance),
        Options.Create(new PollingOptions()),
        TimeProvider.System,
        NullLogger<UpdateDispatcher>.Instance);
}
