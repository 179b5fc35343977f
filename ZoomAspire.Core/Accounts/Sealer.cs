using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace ZoomAspire.Core.Accounts;

/// <summary>
/// Seals short secrets for the database with AES-256-GCM (NIST SP 800-38D). A sealed value names its key and is bound to the
/// row and column it was made for: moved elsewhere it does not open.
/// </summary>
/// <remarks>
/// Layout: version (1 byte), length of the key id (1 byte), key id (ASCII), nonce (12 bytes), ciphertext, tag (16 bytes).
/// Associated data: everything before the nonce, then the place. Nonces are random; 2^32 values a key are safe.
/// </remarks>
internal sealed class Sealer
{
    private const byte LayoutVersion = 1;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly IReadOnlyList<(string Id, byte[] Key)> _keys;

    public Sealer(IOptions<TokenEncryptionOptions> options)
    {
        // The settings have been validated at the start.
        _keys = options.Value.TryReadKeys(out var keys)
            ? keys
            : throw new InvalidOperationException(string.Join(' ', options.Value.Problems()));
    }

    /// <summary>Id of the key that seals.</summary>
    public string CurrentKeyId => _keys[0].Id;

    /// <summary>Whether values that were sealed with a key can be opened.</summary>
    public bool HasKey(string id) => _keys.Any(key => key.Id == id);

    public byte[] Seal(string secret, SealedPlace place)
    {
        var (id, key) = _keys[0];
        var plain = Encoding.UTF8.GetBytes(secret);
        byte[] header = [LayoutVersion, (byte)id.Length, .. Encoding.ASCII.GetBytes(id)];
        var nonce = RandomNumberGenerator.GetBytes(NonceBytes);
        var cipher = new byte[plain.Length];
        var tag = new byte[TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, plain, cipher, tag, AssociatedData(header, place));
        CryptographicOperations.ZeroMemory(plain);
        return [.. header, .. nonce, .. cipher, .. tag];
    }

    /// <exception cref="SealBrokenException">The value was changed, moved, cut, or its key is not configured.</exception>
    public string Open(byte[] sealedSecret, SealedPlace place)
    {
        var headerBytes = sealedSecret.Length > 1 ? 2 + sealedSecret[1] : int.MaxValue;
        var cipherBytes = (long)sealedSecret.Length - headerBytes - NonceBytes - TagBytes;
        if (cipherBytes < 0 || sealedSecret[0] != LayoutVersion)
        {
            throw new SealBrokenException($"The sealed value in {place} is not one.");
        }

        var header = sealedSecret.AsSpan(0, headerBytes);
        var key = KeyOf(Encoding.ASCII.GetString(header[2..]), place);
        var nonce = sealedSecret.AsSpan(headerBytes, NonceBytes);
        var cipher = sealedSecret.AsSpan(headerBytes + NonceBytes, (int)cipherBytes);
        var plain = new byte[cipherBytes];
        using var aes = new AesGcm(key, TagBytes);
        try
        {
            aes.Decrypt(nonce, cipher, sealedSecret.AsSpan()[^TagBytes..], plain, AssociatedData(header, place));
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new SealBrokenException($"The sealed value in {place} was changed, or made for another place or key.");
        }

        var secret = Encoding.UTF8.GetString(plain);
        CryptographicOperations.ZeroMemory(plain);
        return secret;
    }

    private byte[] KeyOf(string id, SealedPlace place) =>
        _keys.FirstOrDefault(key => key.Id == id).Key ??
        throw new SealBrokenException($"The value in {place} is sealed with key \"{id}\", which TOKEN_ENCRYPTION_KEYS does not hold.")
        {
            IsKeyMissing = true,
        };

    private static byte[] AssociatedData(ReadOnlySpan<byte> header, SealedPlace place) =>
        [.. header, .. Encoding.UTF8.GetBytes(place.ToString())];
}

/// <summary>Where a sealed value stands.</summary>
/// <param name="Column">Table and column.</param>
/// <param name="Row">Key of the row.</param>
internal readonly record struct SealedPlace(string Column, string Row)
{
    public static SealedPlace AccessTokenOf(long connectionId) => new("connections.access_token", $"{connectionId}");

    public static SealedPlace RefreshTokenOf(long connectionId) => new("connections.refresh_token", $"{connectionId}");

    public static SealedPlace RevokedAccessTokenOf(Guid revocationId) => new("grant_revocations.access_token", $"{revocationId:N}");

    public static SealedPlace RevokedRefreshTokenOf(Guid revocationId) => new("grant_revocations.refresh_token", $"{revocationId:N}");

    public static SealedPlace OrganizationTokenOf(long tokenId) => new("organization_tokens.access_token", $"{tokenId}");

    public static SealedPlace CodeVerifierOf(Guid flowId) => new("oauth_flows.code_verifier", $"{flowId:N}");

    public override string ToString() => $"{Column} of row {Row}";
}

/// <summary>A sealed value cannot be opened: it was tampered with, or its key is missing from the settings.</summary>
/// <param name="message">Which value and why; never its content.</param>
public sealed class SealBrokenException(string message) : Exception(message)
{
    /// <summary>Whether nothing is wrong with the value: it opens as soon as its key is in the settings.</summary>
    public bool IsKeyMissing { get; init; }
}
