using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ZoomAspire.Simulator.Zoom;

/// <summary>Webhook signatures and challenge answers (developers.zoom.us, "Using webhooks").</summary>
internal static class ZoomSignature
{
    /// <summary>
    /// Value of <c>x-zm-signature</c>: <c>v0=</c> and the lower-case hex HMAC-SHA256 of <c>v0:{timestamp}:{body}</c>.
    /// </summary>
    /// <param name="secret">The app's webhook secret token.</param>
    /// <param name="timestamp">Unix seconds, the value of <c>x-zm-request-timestamp</c>.</param>
    /// <param name="body">The body as sent.</param>
    public static string Sign(string secret, long timestamp, string body) =>
        $"v0={Hash(secret, string.Create(CultureInfo.InvariantCulture, $"v0:{timestamp}:{body}"))}";

    /// <summary>The <c>encryptedToken</c> that answers a challenge with <paramref name="plainToken"/>.</summary>
    public static string AnswerChallenge(string secret, string plainToken) => Hash(secret, plainToken);

    private static string Hash(string secret, string message) => Convert.ToHexStringLower(
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(message)));
}
