using ZoomAspire.Simulator;

namespace ZoomAspire.Tests.Infrastructure;

/// <summary>Settings with which every service starts; none of them works anywhere else.</summary>
public static class TestSettings
{
    public const string ClientId = "test-client";
    public const string WebhookSecret = "testSecretToken_0123456789";
    public const string BotToken = "123456789:AAtest-token-for-the-simulator-only00";

    /// <summary>
    /// Arguments that leave every setting of the services unset, whatever the environment of the test run says: nobody's real app
    /// and bot take part in a test.
    /// </summary>
    public static IEnumerable<string> Unset => AppHost.ServiceSettingsExtensions.Names.Select(static name => $"--{name}=");

    /// <summary>The organisation's app as the simulator knows it.</summary>
    public static Dictionary<string, string?> Organization => new(StringComparer.Ordinal)
    {
        ["ZOOM_ACCOUNT_ID"] = new SimulatorOptions().ZoomAccountId,
        ["ZOOM_S2S_CLIENT_ID"] = new SimulatorOptions().ZoomS2sClientId,
        ["ZOOM_S2S_CLIENT_SECRET"] = new SimulatorOptions().ZoomS2sClientSecret,
    };

    public static Dictionary<string, string?> All => new(StringComparer.Ordinal)
    {
        ["ZOOM_CLIENT_ID"] = ClientId,
        ["ZOOM_CLIENT_SECRET"] = "test-client-secret",
        ["ZOOM_REDIRECT"] = "http://127.0.0.1:5080/zoom/callback",
        ["ZOOM_WEBHOOK_SECRET"] = WebhookSecret,
        ["STATE_SECRET"] = "state-secret-for-tests-0123456789abcdef",
        ["TOKEN_ENCRYPTION_KEYS"] = "k1:" + Convert.ToBase64String(new byte[32]),
        ["TELEGRAM_BOT_TOKEN"] = BotToken,
        ["TELEGRAM_LIMITS"] = "false", // The simulator has none, and tests write much into few chats.
        ["INTERNAL_API_KEY"] = "internal-key-for-tests-0123456789",
        ["ConnectionStrings:redis"] = TestServices.Redis,
        ["ConnectionStrings:media"] = TestServices.Media,
    };
}
