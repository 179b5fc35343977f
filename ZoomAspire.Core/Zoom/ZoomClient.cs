using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Core.Zoom;

/// <summary>
/// Zoom's REST API on behalf of a connection (https://developers.zoom.us/docs/api/): tokens from the vault, a refused one
/// replaced once, answers bounded in size and time and read tolerantly. What happens below is <see cref="ZoomHttpHandler"/>'s.
/// </summary>
/// <param name="clients">Makes the HTTP client <see cref="HttpClientName"/>.</param>
/// <param name="vault">Hands out tokens.</param>
/// <param name="time">The clock.</param>
public sealed partial class ZoomClient(IHttpClientFactory clients, TokenVault vault, TimeProvider time)
{
    /// <summary>Name of the HTTP client.</summary>
    internal const string HttpClientName = "zoom-api";

    // Seconds that the download token lives: the download begins at once.
    private const int DownloadTokenLifetime = 60;

    // Stands in paths for the connection's user: a token of the user's own and one of the organisation name him differently.
    private const string User = "{user}";

    // "There is no recording for this meeting."
    private const int NoRecordingCode = 3301;

    // "Invalid access token."
    private const int InvalidTokenCode = 124;

    // "User does not exist", "User not belong to this account", "Invitation is not accepted yet".
    private static readonly HashSet<int> NoUserCodes = [1001, 1010, 1120];

    // "does not contain scopes", "scope missing", "scope mismatch".
    private static readonly HashSet<int> ScopeCodes = [104, 4700, 4711];

    /// <summary>The recordings of a meeting instance, with a fresh download token.</summary>
    /// <param name="connectionId">On whose behalf.</param>
    /// <param name="meetingUuid">The meeting instance.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ZoomApiException">Zoom refused or could not be asked.</exception>
    /// <exception cref="ReauthorizationRequiredException">The owner must connect again.</exception>
    /// <exception cref="ConnectionGoneException">The connection has ended.</exception>
    /// <exception cref="OAuthException">A token could not be refreshed now.</exception>
    public async Task<MeetingRecordings> GetRecordingsAsync(
        long connectionId, MeetingUuid meetingUuid, CancellationToken cancellationToken)
    {
        var path = $"/v2/meetings/{Encode(meetingUuid)}/recordings?include_fields=download_access_token&ttl={DownloadTokenLifetime}";
        var answer = await GetAsync(connectionId, new("getRecordings", path, ZoomCallWeight.Light), cancellationToken);
        return MeetingRecordings.TryRead(answer) ?? throw Unreadable();
    }

    /// <summary>The profile of the connection's user, as Zoom has it now.</summary>
    /// <param name="connectionId">On whose behalf.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ZoomApiException">Zoom refused or could not be asked.</exception>
    /// <exception cref="ReauthorizationRequiredException">The owner must connect again.</exception>
    /// <exception cref="ConnectionGoneException">The connection has ended.</exception>
    /// <exception cref="OAuthException">A token could not be refreshed now.</exception>
    public async Task<ZoomProfile> GetProfileAsync(long connectionId, CancellationToken cancellationToken)
    {
        var answer = await GetAsync(connectionId, new("getProfile", $"/v2/users/{User}", ZoomCallWeight.Light), cancellationToken);
        return ZoomProfile.TryRead(answer) ?? throw Unreadable();
    }

    /// <summary>A user of the organisation's account.</summary>
    /// <param name="user">The user's e-mail address or id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The profile; null if the account has no such user.</returns>
    /// <exception cref="ZoomApiException">Zoom refused or could not be asked.</exception>
    /// <exception cref="OrganizationRefusedException">Zoom refuses the organisation's app.</exception>
    /// <exception cref="OAuthException">A token could not be fetched now.</exception>
    internal async Task<ZoomProfile?> FindUserAsync(string user, CancellationToken cancellationToken)
    {
        var request = new ApiRequest("getProfile", $"/v2/users/{Uri.EscapeDataString(user)}", ZoomCallWeight.Light);
        try
        {
            var (answer, date) = await GetAsync(request, rejected => vault.GetOrganizationAsync(rejected, cancellationToken), cancellationToken);
            return ZoomProfile.TryRead(answer) is { } profile ? profile with { ToldAt = date } : throw Unreadable();
        }
        catch (ZoomApiException exception) when (exception.Code is { } code && NoUserCodes.Contains(code))
        {
            return null;
        }
    }

    /// <summary>
    /// A uuid as a path segment: encoded, and encoded twice if it begins with a slash or holds two in a row
    /// (https://developers.zoom.us/docs/api/using-zoom-apis/#meeting-id-and-uuid).
    /// </summary>
    internal static string Encode(MeetingUuid uuid)
    {
        var once = Uri.EscapeDataString(uuid.Value);
        return uuid.Value.StartsWith('/') || uuid.Value.Contains("//", StringComparison.Ordinal) ? Uri.EscapeDataString(once) : once;
    }

    private static ZoomApiException Unreadable() => new(ZoomFailureKind.Unavailable, "Zoom's answer could not be read.");

