using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
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
    public static IHostApplicationBuilder AddTelegram(this IHostApplicationBuilder builder)
    {
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
        builder.Services.TryAddSingleton<ITelegramBotClient>(services => new TelegramClient(
            services.GetRequiredService<IOptions<TelegramOptions>>().Value, services.GetRequiredService<TimeProvider>()));
        builder.Services.TryAddSingleton<BotIdentity>();
        return builder;
    }
}
