using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Accounts;

/// <summary>
/// Signs and reads the OAuth state: a JWT (RFC 7519) with HS256 (RFC 7515), one fixed header, and the claims chat, user, jti,
/// iat and exp. Only our own tokens are read, so nothing of the header is ever interpreted.
/// </summary>
internal sealed class StateTokens(IOptions<StateOptions> options)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private const int MaxLength = 1024;

    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);

    private static readonly JsonSerializerOptions Json = new()
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    private readonly byte[] _secret = Encoding.UTF8.GetBytes(options.Value.Secret);

    public string Sign(OAuthFlow flow)
    {
        var claims = new Claims(
            flow.ChatId.Value, flow.TelegramUserId.Value, flow.Id, flow.CreatedAt.ToUnixTimeSeconds(), flow.ExpiresAt.ToUnixTimeSeconds());
        var content = $"{Header}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims, Json))}";
        return $"{content}.{Base64Url.EncodeToString(SignatureOf(content))}";
    }

    /// <summary>The flow that a state names; null if the state is not one of ours.</summary>
    public State? Read(string token)
    {
        if (token.Length > MaxLength || token.Split('.') is not [var header, var payload, var signature] || header != Header ||
            !HasSignature($"{header}.{payload}", signature) || ReadClaims(payload) is not { } claims)
        {
            return null;
        }

        return new State(
            claims.Id, new TelegramUserId(claims.User), new TelegramChatId(claims.Chat), DateTimeOffset.FromUnixTimeSeconds(claims.ExpiresAt));
    }

    private static Claims? ReadClaims(string payload)
    {
        try
        {
            var claims = JsonSerializer.Deserialize<Claims>(Base64Url.DecodeFromChars(payload), Json);
            return claims is not null && claims.ExpiresAt - claims.IssuedAt is > 0 && claims.ExpiresAt - claims.IssuedAt <= Lifetime.TotalSeconds
                ? claims
                : null;
        }
        catch (Exception malformed) when (malformed is JsonException or FormatException)
        {
            return null;
        }
    }

    private bool HasSignature(string content, string signature)
    {
        var given = new byte[HMACSHA256.HashSizeInBytes];
        return Encoding.UTF8.GetByteCount(signature) == Base64Url.GetEncodedLength(given.Length) &&
            Base64Url.IsValid(signature) && // Else the decoder throws.
            Base64Url.TryDecodeFromChars(signature, given, out var written) &&
            written == given.Length &&
            CryptographicOperations.FixedTimeEquals(given, SignatureOf(content));
    }

    private byte[] SignatureOf(string content) => HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(content));

    private sealed record Claims(
        [property: JsonPropertyName("chat")] long Chat,
        [property: JsonPropertyName("user")] long User,
        [property: JsonPropertyName("jti")] Guid Id,
        [property: JsonPropertyName("iat")] long IssuedAt,
        [property: JsonPropertyName("exp")] long ExpiresAt);
}

/// <summary>What a genuine state says.</summary>
/// <param name="FlowId">The flow.</param>
/// <param name="UserId">For whom it was made.</param>
/// <param name="ChatId">Where it was made.</param>
/// <param name="ExpiresAt">From when on it is too old.</param>
internal sealed record State(Guid FlowId, TelegramUserId UserId, TelegramChatId ChatId, DateTimeOffset ExpiresAt);