    private async Task<JsonElement> GetAsync(long connectionId, ApiRequest request, CancellationToken cancellationToken)
    {
        var (answer, _) = await GetAsync(
            request,
            rejected => rejected is null
                ? vault.GetAsync(connectionId, cancellationToken)
                : vault.ReplaceRejectedAsync(connectionId, rejected, cancellationToken),
            cancellationToken);
        return answer;
    }

    private async Task<ApiAnswer> GetAsync(
        ApiRequest request, Func<AccessToken?, Task<AccessToken>> tokenInsteadOf, CancellationToken cancellationToken)
    {
        var token = await tokenInsteadOf(null);
        try
        {
            return await GetAsync(token, request, cancellationToken);
        }
        catch (ZoomApiException exception) when (exception.Kind == ZoomFailureKind.TokenRefused)
        {
            return await GetAsync(await tokenInsteadOf(token), request, cancellationToken);
        }
    }

    private Task<ApiAnswer> GetAsync(AccessToken token, ApiRequest request, CancellationToken cancellationToken) =>
        ZoomSpans.TraceAsync(request.Operation, token.ApiUrl, () => SendAsync(token, request, cancellationToken));

    private async Task<ApiAnswer> SendAsync(AccessToken token, ApiRequest request, CancellationToken cancellationToken)
    {
        // Built as text: the uuid's own escapes must arrive as they are.
        var address = new Uri(token.ApiUrl.GetLeftPart(UriPartial.Authority) + request.Path.Replace(User, token.UserSegment, StringComparison.Ordinal));
        using var message = new HttpRequestMessage(HttpMethod.Get, address);
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        new ZoomCall(token.AccountId, request.Weight).Describe(message);
        try
        {
            using var client = clients.CreateClient(HttpClientName);
            using var response = await client.SendAsync(message, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return response.StatusCode == HttpStatusCode.TooManyRequests
                ? throw RateLimited(await RetryAfter.ReadAsync(response, time.GetUtcNow(), cancellationToken))
                : new ApiAnswer(Read(response, body), response.Headers.Date);
        }
        catch (HttpRequestException exception)
        {
            throw new ZoomApiException(ZoomFailureKind.Unavailable, "Zoom could not be reached.", innerException: exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ZoomApiException(ZoomFailureKind.Unavailable, "Zoom did not answer in time.", innerException: exception);
        }
    }

    private static JsonElement Read(HttpResponseMessage response, byte[] body)
    {
        var answer = Parse(body);
        // Some failures come as 200 with a code.
        var code = answer.Child("code").ValueKind == JsonValueKind.Undefined ? CodeInBrokenJson(answer, body) : (int?)answer.Integer("code");
        if (response.StatusCode == HttpStatusCode.OK && code is null)
        {
            return answer.ValueKind == JsonValueKind.Object ? answer : throw Unreadable();
        }

        throw Failure(response, code);
    }

    private static ZoomApiException RateLimited(TimeSpan? wait) =>
        new(ZoomFailureKind.RateLimited, "Zoom answered with status 429.", wait);

    private static ZoomApiException Failure(HttpResponseMessage response, int? code)
    {
        var status = (int)response.StatusCode;
        var said = code is null ? $"Zoom answered with status {status}." : $"Zoom answered with status {status} and code {code}.";
        return new ZoomApiException(
            code switch
            {
                NoRecordingCode => ZoomFailureKind.NoRecording,
                { } known when ScopeCodes.Contains(known) => ZoomFailureKind.ScopeMissing,
                _ when response.StatusCode == HttpStatusCode.Unauthorized || code == InvalidTokenCode => ZoomFailureKind.TokenRefused,
                // Without a code it is not Zoom's API that refuses, but something in front of it.
                null => ZoomFailureKind.Unavailable,
                _ when status is >= 500 or < 400 => ZoomFailureKind.Unavailable,
                _ => ZoomFailureKind.Refused,
            },
            said)
        {
            Code = code,
        };
    }

    private static JsonElement Parse(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default;
        }
    }

    // Messages about scopes have been seen with quotes that are not escaped.
    private static int? CodeInBrokenJson(JsonElement answer, byte[] body) =>
        answer.ValueKind == JsonValueKind.Undefined && Code().Match(Encoding.UTF8.GetString(body)) is { Success: true } match
            ? int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)
            : null;

    /// <param name="Operation">What it asks for, in traces.</param>
    /// <param name="Path">Path and query, as they must arrive but for <see cref="User"/>.</param>
    /// <param name="Weight">Which of the account's quotas it uses.</param>
    private readonly record struct ApiRequest(string Operation, string Path, ZoomCallWeight Weight);

    /// <param name="Json">What Zoom answered.</param>
    /// <param name="Date">When, by Zoom's clock (RFC 9110 section 6.6.1); null if it did not say.</param>
    private readonly record struct ApiAnswer(JsonElement Json, DateTimeOffset? Date);

    [GeneratedRegex("""^\s*\{\s*"code"\s*:\s*(\d{1,6})\b""")]
    private static partial Regex Code();
}
