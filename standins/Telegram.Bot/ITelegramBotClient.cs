namespace Telegram.Bot;

/// <summary>A bot's connection to the Bot API.</summary>
public interface ITelegramBotClient
{
    /// <summary>The server is not Telegram's own.</summary>
    bool LocalBotServer { get; }

    /// <summary>The bot's user id, as its token tells.</summary>
    long BotId { get; }

    /// <summary>Limit for one call; it must exceed the timeout of getUpdates.</summary>
    TimeSpan Timeout { get; set; }

    Task<TResponse> SendRequest<TResponse>(IRequest<TResponse> request, CancellationToken cancellationToken = default);
}
