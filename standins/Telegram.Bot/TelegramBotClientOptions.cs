using System.Globalization;

namespace Telegram.Bot;

/// <summary>Which bot, on which server, and how 429 answers are met.</summary>
public class TelegramBotClientOptions
{
    private const string CloudServer = "https://api.telegram.org";

    /// <param name="token">The bot's token: its user id, a colon, a secret.</param>
    /// <param name="baseUrl">Another server than Telegram's own; what follows scheme, host and port is ignored.</param>
    /// <param name="useTestEnvironment">Whether to use Telegram's test environment.</param>
    /// <exception cref="ArgumentException">The token or the address is malformed; the message tells neither.</exception>
    public TelegramBotClientOptions(string token, string? baseUrl = default, bool useTestEnvironment = false)
    {
        Token = token ?? throw new ArgumentNullException(nameof(token));
        BaseUrl = baseUrl;
        UseTestEnvironment = useTestEnvironment;
        BotId = BotIdOf(token);
        LocalBotServer = baseUrl is not null;
        BaseRequestUrl = $"{(baseUrl is null ? CloudServer : OriginOf(baseUrl))}/bot{token}{(useTestEnvironment ? "/test" : "")}";
    }

    public string Token { get; }

    public string? BaseUrl { get; }

    public bool UseTestEnvironment { get; }

    public long BotId { get; }

    public bool LocalBotServer { get; }

    /// <summary>Address before the method's name. Contains the token.</summary>
    public string BaseRequestUrl { get; }

    /// <summary>Longest <c>retry_after</c> (seconds) that is waited for; a longer one surfaces at once.</summary>
    public int RetryThreshold { get; set; } = 60;

    /// <summary>How often a call is tried at most when the server answers 429. 0 and 1 mean: once.</summary>
    public int RetryCount { get; set; } = 3;

    private static long BotIdOf(string token) =>
        token.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 and <= 16
        && long.TryParse(token.AsSpan(0, colon), NumberStyles.Integer, CultureInfo.InvariantCulture, out var botId)
            ? botId
            : throw new ArgumentException("The bot token is malformed: it must be a number, a colon and a key.", nameof(token));

    private static string OriginOf(string baseUrl) =>
        Uri.TryCreate(baseUrl, UriKind.Absolute, out var url) && url.Authority.Length > 0
            ? $"{url.Scheme}://{url.Authority}"
            : throw new ArgumentException("The server address must look like http://localhost:8081.", nameof(baseUrl));
}
