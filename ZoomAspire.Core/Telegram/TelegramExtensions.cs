using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Telegram.Bot;
using ZoomAspire.Core.Configuration;

namespace ZoomAspire.Core.Telegram;

/// <summary>Registers the bot's client.</summary>
public static class TelegramExtensions
{
    /// <summary>
    /// Adds <see cref="TelegramOptions"/> (checked at the start), <see cref="ITelegramBotClient"/> and <see cref="BotIdentity"/>.
    /// The client never repeats a call by itself: whoever calls decides what a 429 or a lost answer means, with
    /// <see cref="TelegramFailures.Classify"/>.
    /// </summary>
    /// <param name="builder">The service.</param>
    /// <param name="isInteractive">Whether people wait for what the service writes: it then goes before what the others write.</param>
    public static IHostApplicationBuilder AddTelegram(this IHostApplicationBuilder builder, bool isInteractive = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var isDevelopment = builder.Environment.IsDevelopment();
        builder.Services.AddSettings<TelegramOptions>();
        builder.Services.AddOptions<TelegramOptions>()
            .Validate(
                options => options.ApiIsProtected(isDevelopment),
                "TELEGRAM_API_BASE_URL must be https (http only for a server on this machine in Development, or with TELEGRAM_LOCAL_SERVER=true).")
            .Validate(
                options => options.LinksAreProtected(isDevelopment),
                "TELEGRAM_LINK_BASE_URL must be https (http only for this machine in Development).");
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<TelegramPace>();
        builder.Services.TryAddSingleton<ITelegramBotClient>(services => NewClient(services, isInteractive));
        builder.Services.TryAddSingleton<BotIdentity>();
        return builder;
    }

    private static TelegramClient NewClient(IServiceProvider services, bool isInteractive)
    {
        var options = services.GetRequiredService<IOptions<TelegramOptions>>().Value;
        return new TelegramClient(
            options, services.GetRequiredService<TimeProvider>(), options.Limits ? NewLimiter(services, options, isInteractive) : null);
    }

    // Not every process has Redis. The limits are the bot's: others that share the Redis have their own.
    private static TelegramLimiter NewLimiter(IServiceProvider services, TelegramOptions options, bool isInteractive)
    {
        var (pace, time) = (services.GetRequiredService<TelegramPace>(), services.GetRequiredService<TimeProvider>());
        return new TelegramLimiter(
            services.GetService<IConnectionMultiplexer>() is { } redis
                ? new RedisTelegramTurns(redis, pace, $"zoomaspire:telegram:{options.BotToken.Split(':')[0]}")
                : null,
            new LocalTelegramTurns(pace, time),
            time,
            isInteractive,
            services.GetRequiredService<ILogger<TelegramLimiter>>());
    }
}
