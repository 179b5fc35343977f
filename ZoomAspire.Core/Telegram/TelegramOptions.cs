using Microsoft.Extensions.Configuration;
using ZoomAspire.Core.Configuration;

namespace ZoomAspire.Core.Telegram;

/// <summary>Which bot, on which Bot API server, and what that server takes.</summary>
public sealed class TelegramOptions : ISettings
{
    private const int CloudUploadLimitMegabytes = 50;
    private const int LocalUploadLimitMegabytes = 2000;
    private const long Mebibyte = 1024 * 1024;

    /// <summary>The token that BotFather gave: the bot's user id, a colon, a secret.</summary>
    [ConfigurationKeyName("TELEGRAM_BOT_TOKEN")]
    public string BotToken { get; set; } = "";

    /// <summary>The Bot API server: scheme, host and port.</summary>
    [ConfigurationKeyName("TELEGRAM_API_BASE_URL")]
    public Uri ApiBaseUrl { get; set; } = new("https://api.telegram.org");

    /// <summary>Where links to the bot begin: <c>{this}/{bot}?start=…</c>.</summary>
    [ConfigurationKeyName("TELEGRAM_LINK_BASE_URL")]
    public Uri LinkBaseUrl { get; set; } = new("https://t.me");

    /// <summary>
    /// Whether <see cref="ApiBaseUrl"/> is a Bot API server of our own in its local mode: larger uploads, and http allowed
    /// (https://github.com/tdlib/telegram-bot-api).
    /// </summary>
    [ConfigurationKeyName("TELEGRAM_LOCAL_SERVER")]
    public bool LocalServer { get; set; }

    /// <summary>
    /// A directory that a Bot API server of our own sees under the same path: it then reads audio from there by itself, instead of having
    /// it uploaded. Null where none is shared.
    /// </summary>
    [ConfigurationKeyName("TELEGRAM_LOCAL_DIRECTORY")]
    public string? LocalDirectory { get; set; }

    /// <summary>Largest upload the server takes, in megabytes; null means what the kind of server is known to take.</summary>
    [ConfigurationKeyName("TELEGRAM_UPLOAD_LIMIT_MB")]
    public int? UploadLimitMegabytes { get; set; }

    /// <summary>
    /// TELEGRAM_LIMITS: whether we keep to Telegram's limits on messages by ourselves; false only where there are none, with a simulated
    /// Telegram.
    /// </summary>
    [ConfigurationKeyName("TELEGRAM_LIMITS")]
    public bool Limits { get; set; } = true;

    /// <summary>
    /// Largest file, in bytes, that is safe to upload. Where exactly the server draws its line is not documented and the form
    /// around the file counts too, so this stays one mebibyte below (49 MiB for the cloud server's 50).
    /// </summary>
    public long UploadLimitBytes => (EffectiveUploadLimitMegabytes * Mebibyte) - Mebibyte;

    private int EffectiveUploadLimitMegabytes =>
        UploadLimitMegabytes ?? (LocalServer ? LocalUploadLimitMegabytes : CloudUploadLimitMegabytes);

    /// <inheritdoc />
    public IEnumerable<string> Problems()
    {
        if (!IsToken(BotToken))
        {
            yield return "TELEGRAM_BOT_TOKEN is missing or malformed: it must be the token that BotFather gave, a number, a colon and a secret.";
        }

        if (!ApiBaseUrl.IsAbsoluteUri || ApiBaseUrl.PathAndQuery != "/")
        {
            yield return "TELEGRAM_API_BASE_URL must be an absolute address without a path, such as https://api.telegram.org.";
        }

        if (!LinkBaseUrl.IsAbsoluteUri || LinkBaseUrl.Query.Length > 0)
        {
            yield return "TELEGRAM_LINK_BASE_URL must be an absolute address, such as https://t.me.";
        }

        if (LocalDirectory is { Length: > 0 } directory && (!LocalServer || !Path.IsPathFullyQualified(directory) || !Directory.Exists(directory)))
        {
            yield return "TELEGRAM_LOCAL_DIRECTORY must be the whole path of a directory that exists, and needs TELEGRAM_LOCAL_SERVER=true.";
        }

        if (EffectiveUploadLimitMegabytes is < 2 or > LocalUploadLimitMegabytes)
        {
            yield return "TELEGRAM_UPLOAD_LIMIT_MB must be from 2 to 2000.";
        }
    }

    /// <summary>Plain http is for this machine in Development, and for a Bot API server of our own behind the same wall.</summary>
    internal bool ApiIsProtected(bool isDevelopment) => LocalServer || IsProtected(ApiBaseUrl, isDevelopment);

    internal bool LinksAreProtected(bool isDevelopment) => IsProtected(LinkBaseUrl, isDevelopment);

    private static bool IsProtected(Uri address, bool isDevelopment) =>
        address.IsAbsoluteUri &&
        (address.Scheme == Uri.UriSchemeHttps || (isDevelopment && address.IsLoopback && address.Scheme == Uri.UriSchemeHttp));

    private static bool IsToken(string token) =>
        token.Split(':') is [{ Length: > 0 and <= 16 } id, { Length: > 0 } secret] &&
        id.All(char.IsAsciiDigit) &&
        secret.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-');
}
