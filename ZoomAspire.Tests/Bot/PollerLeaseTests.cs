using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Telegram.Bot;
using ZoomAspire.Bot.Polling;
using ZoomAspire.Tests.Contracts;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Bot;

/// <summary>The lease on a Redis that stops to answer: by the holder's clock it ends before the lease does.</summary>
public sealed class PollerLeaseTests : IAsyncLifetime
{
    private const string Key = "zoomaspire:bot:123456789:poller";

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    private readonly PollingOptions _options = new() { LeaseDuration = TimeSpan.FromSeconds(30) };
    private PauseCounter _clock = null!;
    private RedisProcess _server = null!;
    private ConnectionMultiplexer _redis = null!;

    public async Task InitializeAsync()
    {
        _clock = new PauseCounter(_options.RenewalInterval);
        _server = await RedisProcess.StartNewAsync();
        // Its own patience is longer than any lease.
        _redis = await ConnectionMultiplexer.ConnectAsync(_server.ConnectionString + ",asyncTimeout=600000");
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_holder_whose_Redis_hangs_stops_before_its_lease_ends(int renewals)
    {
        var turn = new Turn();
        var running = NewLease().RunWhileHeldAsync(turn.WorkAsync, CancellationToken.None);
        await HoldAsync(turn, renewals);
        var renewedAt = _clock.GetUtcNow();
        await _server.FreezeAsync();

        while (!turn.Lease.IsCancellationRequested)
        {
            _clock.Manual.Advance(Step);
            Assert.True(_clock.GetUtcNow() - renewedAt < _options.LeaseDuration, "The lease has ended, and the holder goes on.");
        }

        Assert.True(turn.Held.IsCancellationRequested);
        turn.End.SetResult();
        await AdvanceUntilAsync(() => running.IsCompleted, "the turn ends though Redis hangs");
        await _server.ThawAsync();
    }

    [Fact]
    public async Task A_holder_that_finishes_its_work_keeps_the_lease_until_it_is_done()
    {
        using var stopping = new CancellationTokenSource();
        var turn = new Turn();
        var running = NewLease().RunWhileHeldAsync(turn.WorkAsync, stopping.Token);
        await HoldAsync(turn, renewals: 0);
        await stopping.CancelAsync();
        Assert.True(turn.Held.IsCancellationRequested);

        await HoldAsync(turn, renewals: 5);

        Assert.False(turn.Lease.IsCancellationRequested);
        turn.End.SetResult();
        await running;
        Assert.False(await _redis.GetDatabase().KeyExistsAsync(Key));
    }

    [Fact]
    public async Task A_holder_that_Redis_no_longer_knows_stops_at_once_if_another_has_the_lease()
    {
        var turn = new Turn();
        var running = NewLease().RunWhileHeldAsync(turn.WorkAsync, CancellationToken.None);
        await HoldAsync(turn, renewals: 0);
        await _redis.GetDatabase().StringSetAsync(Key, "a-thief", TimeSpan.FromMinutes(10), When.Always);

        _clock.Manual.Advance(_options.RenewalInterval);

        await Eventually.HoldsAsync(() => turn.Lease.IsCancellationRequested && turn.Held.IsCancellationRequested, "the loss is noticed");
        turn.End.SetResult();
        await running;
        Assert.True(await _redis.GetDatabase().KeyExistsAsync(Key));
    }

    [Fact]
    public async Task Whoever_waits_gets_the_lease_though_Redis_answers_its_request_too_late()
    {
        await _server.FreezeAsync();
        var turn = new Turn();
        var running = NewLease().RunWhileHeldAsync(turn.WorkAsync, CancellationToken.None);
        await AdvanceUntilAsync(() => _clock.Pauses > 0, "the first request is given up");
        await _server.ThawAsync();
        await Eventually.HoldsAsync(() => _redis.GetDatabase().KeyExistsAsync(Key), "the request is carried out");

        _clock.Manual.Advance(_options.RenewalInterval);

        await turn.Begun.Task.WaitAsync(TimeSpan.FromSeconds(20));
        turn.End.SetResult();
        await running;
    }

    // On to the next renewal, and until it is through: Redis works in real time.
    private async Task HoldAsync(Turn turn, int renewals)
    {
        await turn.Begun.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await Eventually.HoldsAsync(() => _clock.Pauses > 0, "the holder waits for the first renewal");
        for (var renewal = 0; renewal < renewals; renewal++)
        {
            var pauses = _clock.Pauses;
            _clock.Manual.Advance(_options.RenewalInterval);
            await Eventually.HoldsAsync(() => _clock.Pauses > pauses, "the lease is renewed");
            Assert.False(turn.Lease.IsCancellationRequested);
        }
    }

    private Task AdvanceUntilAsync(Func<bool> condition, string what) => Eventually.HoldsAsync(
        () =>
        {
            _clock.Manual.Advance(Step);
            return condition();
        },
        what);

    private PollerLease NewLease() => new(
        _redis, new TelegramBotClient(TestSettings.BotToken), Options.Create(_options), _clock, NullLogger<PollerLease>.Instance);

    private sealed class Turn
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CancellationToken Held { get; private set; }

        public CancellationToken Lease { get; private set; }

        public Task WorkAsync(CancellationToken held, CancellationToken lease)
        {
            (Held, Lease) = (held, lease);
            Begun.SetResult();
            return End.Task;
        }
    }

    /// <summary>A clock that the test moves, which counts the pauses between renewals.</summary>
    private sealed class PauseCounter(TimeSpan pause) : TimeProvider
    {
        private int _pauses;

        public ManualTimeProvider Manual { get; } = new();

        public int Pauses => Volatile.Read(ref _pauses);

        public override long TimestampFrequency => Manual.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => Manual.GetUtcNow();

        public override long GetTimestamp() => Manual.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = Manual.CreateTimer(callback, state, dueTime, period);
            if (dueTime == pause)
            {
                Interlocked.Increment(ref _pauses);
            }

            return timer;
        }
    }
}
