using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Accounts;

public sealed class StateTokensTests
{
    private const string Secret = "a-secret-of-more-than-thirty-two-bytes";
    private const string Header = """{"alg":"HS256","typ":"JWT"}""";

    private readonly ManualTimeProvider _clock = new();
    private readonly StateTokens _states;

    public StateTokensTests() => _states = new StateTokens(Options.Create(new StateOptions { Secret = Secret }));

    [Fact]
    public void A_state_is_a_jwt_that_names_chat_user_and_flow_for_ten_minutes()
    {
        var flow = Flow();
        var token = _states.Sign(flow);

        var parts = token.Split('.');
        Assert.Equal(Header, Decode(parts[0]));
        using var claims = JsonDocument.Parse(Decode(parts[1]));
        Assert.Equal(["chat", "user", "jti", "iat", "exp"], claims.RootElement.EnumerateObject().Select(claim => claim.Name));
        Assert.Equal(Base64Url.EncodeToString(Hmac($"{parts[0]}.{parts[1]}")), parts[2]);
        Assert.Equal(new State(flow.Id, flow.TelegramUserId, flow.ChatId, flow.ExpiresAt), _states.Read(token));
    }

    [Fact]
    public void A_state_with_any_character_changed_is_not_ours()
    {
        var token = _states.Sign(Flow());
        for (var i = 0; i < token.Length; i++)
        {
            var changed = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];
            // The last character carries four bits that mean nothing; a changed one may decode to the same signature.
            Assert.True(_states.Read(changed) is null || i == token.Length - 1, $"character {i}");
        }
    }

    [Fact]
    public void A_signature_with_a_character_that_base64url_does_not_have_is_not_ours() =>
        Assert.Null(_states.Read(_states.Sign(Flow())[..^1] + "!"));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a.b.c")]
    [InlineData("a.b.c.d")]
    [InlineData("\u00e4.\ud83d\ude00.\0")]
    public void Nonsense_is_not_ours(string token) => Assert.Null(_states.Read(token));

    [Fact]
    public void A_state_of_absurd_length_is_not_ours() => Assert.Null(_states.Read(new string('.', 100_000)));

    [Theory]
    [InlineData("""{"alg":"none","typ":"JWT"}""")]
    [InlineData("""{"typ":"JWT","alg":"HS256"}""")]
    [InlineData("""{"alg":"HS256","typ":"JWT","kid":"1"}""")]
    public void Another_header_is_not_ours_even_well_signed(string header) =>
        Assert.Null(_states.Read(SignRaw(header, """{"chat":1,"user":1,"jti":"0193d5a7-3b53-7000-8000-000000000001","iat":1,"exp":2}""")));

    [Theory]
    [InlineData("""{"chat":1,"user":1,"jti":"0193d5a7-3b53-7000-8000-000000000001","iat":1,"exp":602}""")]
    [InlineData("""{"chat":1,"user":1,"jti":"0193d5a7-3b53-7000-8000-000000000001","iat":2,"exp":1}""")]
    [InlineData("""{"chat":1,"user":1,"jti":"0193d5a7-3b53-7000-8000-000000000001","iat":1}""")]
    [InlineData("""{"chat":1,"user":1,"user":2,"jti":"0193d5a7-3b53-7000-8000-000000000001","iat":1,"exp":2}""")]
    [InlineData("""{"chat":1,"user":1,"jti":"0193d5a7-3b53-7000-8000-000000000001","iat":1,"exp":2,"more":3}""")]
    [InlineData("""{"chat":1,"user":"1","jti":"not-a-uuid","iat":1,"exp":2}""")]
    [InlineData("null")]
    [InlineData("[]")]
    public void Other_claims_are_not_ours_even_well_signed(string claims) => Assert.Null(_states.Read(SignRaw(Header, claims)));

    [Fact]
    public void The_challenge_is_that_of_rfc_7636() =>
        Assert.Equal("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", Pkce.ChallengeFor("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));

    private OAuthFlow Flow() => new()
    {
        Id = Guid.NewGuid(),
        Provider = "zoom",
        TelegramUserId = new TelegramUserId(4503599627370495),
        ChatId = new TelegramChatId(-1001234567890),
        CreatedAt = _clock.GetUtcNow(),
        ExpiresAt = _clock.GetUtcNow() + StateTokens.Lifetime,
    };

    private static string SignRaw(string header, string claims)
    {
        var content = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        return $"{content}.{Base64Url.EncodeToString(Hmac(content))}";
    }

    private static byte[] Hmac(string content) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(content));

    private static string Decode(string part) => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(part));
}
