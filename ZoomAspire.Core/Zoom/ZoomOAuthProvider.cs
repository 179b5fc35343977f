using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Core.Zoom;

/// <summary>
/// Zoom's OAuth endpoints (https://developers.zoom.us/docs/integrations/oauth/) and <c>GET /users/me</c>. Which errors end a
/// link follows https://developers.zoom.us/docs/integrations/oauth-error-messages/.
/// </summary>
internal sealed partial class ZoomOAuthProvider(
    IHttpClientFactory clients, IOptions<ZoomOptions> options, ZoomHostList hosts, TimeProvider time) : IOAuthProvider
{
    /// <summary>Name of the HTTP client. Nothing that it sends is repeated by itself: see <see cref="ZoomHttpHandler"/>.</summary>
    public const string HttpClientName = "zoom-oauth";

    private static readonly TimeSpan MinLifetime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(1);

    public string Name => "zoom";

    public string ClientId => options.Value.ClientId;

    /// <summary>90 days (https://developers.zoom.us/docs/integrations/oauth/).</summary>
    public TimeSpan RefreshTokenLifetime { get; } = TimeSpan.FromDays(90);

    public IReadOnlyList<ScopeNeed> MissingFrom(string scopes) => ZoomScopes.MissingFrom(scopes);

    public Uri AuthorizeUri(string state, string codeChallenge) => new(QueryHelpers.AddQueryString(
        $"{options.Value.OAuthBaseUrl.TrimEnd('/')}/oauth/authorize",
        new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = options.Value.ClientId,
            ["redirect_uri"] = options.Value.Redirect,
            ["state"] = state,
            ["code_challenge"] = codeChallenge,
            ["code_challenge_method"] = "S256",
        }));

    public Uri ApiUrl(string? granted) =>
        Uri.TryCreate(granted, UriKind.Absolute, out var address) && address.PathAndQuery == "/" && hosts.Allows(address)
            ? address
            : new Uri(options.Value.ApiBaseUrl);

    public Task<TokenGrant> ExchangeAsync(string code, string codeVerifier, CancellationToken cancellationToken) => GrantAsync(
        new()
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = options.Value.Redirect,
            ["code_verifier"] = codeVerifier,
        },
        cancellationToken);

    public Task<TokenGrant> RefreshAsync(string refreshToken, CancellationToken cancellationToken) => GrantAsync(
        new() { ["grant_type"] = "refresh_token", ["refresh_token"] = refreshToken }, cancellationToken);

    public Task RevokeAsync(string accessToken, CancellationToken cancellationToken) =>
        PostAsync("revoke", new() { ["token"] = accessToken }, cancellationToken);

    public async Task<ProviderProfile> GetProfileAsync(AccessToken token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(token.ApiUrl, "/v2/users/me"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        var profile = await SendAsync(request, cancellationToken);
        return profile.Text("id") is { } id && profile.Text("account_id") is { } accountId
            ? new ProviderProfile(
                new ZoomUserId(id),
                accountId,
                profile.Text("email"),
                DisplayName(profile),
                profile.Text("timezone"),
                HasCloudRecording(profile.Integer("type")))
            : throw Malformed();
    }

    private static string? DisplayName(JsonElement profile) =>
        profile.Text("display_name") ??
        (string.Join(' ', new[] { profile.Text("first_name"), profile.Text("last_name") }.Where(part => part is not null)) is { Length: > 0 } name
            ? name
            : null);

    // 1 Basic, 2 Licensed, 4 without a licence for meetings (https://developers.zoom.us/docs/api/users/).
    private static bool? HasCloudRecording(long? userType) => userType switch
    {
        1 or 4 => false,
        2 => true,
        _ => null,
    };

    private async Task<TokenGrant> GrantAsync(Dictionary<string, string> form, CancellationToken cancellationToken)
    {
        var answer = await PostAsync("token", form, cancellationToken);
        if (answer.Text("access_token") is not { } accessToken || answer.Text("refresh_token") is not { } refreshToken ||
            answer.Integer("expires_in") is not { } seconds)
        {
            throw Malformed();
        }

        var lifetime = TimeSpan.FromSeconds(Math.Clamp(seconds, (long)MinLifetime.TotalSeconds, (long)MaxLifetime.TotalSeconds));
        return new TokenGrant(accessToken, refreshToken, lifetime, answer.Text("scope") ?? "", answer.Text("api_url"));
    }

    private async Task<JsonElement> PostAsync(string endpoint, Dictionary<string, string> form, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{options.Value.OAuthBaseUrl.TrimEnd('/')}/oauth/{endpoint}");
        var credentials = Encoding.UTF8.GetBytes($"{options.Value.ClientId}:{options.Value.ClientSecret}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(credentials));
        request.Content = new FormUrlEncodedContent(form);
        return await SendAsync(request, cancellationToken);
    }

    private async Task<JsonElement> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using var client = clients.CreateClient(HttpClientName);
            using var response = await client.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return response.StatusCode == HttpStatusCode.OK ? Parse(body) ?? throw Malformed() : throw Failure(response, body);
        }
        catch (ZoomApiException exception)
        {
            throw new OAuthException(OAuthFailure.Transient, OAuthException.LeftAlone, exception.RetryAfter, exception); // Not sent at all.
        }
        catch (HttpRequestException exception)
        {
            // Its own message may name no more than host and port; the URL holds no secret.
            throw new OAuthException(OAuthFailure.Transient, OAuthException.Network, innerException: exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new OAuthException(OAuthFailure.Transient, "timeout", innerException: exception);
        }
    }

    private static JsonElement? Parse(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private OAuthException Failure(HttpResponseMessage response, byte[] body)
    {
        var answer = Parse(body) ?? default;
        var error = answer.Text("error") is { } word && ErrorWord().IsMatch(word) ? word : null;
        var reason = answer.Text("reason") ?? answer.Text("message") ?? "";
        var number = ErrorNumber().Match(reason).Value;
        var status = (int)response.StatusCode;
        var code = error ?? (number.Length > 0 ? number : string.Create(CultureInfo.InvariantCulture, $"http_{status}"));
        return new OAuthException(FailureFor(status, error, reason), code, RetryAfter.Read(response.Headers, time.GetUtcNow()));
    }

    /// <summary>What an error means.</summary>
    /// <param name="status">The status of the answer.</param>
    /// <param name="error">The error code of RFC 6749 section 5.2, if there was one.</param>
    /// <param name="reason">Zoom's sentence, which may hold its own number.</param>
    internal static OAuthFailure FailureFor(int status, string? error, string reason) => (status, error, ErrorNumber().Match(reason).Value) switch
    {
        (429, _, _) => OAuthFailure.RateLimited,
        (not (400 or 401), _, _) => OAuthFailure.Transient,
        (_, "invalid_client" or "unauthorized_client" or "unsupported_grant_type", _) => OAuthFailure.Misconfigured,
        (_, _, "4702" or "4704" or "4705" or "4706" or "4709" or "4717") => OAuthFailure.Misconfigured,
        (_, "invalid_grant", _) => OAuthFailure.Rejected,
        (_, _, "4733" or "4734" or "4735" or "4737" or "4738" or "4741") => OAuthFailure.Rejected,
        // Zoom has answered dead tokens with this word, too, and with 400 or 401; but it is also that for requests it cannot read.
        (_, "invalid_request", _) when reason.StartsWith("Invalid Token", StringComparison.OrdinalIgnoreCase) => OAuthFailure.Rejected,
        (_, "invalid_request", _) => OAuthFailure.Doubtful,
        _ => OAuthFailure.Transient,
    };

    private static OAuthException Malformed() => new(OAuthFailure.Transient, "malformed_answer");

    [GeneratedRegex(@"\A[a-z_]{1,40}\z")]
    private static partial Regex ErrorWord();

    [GeneratedRegex(@"\b47\d\d\b")]
    private static partial Regex ErrorNumber();
}
