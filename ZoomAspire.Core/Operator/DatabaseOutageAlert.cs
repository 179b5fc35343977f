using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Telegram.Bot;
using Telegram.Bot.Exceptions;
using Telegram.Bot.Types.Enums;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Operator;

/// <summary>
/// Tells the operator that PostgreSQL is away, while it is. The other alerts are kept there, and are silent then; this one is kept in Redis,
/// by which one replica tells for all. Without Redis each tells.
/// </summary>
public sealed partial class DatabaseOutageAlert(
    IServiceScopeFactory scopes,
    ITelegramBotClient bot,
    IConnectionMultiplexer redis,
    IOptions<OperatorOptions> options,
    TimeProvider time,
    ILogger<DatabaseOutageAlert> logger)
{
    /// <summary>How often to look.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    internal const string Key = "zoomaspire:operator:postgresql-away";

    // A restart takes less, and is nobody's business.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Repeat = TimeSpan.FromHours(6);
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    private long? _awaySince;

    // By this process alone, without Redis; or its end could not be told yet.
    private bool _isTold;

    /// <summary>Looks, and tells what has begun or is over. Does not fail.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether something was told.</returns>
    public async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        if (await IsThereAsync(cancellationToken))
        {
            return await EndAsync(cancellationToken);
        }

        _awaySince ??= time.GetTimestamp();
        if (time.GetElapsedTime(_awaySince.Value) < Patience || !await IsMineToTellAsync())
        {
            return false;
        }

        var isTold = await TryTellAsync(
            "⚠️ <b>PostgreSQL is away</b>\n\nFor a minute at least. Webhooks get 503 and Zoom sends them again after 5, 25 and 85 minutes; what is " +
            "missed beyond that the hourly sweep finds. Nothing is delivered meanwhile, and /ops knows nothing either: look at the server.",
            cancellationToken);
        if (!isTold)
        {
            await ForgetAsync();
        }

        _isTold = isTold && !redis.IsConnected; // Else Redis knows, for all.
        return isTold;
    }

    private async Task<bool> EndAsync(CancellationToken cancellationToken)
    {
        _awaySince = null;
        if (!await WasToldAsync())
        {
            return false;
        }

        _isTold = !await TryTellAsync("✅ <b>Over: PostgreSQL is away</b>", cancellationToken);
        return !_isTold;
    }

    private async Task<bool> IsThereAsync(CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(Bound);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<ZoomAspireContext>().Database.ExecuteSqlAsync($"SELECT 1", bound.Token);
            return true;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return false; // A name that does not resolve, a server that refuses, an answer that does not come: it is not there.
        }
    }

    // Whoever sets the key tells; it runs out, so that a lasting outage is told again.
    private async Task<bool> IsMineToTellAsync()
    {
        try
        {
            return redis.IsConnected
                ? await redis.GetDatabase().StringSetAsync(Key, "told", Repeat, When.NotExists)
                : !_isTold;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return !_isTold;
        }
    }

    // Whoever takes the key away says that it is over: who told that it began may be gone.
    private async Task<bool> WasToldAsync()
    {
        try
        {
            return (redis.IsConnected && (await redis.GetDatabase().StringGetDeleteAsync(Key)).HasValue) || _isTold;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return _isTold;
        }
    }

    private async Task ForgetAsync()
    {
        try
        {
            await redis.GetDatabase().KeyDeleteAsync(Key, CommandFlags.FireAndForget);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            LogNotForgotten(exception.GetType().Name);
        }
    }

    private async Task<bool> TryTellAsync(string html, CancellationToken cancellationToken)
    {
        if (options.Value.ChatId is not { } chat)
        {
            return false;
        }

        try
        {
            await bot.SendMessage(chat.Value, html, parseMode: ParseMode.Html, cancellationToken: cancellationToken);
            return true;
        }
        catch (RequestException exception)
        {
            LogNotTold(exception.GetType().Name);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The operator could not be told that PostgreSQL is away, or is back: {Reason}")]
    private partial void LogNotTold(string reason);

    [LoggerMessage(LogLevel.Warning, "That PostgreSQL was away could not be taken back in Redis ({Reason}): the next outage may be told late")]
    private partial void LogNotForgotten(string reason);
}
