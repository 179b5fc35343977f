using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Telegram.Bot;

namespace ZoomAspire.Bot.Polling;

/// <summary>
/// The right to poll, held in Redis: Telegram serves one poller per bot and ends the others with 409. A holder that dies loses
/// it after <see cref="PollingOptions.LeaseDuration"/>; one that cannot reach Redis gives it up before that.
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

    private TimeSpan Duration => options.Value.LeaseDuration;

    private TimeSpan RenewalInterval => Duration / 3;

    private IDatabase Redis => redis.GetDatabase();

    /// <summary>Waits for the lease, runs <paramref name="work"/> while it is held, and gives it back.</summary>
    /// <param name="work">Gets a token that ends with the lease or with <paramref name="stopping"/>.</param>
    /// <param name="stopping">Ends the wait and the work.</param>
    public async Task RunWhileHeldAsync(Func<CancellationToken, Task> work, CancellationToken stopping)
    {
        await AcquireAsync(stopping);
        using var held = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var renewal = RenewUntilLostAsync(held);
        try
        {
            await work(held.Token);
        }
        finally
        {
            await held.CancelAsync();
            await renewal;
            await ReleaseAsync();
        }
    }

    private async Task AcquireAsync(CancellationToken stopping)
    {
        var told = "";
        while (!await TryTakeAsync())
        {
            await Task.Delay(RenewalInterval, time, stopping);
        }

        LogTaken();

        async Task<bool> TryTakeAsync()
        {
            var why = "another instance polls";
            try
            {
                if (await Redis.LockTakeAsync(_key, _holder, Duration))
                {
                    return true;
                }
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                why = "Redis, which says who polls, cannot be reached";
            }

            if (told != why)
            {
                LogWaiting(why);
                told = why;
            }

            return false;
        }
    }

    private async Task RenewUntilLostAsync(CancellationTokenSource held)
    {
        var renewedAt = time.GetTimestamp();
        while (true)
        {
            try
            {
                await Task.Delay(RenewalInterval, time, held.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            switch (await TryRenewAsync())
            {
                case true:
                    renewedAt = time.GetTimestamp();
                    break;
                case null when time.GetElapsedTime(renewedAt) < Duration - RenewalInterval:
                    break;
                default:
                    LogLost();
                    await held.CancelAsync();
                    return;
            }
        }
    }

    // Null: Redis did not say. A Redis that was flushed or replaced knows no holder: then it is taken anew.
    private async Task<bool?> TryRenewAsync()
    {
        try
        {
            return await Redis.LockExtendAsync(_key, _holder, Duration) || await Redis.LockTakeAsync(_key, _holder, Duration);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return null;
        }
    }

    private async Task ReleaseAsync()
    {
        try
        {
            await Redis.LockReleaseAsync(_key, _holder);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            LogNotReleased(Duration.TotalSeconds);
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
