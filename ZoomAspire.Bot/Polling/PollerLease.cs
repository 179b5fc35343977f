using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Telegram.Bot;

namespace ZoomAspire.Bot.Polling;

/// <summary>
/// The right to poll, held in Redis: Telegram serves one poller per bot and ends the others with 409. A holder that dies loses
/// it after <see cref="PollingOptions.LeaseDuration"/>. One that cannot renew it, whether Redis is away, answers nothing or has
/// forgotten it, gives it up before that, by its own clock, counted from before the last renewal was sent.
/// </summary>
internal sealed partial class PollerLease(
    IConnectionMultiplexer redis,
    ITelegramBotClient client,
    IOptions<PollingOptions> options,
    TimeProvider time,
    ILogger<PollerLease> logger)
{
    private readonly RedisKey _key = $"zoomaspire:bot:{client.BotId}:poller";
    private readonly RedisValue _holder = Guid.NewGuid().ToString("n");

    private PollingOptions Options => options.Value;

    private IDatabase Redis => redis.GetDatabase();

    /// <summary>Waits for the lease, runs <paramref name="work"/> while it is held, and gives it back.</summary>
    /// <param name="work">
    /// Gets two tokens. The first ends when no more updates may be taken: with <paramref name="stopping"/>, or when the lease was
    /// not renewed for a while. The second ends with the lease itself: nothing more may be asked of Telegram then.
    /// </param>
    /// <param name="stopping">Ends the wait and the work.</param>
    public async Task RunWhileHeldAsync(Func<CancellationToken, CancellationToken, Task> work, CancellationToken stopping)
    {
        var takenAt = await AcquireAsync(stopping);
        using var held = new CancellationTokenSource(Left(Options.HeldFor, takenAt), time);
        using var lease = new CancellationTokenSource(Left(Options.EndsAfter, takenAt), time);
        using var heldOrStopping = CancellationTokenSource.CreateLinkedTokenSource(held.Token, stopping);
        using var done = new CancellationTokenSource();
        await using var told = held.Token.Register(LogLost);
        // Goes on while the work is being finished.
        var renewal = RenewAsync(held, lease, done.Token);
        try
        {
            await work(heldOrStopping.Token, lease.Token);
        }
        finally
        {
            await done.CancelAsync();
            await renewal;
            await ReleaseAsync();
        }
    }

    // A call that was given up may have reached Redis all the same: then it is ours already.
    private Task<bool> TakeAsync() => CallAsync(async () =>
        await Redis.LockTakeAsync(_key, _holder, Options.LeaseDuration) || await Redis.LockExtendAsync(_key, _holder, Options.LeaseDuration));

    // A Redis that was flushed or replaced knows no holder: then it is taken anew.
    private Task<bool> ExtendAsync() => CallAsync(async () =>
        await Redis.LockExtendAsync(_key, _holder, Options.LeaseDuration) || await Redis.LockTakeAsync(_key, _holder, Options.LeaseDuration));

    private Task<T> CallAsync<T>(Func<Task<T>> call) => call().WaitAsync(Options.LeaseCallLimit, time);

    /// <summary>Waits for the lease.</summary>
    /// <returns>Timestamp from before the call that took it.</returns>
    private async Task<long> AcquireAsync(CancellationToken stopping)
    {
        var told = "";
        while (true)
        {
            var askedAt = time.GetTimestamp();
            var why = await WhyNotTakenAsync();
            if (why is null)
            {
                LogTaken();
                return askedAt;
            }

            if (told != why)
            {
                LogWaiting(why);
                told = why;
            }

            await Task.Delay(Options.RenewalInterval, time, stopping);
        }
    }

    private async Task<string?> WhyNotTakenAsync()
    {
        try
        {
            return await TakeAsync() ? null : "another instance polls";
        }
        catch (Exception)
        {
            return "Redis, which says who polls, cannot be reached";
        }
    }

    private async Task RenewAsync(CancellationTokenSource held, CancellationTokenSource lease, CancellationToken done)
    {
        var pause = Options.RenewalInterval;
        while (await PauseAsync(pause, done) && !held.IsCancellationRequested)
        {
            var askedAt = time.GetTimestamp();
            switch (await TryExtendAsync())
            {
                case true:
                    held.CancelAfter(Left(Options.HeldFor, askedAt));
                    lease.CancelAfter(Left(Options.EndsAfter, askedAt));
                    pause = Options.RenewalInterval;
                    break;
                case null:
                    // Redis did not say; the tokens end by themselves.
                    pause = Options.LeaseCallLimit;
                    break;
                default:
                    await lease.CancelAsync();
                    await held.CancelAsync();
                    return;
            }
        }
    }

    private async Task<bool?> TryExtendAsync()
    {
        try
        {
            return await ExtendAsync();
        }
        catch (Exception)
        {
            return null;
        }
    }

    private async Task<bool> PauseAsync(TimeSpan pause, CancellationToken done)
    {
        await Task.Delay(pause, time, done).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !done.IsCancellationRequested;
    }

    private TimeSpan Left(TimeSpan of, long since)
    {
        var left = of - time.GetElapsedTime(since);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private async Task ReleaseAsync()
    {
        try
        {
            await CallAsync(() => Redis.LockReleaseAsync(_key, _holder));
        }
        catch (Exception)
        {
            LogNotReleased(Options.LeaseDuration.TotalSeconds);
        }
    }

    [LoggerMessage(LogLevel.Information, "This instance polls Telegram from now on")]
    private partial void LogTaken();

    [LoggerMessage(LogLevel.Warning, "Not polling Telegram: {Why}. Waiting to take over")]
    private partial void LogWaiting(string why);

    [LoggerMessage(LogLevel.Warning, "The right to poll Telegram was lost: polling stops until it is regained")]
    private partial void LogLost();

    [LoggerMessage(LogLevel.Warning, "The right to poll Telegram could not be given back: it ends by itself within {Seconds} s")]
    private partial void LogNotReleased(double seconds);
}
