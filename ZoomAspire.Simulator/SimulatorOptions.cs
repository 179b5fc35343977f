using System.Globalization;
using ZoomAspire.Simulator.Zoom;

namespace ZoomAspire.Simulator;

/// <summary>
/// Settings of the simulator. Read from flat environment names with <see cref="FromConfiguration"/>; tests set the
/// properties themselves. The webhook addresses may be changed while the simulator runs: they are read for each delivery.
/// </summary>
public sealed class SimulatorOptions
{
    /// <summary>SIM_PAGE_PORT: loopback port of the page and of the control API; 0 takes any free port.</summary>
    public int PagePort { get; set; } = 5090;

    /// <summary>SIM_ZOOM_PORT: loopback port of the simulated zoom.us and api.zoom.us; 0 takes any free port.</summary>
    public int ZoomPort { get; set; } = 5091;

    /// <summary>SIM_DOWNLOAD_PORT: loopback port of the simulated download servers; 0 takes any free port.</summary>
    public int DownloadPort { get; set; } = 5092;

    /// <summary>SIM_TELEGRAM_PORT: loopback port of the simulated Bot API and of t.me; 0 takes any free port.</summary>
    public int TelegramPort { get; set; } = 5093;

    /// <summary>SIM_WEBHOOK_URL: where the simulated Zoom posts events.</summary>
    public Uri WebhookUrl { get; set; } = new("http://127.0.0.1:5080/webhooks/zoom");

    /// <summary>SIM_DEAUTH_URL: where the simulated Zoom posts deauthorisation notices.</summary>
    public Uri DeauthorizationUrl { get; set; } = new("http://127.0.0.1:5080/webhooks/zoom/deauth");

    /// <summary>ZOOM_CLIENT_ID of the app that the simulated Zoom knows.</summary>
    public string ZoomClientId { get; set; } = "simulated-client";

    /// <summary>ZOOM_CLIENT_SECRET of that app.</summary>
    public string ZoomClientSecret { get; set; } = "simulated-secret";

    /// <summary>ZOOM_REDIRECT: the one redirect address that the app has registered.</summary>
    public Uri ZoomRedirect { get; set; } = new("http://127.0.0.1:5080/zoom/callback");

    /// <summary>ZOOM_WEBHOOK_SECRET: the key of webhook signatures.</summary>
    public string ZoomWebhookSecret { get; set; } = "simulated-webhook-secret";

    /// <summary>
    /// ZOOM_ACCOUNT_ID: the account whose organisation has an app of its own (Server-to-Server OAuth); Anna Berg's and Ivan Petrov's unless
    /// set.
    /// </summary>
    public string ZoomAccountId { get; set; } = ZoomDirectory.SeededAccount;

    /// <summary>ZOOM_S2S_CLIENT_ID of the organisation's app.</summary>
    public string ZoomS2sClientId { get; set; } = "simulated-s2s-client";

    /// <summary>ZOOM_S2S_CLIENT_SECRET of the organisation's app.</summary>
    public string ZoomS2sClientSecret { get; set; } = "simulated-s2s-secret";

    /// <summary>
    /// ZOOM_S2S_WEBHOOK_SECRET: the key of the signatures of the organisation's app; empty if it has no event subscription. With one it
    /// gets the events of all hosts of the account.
    /// </summary>
    public string ZoomS2sWebhookSecret { get; set; } = "";

    /// <summary>SIM_S2S_WEBHOOK_URL: where the organisation's app has its events posted; null for <see cref="WebhookUrl"/>.</summary>
    public Uri? S2sWebhookUrl { get; set; }

    /// <summary>TELEGRAM_BOT_TOKEN of the one bot that the simulated Telegram knows: id, colon, secret.</summary>
    public string TelegramBotToken { get; set; } = "7000000001:simulated-token";

    /// <summary>
    /// SIM_BOT_API_SPEC: path of a machine-readable Bot API description (<c>api.json</c> of
    /// PaulSonOfLars/telegram-bot-api-spec) against which every call is checked field by field; without it the embedded
    /// description of Bot API 10.1 is used.
    /// </summary>
    public string? BotApiSpecPath { get; set; }

