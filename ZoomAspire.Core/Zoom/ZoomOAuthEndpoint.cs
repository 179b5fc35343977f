using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Core.Zoom;

/// <summary>
/// Asks Zoom's OAuth endpoints on behalf of an app, and tells what a refusal means
/// (https://developers.zoom.us/docs/integrations/oauth-error-messages/). A singleton.
/// </summary>
internal sealed partial class ZoomOAuthEndpoint(IHttpClientFactory clients, IOptions<ZoomOptions> options, TimeProvider time)
{
    /// <summary>Name of the HTTP client. Nothing that it sends is repeated by itself: see <see cref="ZoomHttpHandler"/>.</summary>
    public const string HttpClientName = "zoom-oauth";

    private static readonly TimeSpan MinLifetime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(1);

    /// <summary>Posts a form to <c>/oauth/token</c> or <c>/oauth/revoke</c>.</summary>
    /// <exception cref="OAuthException">Zoom refused or could not be asked.</exception>
    public async Task<OAuthAnswer> PostAsync(
        string endpoint, AppCredentials app, IReadOnlyDictionary<string, string> form, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{options.Value.OAuthBaseUrl.TrimEnd('/')}/oauth/{endpoint}");
        var credentials = Encoding.UTF8.GetBytes($"{app.ClientId}:{app.ClientSecret}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(credentials));
        request.Content = new FormUrlEncodedContent(form);
        return await SendAsync(endpoint, request, cancellationToken);
    }

    /// <summary>Sends a request, and reads the JSON that answers it.</summary>
    /// <param name="operation">What it asks for, in traces.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OAuthException">Zoom refused or could not be asked.</exception>
    public Task<OAuthAnswer> SendAsync(string operation, HttpRequestMessage request, CancellationToken cancellationToken) =>
        ZoomSpans.TraceAsync(operation, request.RequestUri!, () => SendAsync(request, cancellationToken));

    private async Task<OAuthAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using var client = clients.CreateClient(HttpClientName);
            using var response = await client.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return response.StatusCode == HttpStatusCode.OK && Parse(body) is { } answer
                ? new OAuthAnswer(answer, response.Headers.Date)
                : throw (response.StatusCode == HttpStatusCode.OK ? Malformed() : Failure(response, body));
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

    /// <summary>How long a token lives that an answer holds; within bounds, whatever Zoom says.</summary>
    public static TimeSpan? Lifetime(JsonElement answer) => answer.Integer("expires_in") is { } seconds
        ? TimeSpan.FromSeconds(Math.Clamp(seconds, (long)MinLifetime.TotalSeconds, (long)MaxLifetime.TotalSeconds))
        : null;

    /// <summary>What came is not what was asked for.</summary>
    public static OAuthException Malformed() => new(OAuthFailure.Transient, "malformed_answer");

    [GeneratedRegex(@"\A[a-z_]{1,40}\z")]
    private static partial Regex ErrorWord();

    [GeneratedRegex(@"\b47\d\d\b")]
    private static partial Regex ErrorNumber();
}

/// <summary>What Zoom answered.</summary>
/// <param name="Json">The answer.</param>
/// <param name="Date">When, by Zoom's clock (RFC 9110 section 6.6.1), to the second; null if it did not say.</param>
internal readonly record struct OAuthAnswer(JsonElement Json, DateTimeOffset? Date);

/// <summary>An app at Zoom.</summary>
/// <param name="ClientId">Its client id.</param>
/// <param name="ClientSecret">Its client secret.</param>
internal sealed record AppCredentials(string ClientId, string ClientSecret)
{
    /// <summary>Shows no secret.</summary>
    public override string ToString() => ClientId;
}
