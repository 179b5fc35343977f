using Microsoft.Extensions.Options;
using Telegram.Bot;

namespace ZoomAspire.Core.Telegram;

/// <summary>Who the bot is, asked once of the Bot API (getMe) and remembered. Thread-safe.</summary>
/// <param name="client">The bot's client.</param>
/// <param name="options">Where links to the bot begin.</param>
public sealed class BotIdentity(ITelegramBotClient client, IOptions<TelegramOptions> options)
{
    private const int PayloadLimit = 64;

    private volatile string? _username;

    /// <summary>The bot's username, without <c>@</c>.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="global::Telegram.Bot.Exceptions.RequestException">The Bot API refused or did not answer; the next call asks again.</exception>
    public async Task<string> GetUsernameAsync(CancellationToken cancellationToken)
    {
        if (_username is null)
        {
            var me = await client.GetMe(cancellationToken: cancellationToken);
            _username = me.Username ?? throw new InvalidOperationException("The Bot API gave no username for the bot.");
        }

        return _username;
    }

    /// <summary>
    /// A link that opens the private chat with the bot and sends <c>/start &lt;payload&gt;</c> once the user presses Start
    /// (https://core.telegram.org/bots/features#deep-linking).
    /// </summary>
    /// <param name="payload">1 to 64 characters of <c>A-Za-z0-9_-</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ArgumentException">The payload has other characters or another length.</exception>
    /// <exception cref="global::Telegram.Bot.Exceptions.RequestException">The Bot API refused or did not answer.</exception>
    public async Task<Uri> GetStartLinkAsync(string payload, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(payload);
        if (payload.Length is 0 or > PayloadLimit ||
            !payload.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-'))
        {
            throw new ArgumentException("A start payload has 1 to 64 characters of A-Za-z0-9_-.", nameof(payload));
        }

        var username = await GetUsernameAsync(cancellationToken);
        return new Uri($"{options.Value.LinkBaseUrl.AbsoluteUri.TrimEnd('/')}/{username}?start={payload}");
    }
}
