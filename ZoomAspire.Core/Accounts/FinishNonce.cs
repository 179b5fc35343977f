using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ZoomAspire.Core.Accounts;

/// <summary>
/// The one-time proof that whoever finishes in Telegram has the browser that approved. 128 random bits, so that a plain hash
/// keeps it: there is nothing to guess.
/// </summary>
internal static class FinishNonce
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private const int Bytes = 16;

    /// <summary>22 characters that a start parameter may hold (https://core.telegram.org/bots/features#deep-linking).</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    public static byte[] HashOf(string nonce) => SHA256.HashData(Encoding.UTF8.GetBytes(nonce));
}
