using System.Net;
using System.Net.Http.Headers;

namespace ZoomAspire.Core.Zoom;

/// <summary>
/// Downloads recording files. Redirects are followed by hand: each hop must be on the host list, the bearer goes with the first
/// request and to a later hop only if that hop refuses without it. Nothing is decompressed, everything is bounded.
/// </summary>
/// <param name="clients">Makes the HTTP client <see cref="HttpClientName"/>.</param>
/// <param name="hosts">Where requests may go.</param>
/// <param name="time">Bounds the download.</param>
public sealed partial class RecordingDownloader(IHttpClientFactory clients, ZoomHostList hosts, TimeProvider time)
{
    /// <summary>Name of the HTTP client: follows no redirect, decompresses nothing, logs nothing.</summary>
    internal const string HttpClientName = "zoom-downloads";

    private const int MaxRedirects = 5;

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);

    /// <summary>Begins a download and checks what comes: status, type, and the first bytes.</summary>
    /// <param name="address">Where the file is, as Zoom has just said.</param>
    /// <param name="bearer">A token for it.</param>
    /// <param name="size">Bytes as Zoom announced them, if it did.</param>
    /// <param name="cancellationToken">Gives up, also while the content is being read.</param>
    /// <exception cref="ZoomApiException">Refused, not audio or video, on another host, or not reachable.</exception>
    public async Task<RecordingStream> OpenAsync(Uri address, string bearer, long? size, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        return await TranslateAsync(
            address,
            async () =>
            {
                var response = Accept(await FollowAsync(address, bearer, null, IsPage, cancellationToken), IsPage);
                return await RecordingStream.OpenAsync(
                    response, size, (position, token) => ContinueAsync(address, bearer, position, token), time, cancellationToken);
            },
            cancellationToken);
    }

    private static Task<T> TranslateAsync<T>(Uri address, Func<Task<T>> download, CancellationToken cancellationToken) =>
        ZoomSpans.TraceAsync("download", address, () => TranslateAsync(download, cancellationToken));

    private static async Task<T> TranslateAsync<T>(Func<Task<T>> download, CancellationToken cancellationToken)
    {
        try
        {
            return await download();
        }
        catch (HttpRequestException exception) when (exception.InnerException is ZoomApiException refused)
        {
            throw refused; // We did, when it came to connecting.
        }
        catch (HttpRequestException exception)
        {
            throw new ZoomApiException(ZoomFailureKind.Unavailable, "The download server could not be reached.", innerException: exception);
        }
        catch (IOException exception)
        {
            throw new ZoomApiException(ZoomFailureKind.Unavailable, "The download broke off.", innerException: exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ZoomApiException(
                ZoomFailureKind.Unavailable, "The download server did not answer in time.", innerException: exception);
        }
    }

    /// <summary>The rest of a file from a position, where the server gives out parts; from the first address, as each hop may be signed.</summary>
    /// <returns>The answer, or null where there is none that goes on there.</returns>
    private async Task<HttpResponseMessage?> ContinueAsync(Uri address, string bearer, long position, CancellationToken cancellationToken)
    {
        try
        {
            var response = await FollowAsync(address, bearer, position, IsPage, cancellationToken);
            if (response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == position)
            {
                return response;
            }

            response.Dispose();
            return null;
        }
        catch (Exception exception) when (
            exception is HttpRequestException or IOException or ZoomApiException ||
            (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    private async Task<HttpResponseMessage> FollowAsync(
        Uri address, string bearer, long? position, Func<HttpResponseMessage, bool> isPage, CancellationToken cancellationToken)
    {
        for (var hop = 0; hop <= MaxRedirects; hop++)
        {
            Demand(address);
            var response = await SendAsync(address, hop == 0 ? bearer : null, position, cancellationToken);
            if (hop > 0 && IsRefusal(response, isPage))
            {
                // Whether the signed address wants the token as well has been seen both ways.
                response.Dispose();
                response = await SendAsync(address, bearer, position, cancellationToken);
            }

            if (Target(address, response) is not { } next)
            {
                return response;
            }

            response.Dispose();
            address = next;
        }

        throw new ZoomApiException(ZoomFailureKind.Unavailable, "The download was redirected too often.");
    }

    private void Demand(Uri address)
    {
        if (!hosts.Allows(address))
        {
            // The host is what an operator needs to know; path and query may be secret.
            throw new ZoomApiException(
                ZoomFailureKind.ForeignHost, $"The download led to {address.Host}, which is not among ZOOM_DOWNLOAD_HOSTS.");
        }
    }

    private async Task<HttpResponseMessage> SendAsync(Uri address, string? bearer, long? position, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(AnswerLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Range = position is { } from ? new RangeHeaderValue(from, null) : null;
        if (bearer is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        }

        using var client = clients.CreateClient(HttpClientName);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
    }

    private static Uri? Target(Uri address, HttpResponseMessage response)
    {
        if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
            or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
        {
            return null;
        }

        var location = response.Headers.Location;
        return location is null ? null : new Uri(address, location);
    }

    private HttpResponseMessage Accept(HttpResponseMessage response, Func<HttpResponseMessage, bool> isPage)
    {
        if (response.StatusCode == HttpStatusCode.OK && !isPage(response))
        {
            return response;
        }

        using (response)
        {
            throw response.StatusCode switch
            {
                HttpStatusCode.TooManyRequests => new ZoomApiException(
                    ZoomFailureKind.RateLimited,
                    "The download server wants us to wait.",
                    RetryAfter.Read(response.Headers, time.GetUtcNow())),
                // A page instead of the file: it wants a login, or the link has expired.
                HttpStatusCode.OK => APageCame(),
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new ZoomApiException(
                    ZoomFailureKind.TokenRefused, "The download server refused the token."),
                var status => new ZoomApiException(
                    ZoomFailureKind.Unavailable, $"The download server answered with status {(int)status}."),
            };
        }
    }

    private static ZoomApiException APageCame() => new(ZoomFailureKind.TokenRefused, "A page came instead of the file.");

    private static bool IsRefusal(HttpResponseMessage response, Func<HttpResponseMessage, bool> isPage) =>
        response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ||
        (response.StatusCode == HttpStatusCode.OK && isPage(response));

    // What Zoom calls its files varies; what it calls its failures does not.
    private static bool IsPage(HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.MediaType is { } type &&
        (type.StartsWith("text/", StringComparison.OrdinalIgnoreCase) ||
            type.EndsWith("json", StringComparison.OrdinalIgnoreCase) ||
            type.EndsWith("xml", StringComparison.OrdinalIgnoreCase));
}
