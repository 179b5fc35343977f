using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace ZoomAspire.Core.Zoom;

/// <summary>
/// The signature of Zoom's webhooks: <c>v0=</c> and the lower-case hex of HMAC-SHA256 over <c>v0:{timestamp}:{raw body}</c>
/// (https://developers.zoom.us/docs/api/webhooks/#verify-webhook-events).
/// </summary>
public static partial class WebhookSignature
{
    /// <summary>
    /// How old a signed request may be: Zoom's last retry comes about 85 minutes after the first try, and whether it is signed
    /// anew is not documented. Replays within this time are harmless, because events are stored once.
    /// </summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromHours(2);

    /// <summary>How far Zoom's clock may run ahead of ours.</summary>
    public static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Which of several secrets <paramref name="signature"/> was made with over exactly these bytes. Each is tried, whichever it is,
    /// so that the time taken says nothing.
    /// </summary>
    /// <param name="secrets">The secret tokens that are accepted.</param>
    /// <param name="timestamp">Header <c>x-zm-request-timestamp</c>: Unix seconds.</param>
    /// <param name="body">The body as it came over the wire.</param>
    /// <param name="signature">Header <c>x-zm-signature</c>.</param>
    /// <returns>The secret; null where it was none of them.</returns>
    public static string? FindSecret(IReadOnlyList<string> secrets, string timestamp, ReadOnlySpan<byte> body, string signature)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        string? found = null;
        foreach (var secret in secrets)
        {
            if (IsValid(secret, timestamp, body, signature))
            {
                found = secret;
            }
        }

        return found;
    }

    /// <summary>Whether <paramref name="signature"/> was made with <paramref name="secret"/> over exactly these bytes.</summary>
    /// <param name="secret">The app's secret token.</param>
    /// <param name="timestamp">Header <c>x-zm-request-timestamp</c>: Unix seconds.</param>
    /// <param name="body">The body as it came over the wire.</param>
    /// <param name="signature">Header <c>x-zm-signature</c>.</param>
    public static bool IsValid(string secret, string timestamp, ReadOnlySpan<byte> body, string signature)
    {
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        using (var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret)))
        {
            hmac.AppendData(Encoding.UTF8.GetBytes($"v0:{timestamp}:"));
            hmac.AppendData(body);
            hmac.GetHashAndReset(expected);
        }

        return CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes($"v0={Convert.ToHexStringLower(expected)}"), Encoding.UTF8.GetBytes(signature));
    }

    /// <summary>Whether a request signed at <paramref name="timestamp"/> is neither too old nor from the future.</summary>
    /// <param name="timestamp">Header <c>x-zm-request-timestamp</c>: Unix seconds.</param>
    /// <param name="now">The present time.</param>
    public static bool IsFresh(string timestamp, DateTimeOffset now) =>
        long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) &&
        seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() &&
        now - DateTimeOffset.FromUnixTimeSeconds(seconds) is var age && age <= MaxAge && age >= -MaxSkew;

    /// <summary>
    /// Whether a URL validation token may be signed. The answer uses the key of event signatures: signing arbitrary text would
    /// let anybody have <c>v0:…</c> messages signed.
    /// </summary>
    /// <param name="plainToken">Zoom's <c>plainToken</c>.</param>
    public static bool IsPlainToken(string plainToken) => PlainToken().IsMatch(plainToken);

    /// <summary>The <c>encryptedToken</c> that answers a URL validation: lower-case hex of HMAC-SHA256 over the token.</summary>
    /// <param name="secret">The app's secret token.</param>
    /// <param name="plainToken">Zoom's <c>plainToken</c>; must satisfy <see cref="IsPlainToken"/>.</param>
    /// <exception cref="ArgumentException">The token is not one that may be signed.</exception>
    public static string EncryptToken(string secret, string plainToken)
    {
        if (!IsPlainToken(plainToken))
        {
            throw new ArgumentException("This text is not a URL validation token.", nameof(plainToken));
        }

        return Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(plainToken)));
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{16,64}\z")]
    private static partial Regex PlainToken();
}
