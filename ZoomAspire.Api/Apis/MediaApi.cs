using Amazon.Runtime;
using Microsoft.AspNetCore.Mvc;
using ZoomAspire.Api.Pages;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Media;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Api.Apis;

/// <summary>Downloading the original of a recording by a link that its owner asked for in Telegram.</summary>
internal static class MediaApi
{
    public static IEndpointRouteBuilder MapMedia(this IEndpointRouteBuilder app)
    {
        var media = app.MapGroup(MediaLinks.Path).WithTags("Media").RequireRateLimiting(PublicRateLimits.Pages);

        media.MapGet("", ShowAsync)
            .WithName("ShowMediaLink")
            .WithSummary("Shows the page of a link to an original")
            .Produces(StatusCodes.Status200OK, contentType: "text/html");
        // The token is what may; there is no session that somebody else could borrow.
        media.MapPost("", DownloadAsync)
            .WithName("DownloadMedia")
            .WithSummary("Downloads the original that a link opens")
            .DisableAntiforgery()
            .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream")
            // As long as the bytes flow: Kestrel ends a connection that takes none.
            .DisableRequestTimeout();
        return app;
    }

    private static async Task<HtmlPage> ShowAsync(
        [FromQuery(Name = MediaLinks.TokenName)] string? token, MediaLinks links, CancellationToken cancellationToken)
    {
        try
        {
            return token is not null && await links.OpenAsync(token, cancellationToken) is { } media
                ? MediaPages.Download(token, media)
                : MediaPages.Gone();
        }
        catch (Exception exception) when (DatabaseErrors.IsFailure(exception))
        {
            return MediaPages.Unavailable();
        }
    }

    private static async Task<IResult> DownloadAsync(
        [FromForm(Name = MediaLinks.TokenName)] string? token,
        MediaLinks links,
        MediaStore store,
        HttpResponse response,
        CancellationToken cancellationToken)
    {
        try
        {
            if (token is null || await links.OpenAsync(token, cancellationToken) is not { } media)
            {
                return MediaPages.Gone();
            }

            var content = await store.OpenVerifiedAsync(media.Key, media.Stored, cancellationToken);
            response.Headers.CacheControl = "no-store";
            response.Headers.XContentTypeOptions = "nosniff";
            response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
            response.Headers["Referrer-Policy"] = "no-referrer";
            return TypedResults.Stream(content, "application/octet-stream", media.FileName);
        }
        catch (FileNotFoundException)
        {
            return MediaPages.Gone();
        }
        catch (Exception exception) when (
            exception is AmazonServiceException or AmazonClientException or HttpRequestException or IOException ||
            DatabaseErrors.IsFailure(exception))
        {
            return MediaPages.Unavailable();
        }
    }
}
