using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ZoomAspire.Core.Accounts;

/// <summary>Proof Key for Code Exchange with S256 (RFC 7636).</summary>
internal static class Pkce
{
    private const int VerifierBytes = 32;

    /// <summary>43 random characters.</summary>
    public static string NewVerifier() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(VerifierBytes));

    public static string ChallengeFor(string verifier) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
}
