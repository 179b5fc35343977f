using System.Buffers;
using System.Text.Json.Nodes;
using Microsoft.Net.Http.Headers;

namespace ZoomAspire.Simulator.Zoom;

/// <summary>
/// Recording files: on the Zoom host an address that needs a token and redirects, on the download host a signed address that
/// has the bytes.
/// </summary>
internal static class DownloadEndpoints
{
    private const int ChunkSize = 64 * 1024;

    public static void MapZoomHost(IEndpointRouteBuilder routes, ZoomSimulator zoom)
    {
        var redirect = ZoomGuard.Guard(zoom, ZoomOperation.Download, (context, fault) => RedirectAsync(context, fault, zoom));
        routes.MapGet("/rec/download/{name}", redirect);
        routes.MapGet("/rec/webhook_download/{name}", redirect);
        routes.MapGet("/rec/meeting/transcript/download/{name}", redirect);
        routes.MapGet("/rec/play/{name}", context => PlayAsync(context, zoom));
        routes.MapGet("/rec/share/{name}", context => PlayAsync(context, zoom));
    }

    public static void MapDownloadHost(IEndpointRouteBuilder routes, ZoomSimulator zoom) => routes.MapGet(
        "/file/{key}/{name}",
        ZoomGuard.Guard(zoom, ZoomOperation.DownloadFile, (context, fault) => ServeAsync(context, fault, zoom)));

    private static Task RedirectAsync(HttpContext context, ZoomFault? fault, ZoomSimulator zoom)
    {
        var key = ZoomLinks.KeyOf(Route(context, "name"));
        ZoomGuard.Notes(context).Subject = key;
        if (zoom.Library.FindFile(key) is not { } found || found.File.ReadyAt > zoom.Time.GetUtcNow())
        {
            return ZoomGuard.WriteAsync(context, StatusCodes.Status404NotFound, "text/html; charset=utf-8",
                ConsentPage.Error("This recording does not exist."));
        }

        ZoomGuard.Notes(context).Subject = found.File.Id ?? key;
        var token = ZoomGuard.Bearer(context) ?? context.Request.Query["access_token"].ToString();
        if (token.Length == 0)
        {
            return ZoomGuard.WriteHtmlAsync(context);
        }

        if (!MayDownload(zoom, found.Meeting, token, inHeader: ZoomGuard.Bearer(context) is not null))
        {
            return ZoomGuard.WriteAsync(context, StatusCodes.Status401Unauthorized, new JsonObject
            {
                ["status"] = false,
                ["errorCode"] = 401,
                ["errorMessage"] = "Forbidden",
            });
        }

        if (fault?.Kind == ZoomFaultKind.NoRedirect)
        {
            return SendAsync(context, fault, zoom, found.Meeting, found.File);
        }

        context.Response.StatusCode = StatusCodes.Status302Found;
        context.Response.Headers.Location = Target(context, fault, zoom, found.Meeting, found.File);
        return Task.CompletedTask;
    }

    /// <summary>In the query only the tokens of a meeting count: Zoom refuses users' tokens there since 2023.</summary>
    private static bool MayDownload(ZoomSimulator zoom, ZoomMeeting meeting, string token, bool inHeader)
    {
        if (zoom.DownloadTokens.Opens(token, meeting))
        {
            return true;
        }

        var holder = inHeader ? zoom.OAuth.FindAccess(token) : null;
        return holder?.Kind == ZoomTokenKind.Account || (holder?.UserId is { } userId && userId == meeting.Host.Id);
    }

    private static string Target(HttpContext context, ZoomFault? fault, ZoomSimulator zoom, ZoomMeeting meeting, ZoomFile file)
    {
        var lifetime = TimeSpan.FromSeconds(zoom.Faults.Settings.SignedLinkSeconds);
        return fault?.Kind switch
        {
            ZoomFaultKind.HostileRedirect => fault.Target?.AbsoluteUri ?? HostileTrap(zoom),
            ZoomFaultKind.RedirectLoop => new Uri(zoom.Addresses.Zoom, context.Request.Path).AbsoluteUri,
            ZoomFaultKind.ExpiredLink => zoom.Links.Signed(meeting, file, -lifetime),
            _ => zoom.Links.Signed(meeting, file, lifetime),
        };
    }

    /// <summary>Our own page under another host name: what is sent there shows in the calls of the state.</summary>
    private static string HostileTrap(ZoomSimulator zoom) =>
        new UriBuilder(zoom.Addresses.Page) { Host = "localhost", Path = "/sim/zoom/hostile" }.Uri.AbsoluteUri;