    /// <summary>Reads and checks the settings.</summary>
    /// <param name="configuration">Usually the environment.</param>
    /// <exception cref="InvalidOperationException">A value is malformed; the sentence names the variable only.</exception>
    public static SimulatorOptions FromConfiguration(IConfiguration configuration)
    {
        var options = new SimulatorOptions();
        options.PagePort = Port(configuration, "SIM_PAGE_PORT", options.PagePort);
        options.ZoomPort = Port(configuration, "SIM_ZOOM_PORT", options.ZoomPort);
        options.DownloadPort = Port(configuration, "SIM_DOWNLOAD_PORT", options.DownloadPort);
        options.TelegramPort = Port(configuration, "SIM_TELEGRAM_PORT", options.TelegramPort);
        options.WebhookUrl = Address(configuration, "SIM_WEBHOOK_URL", options.WebhookUrl);
        options.DeauthorizationUrl = Address(configuration, "SIM_DEAUTH_URL", options.DeauthorizationUrl);
        options.ZoomClientId = Text(configuration, "ZOOM_CLIENT_ID", options.ZoomClientId);
        options.ZoomClientSecret = Text(configuration, "ZOOM_CLIENT_SECRET", options.ZoomClientSecret);
        options.ZoomRedirect = Address(configuration, "ZOOM_REDIRECT", options.ZoomRedirect);
        options.ZoomWebhookSecret = Text(configuration, "ZOOM_WEBHOOK_SECRET", options.ZoomWebhookSecret);
        options.ZoomAccountId = Text(configuration, "ZOOM_ACCOUNT_ID", options.ZoomAccountId);
        options.ZoomS2sClientId = Text(configuration, "ZOOM_S2S_CLIENT_ID", options.ZoomS2sClientId);
        options.ZoomS2sClientSecret = Text(configuration, "ZOOM_S2S_CLIENT_SECRET", options.ZoomS2sClientSecret);
        options.ZoomS2sWebhookSecret = Text(configuration, "ZOOM_S2S_WEBHOOK_SECRET", options.ZoomS2sWebhookSecret);
        options.S2sWebhookUrl = configuration["SIM_S2S_WEBHOOK_URL"] is { Length: > 0 }
            ? Address(configuration, "SIM_S2S_WEBHOOK_URL", options.WebhookUrl)
            : null;
        options.TelegramBotToken = Text(configuration, "TELEGRAM_BOT_TOKEN", options.TelegramBotToken);
        options.BotApiSpecPath = configuration["SIM_BOT_API_SPEC"] is { Length: > 0 } path ? path : null;
        options.Validate();
        return options;
    }

    /// <summary>Checks what binding alone does not.</summary>
    /// <exception cref="InvalidOperationException">A value cannot be used; the sentence names the variable.</exception>
    public void Validate()
    {
        int[] fixedPorts = [.. new[] { PagePort, ZoomPort, DownloadPort, TelegramPort }.Where(port => port != 0)];
        Require(fixedPorts.Distinct().Count() == fixedPorts.Length, "SIM_*_PORT values must differ from each other.");
        Require(
            TelegramBotToken.Split(':') is [var id, { Length: > 0 }]
                && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var botId)
                && botId > 0,
            "TELEGRAM_BOT_TOKEN must be a bot id, a colon and a secret.");
        Require(
            BotApiSpecPath is null || File.Exists(BotApiSpecPath),
            "SIM_BOT_API_SPEC names a file that does not exist.");
    }

    private static string Text(IConfiguration configuration, string name, string otherwise) =>
        configuration[name] is { Length: > 0 } value ? value : otherwise;

    private static int Port(IConfiguration configuration, string name, int otherwise)
    {
        if (configuration[name] is not { Length: > 0 } text)
        {
            return otherwise;
        }

        Require(
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535,
            $"{name} must be a port from 0 to 65535.");
        return port;
    }

    private static Uri Address(IConfiguration configuration, string name, Uri otherwise)
    {
        if (configuration[name] is not { Length: > 0 } text)
        {
            return otherwise;
        }

        Require(
            Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https",
            $"{name} must be an absolute http or https address.");
        return new Uri(text);
    }

    private static void Require(bool condition, string sentence)
    {
        if (!condition)
        {
            throw new InvalidOperationException(sentence);
        }
    }
}
