using StackExchange.Redis;
using Telegram.Bot;

namespace ZoomAspire.Bot.Polling;

/// <summary>
/// Remembers handled updates in Redis: Telegram counts an update as received only with the next getUpdates, and a bot that is
/// killed in between would get it again. Without Redis nothing is remembered and a repetition is possible.
/// </summary>
internal sealed partial class HandledUpdates(
    IConnectionMultiplexer redis, ITelegramBotClient client, TimeProvider time, ILogger<HandledUpdates> logger)
{
    // A Redis that answers nothing must not hold up every update for as long as its client waits.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // Telegram keeps updates for a day at most (https://core.telegram.org/bots/api#getting-updates).
    private static readonly TimeSpan Memory = TimeSpan.FromHours(25);

    /// <summary>Whether the update was handled before, as far as Redis says. Never fails.</summary>
    public async Task<bool> ContainAsync(int updateId)
    {
        try
        {
            return await redis.GetDatabase().KeyExistsAsync(Key(updateId)).WaitAsync(Patience, time);
        }
        catch (Exception exception)
        {
            LogUnavailable(exception.GetType().Name);
            return false;
        }
    }

    /// <summary>Remembers that the update was handled, if Redis can. Never fails.</summary>
    public async Task AddAsync(int updateId)
    {
        try
        {
            await redis.GetDatabase().StringSetAsync(Key(updateId), "1", Memory, When.Always).WaitAsync(Patience, time);
        }
        catch (Exception exception)
        {
            LogUnavailable(exception.GetType().Name);
        }
    }

    private RedisKey Key(int updateId) => $"zoomaspire:bot:{client.BotId}:update:{updateId}";

    [LoggerMessage(LogLevel.Warning, "Handled updates cannot be remembered ({Reason}): one may be handled twice after a crash")]
    private partial void LogUnavailable(string reason);
}