    private static Task ServeAsync(HttpContext context, ZoomFault? fault, ZoomSimulator zoom)
    {
        var key = Route(context, "key");
        var query = context.Request.Query;
        ZoomGuard.Notes(context).Subject = key;
        if (!zoom.Links.IsSigned(key, query["Expires"], query["Signature"]) || zoom.Library.FindFile(key) is not { } found)
        {
            return DenyAsync(context, StatusCodes.Status403Forbidden);
        }

        ZoomGuard.Notes(context).Subject = found.File.Id ?? key;
        return (zoom.Faults.Settings.DownloadHeader, Bearer: ZoomGuard.Bearer(context)) switch
        {
            (ZoomDownloadHeader.Forbidden, { }) => DenyAsync(context, StatusCodes.Status403Forbidden),
            (ZoomDownloadHeader.Needed, null) => DenyAsync(context, StatusCodes.Status401Unauthorized),
            (ZoomDownloadHeader.Needed, { } token) when !MayDownload(zoom, found.Meeting, token, inHeader: true) =>
                DenyAsync(context, StatusCodes.Status401Unauthorized),
            _ => SendAsync(context, fault, zoom, found.Meeting, found.File),
        };
    }

    private static Task DenyAsync(HttpContext context, int status) => ZoomGuard.WriteAsync(
        context, status, "application/xml", "<Error><Code>AccessDenied</Code><Message>Access denied</Message></Error>");

    private static async Task SendAsync(HttpContext context, ZoomFault? fault, ZoomSimulator zoom, ZoomMeeting meeting, ZoomFile file)
    {
        var settings = zoom.Faults.Settings;
        var response = context.Response;
        var (start, end) = (0L, file.Content.Length);
        response.Headers.AcceptRanges = settings.RangeRequests ? "bytes" : "none";
        if (settings.RangeRequests && Range(context, file.Content.Length) is { } range)
        {
            (start, end) = range;
            if (start >= end)
            {
                response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
                response.Headers.ContentRange = $"bytes */{file.Content.Length}";
                return;
            }

            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = $"bytes {start}-{end - 1}/{file.Content.Length}";
        }

        end = fault?.Kind == ZoomFaultKind.Short ? start + ((end - start) / 2) : end;
        response.ContentType = file.ContentType;
        response.ContentLength = end - start;
        response.Headers.ContentDisposition =
            new ContentDispositionHeaderValue("attachment") { FileName = file.NameFor(meeting) }.ToString();
        var stop = fault?.Kind == ZoomFaultKind.Truncate ? start + ((end - start) / 2) : end;
        await CopyAsync(context, zoom, file.Content, start, stop);
        if (stop < end)
        {
            context.Abort();
        }
    }

    private static async Task CopyAsync(HttpContext context, ZoomSimulator zoom, RecordingContent content, long start, long stop)
    {
        var notes = ZoomGuard.Notes(context);
        notes.Bytes = 0;
        var speed = zoom.Faults.Settings.DownloadBytesPerSecond;
        var chunk = speed > 0 ? Math.Clamp(speed / 10, 1, ChunkSize) : ChunkSize;
        var buffer = ArrayPool<byte>.Shared.Rent(chunk);
        try
        {
            await using var source = content.OpenRead();
            source.Position = start;
            while (source.Position < stop)
            {
                var wanted = (int)Math.Min(chunk, stop - source.Position);
                var count = await source.ReadAsync(buffer.AsMemory(0, wanted), context.RequestAborted);
                await context.Response.Body.WriteAsync(buffer.AsMemory(0, count), context.RequestAborted);
                notes.Bytes += count;
                if (speed > 0)
                {
                    await context.Response.Body.FlushAsync(context.RequestAborted);
                    await Task.Delay(TimeSpan.FromSeconds((double)count / speed), zoom.Time, context.RequestAborted);
                }
            }

            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The one range asked for, its end exclusive; null if none or several were asked for, which get the whole file.</summary>
    private static (long Start, long End)? Range(HttpContext context, long length)
    {
        if (context.Request.GetTypedHeaders().Range is not { Unit.Value: "bytes", Ranges: { Count: 1 } ranges })
        {
            return null;
        }

        var range = ranges.Single();
        return range.From is { } from
            ? (from, Math.Min((range.To ?? (length - 1)) + 1, length))
            : (Math.Max(0, length - range.To!.Value), length);
    }

    private static Task PlayAsync(HttpContext context, ZoomSimulator zoom)
    {
        var found = zoom.Library.FindFile(ZoomLinks.KeyOf(Route(context, "name")));
        return found is { } playable
            ? ZoomGuard.WriteAsync(context, StatusCodes.Status200OK, "text/html; charset=utf-8", ConsentPage.Player(
                playable.Meeting, playable.File, zoom.Links.Signed(playable.Meeting, playable.File, TimeSpan.FromHours(1))))
            : ZoomGuard.WriteAsync(context, StatusCodes.Status404NotFound, "text/html; charset=utf-8",
                ConsentPage.Error("This recording does not exist."));
    }

    private static string Route(HttpContext context, string name) => (string?)context.Request.RouteValues[name] ?? "";
}
