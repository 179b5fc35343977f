using System.Globalization;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace ZoomAspire.Core.Zoom;

/// <summary>
/// Keeps calls within the quotas of their account, together with all other processes; while Redis is away, each process keeps to a
/// cautious share. What plan an account has we learn from Zoom's headers, and from being told off.
/// </summary>
/// <param name="local">The process's own quotas.</param>
/// <param name="shared">The shared ones; null in a process without Redis.</param>
/// <param name="timings">The clockwork.</param>
/// <param name="metrics">Counts waits.</param>
/// <param name="time">The clock by which Zoom's dates are read.</param>
/// <param name="logger">The log.</param>
internal sealed partial class ZoomRateLimiter(
    LocalZoomQuotas local,
    RedisZoomQuotas? shared,
    ZoomHttpTimings timings,
    ZoomHttpMetrics metrics,
    TimeProvider time,
    ILogger<ZoomRateLimiter> logger)
{
    private static readonly TimeSpan LongestBlock = TimeSpan.FromDays(1);
    private static readonly TimeSpan PlanKept = TimeSpan.FromDays(1);
    private static readonly TimeSpan SuspicionKept = TimeSpan.FromMinutes(10);

    /// <summary>Waits until a call may be made.</summary>
    /// <exception cref="ZoomApiException">That would take too long; it says how long.</exception>
    public async Task WaitAsync(ZoomCall call, CancellationToken cancellationToken)
    {
        if (call.AccountId is not { } accountId)
        {
            return;
        }

        var (wait, taken) = await TakeAsync(accountId, call.Weight);
        if (!taken)
        {
            metrics.Held(call.Weight);
            throw new ZoomApiException(ZoomFailureKind.RateLimited, "The account's quota of calls to Zoom is used up for now.", wait);
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, timings.Clock, cancellationToken);
        }
    }

    /// <summary>Takes note of what an answer says about quotas.</summary>
    /// <param name="call">The call that was answered.</param>
    /// <param name="response">The answer, its body read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task LearnAsync(ZoomCall call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (call.AccountId is not { } accountId)
        {
            return;
        }

        var limit = ZoomRateHeaders.Read(response.Headers, call.Weight);
        if (limit is { IsPerSecond: true, Limit: { } perSecond } && ZoomQuota.PlanOf(limit.Weight, perSecond) is { } plan)
        {
            await LearnAsync(accountId, plan, PlanKept);
        }

        if ((int)response.StatusCode == 429)
        {
            var asked = await RetryAfter.ReadAsync(response, time.GetUtcNow(), cancellationToken);
            var wait = asked ?? timings.UnsaidWait;
            await BlockAsync(accountId, limit.Weight, wait);
            if (limit.Limit is null && wait <= timings.Patience)
            {
                await LearnAsync(accountId, ZoomAccountPlan.Free, SuspicionKept); // We were faster than its plan allows.
            }
        }
    }

    private async Task<(TimeSpan Wait, bool Taken)> TakeAsync(string accountId, ZoomCallWeight weight)
    {
        try
        {
            if (shared is { IsConnected: true })
            {
                return await shared.TakeAsync(accountId, weight, timings.Patience);
            }
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            LogAlone(exception.GetType().Name);
        }

        return local.Take(accountId, weight, timings.Patience);
    }

    private async Task BlockAsync(string accountId, ZoomCallWeight weight, TimeSpan asked)
    {
        var wait = asked < LongestBlock ? asked : LongestBlock;
        local.Block(accountId, weight, wait);
        await ShareAsync(quotas => quotas.BlockAsync(accountId, weight, wait));
        LogBlocked(weight, string.Create(CultureInfo.InvariantCulture, $"{wait.TotalSeconds:0.#}"));
    }

    private async Task LearnAsync(string accountId, ZoomAccountPlan plan, TimeSpan kept)
    {
        if (local.Learn(accountId, plan, kept))
        {
            await ShareAsync(quotas => quotas.LearnAsync(accountId, plan, kept));
        }
    }

    private async Task ShareAsync(Func<RedisZoomQuotas, Task> tell)
    {
        try
        {
            if (shared is { IsConnected: true })
            {
                await tell(shared);
            }
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            LogAlone(exception.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Debug, "Redis is away ({Reason}): calls to Zoom keep to this process's share of the quotas")]
    private partial void LogAlone(string reason);

    [LoggerMessage(LogLevel.Information, "Zoom wants no {Weight} calls of an account for {Seconds} s")]
    private partial void LogBlocked(ZoomCallWeight weight, string seconds);
}
