using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace ZoomAspire.Simulator.Telegram;

/// <summary>
/// Reads the parameters of a call from wherever the Bot API takes them: query, form, JSON body, multipart body
/// (https://core.telegram.org/bots/api#making-requests). Files go straight to disk.
/// </summary>
internal sealed class BotApiRequestReader(FileStore files)
{
    /// <summary>Reads a request to its end, whatever its size.</summary>
    /// <param name="request">The call.</param>
    /// <param name="uploadLimit">Most bytes of one file.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BotApiException">400: the body is not what its type says.</exception>
    public async Task<BotApiCall> ReadAsync(HttpRequest request, long uploadLimit, CancellationToken cancellationToken)
    {
        var call = new BotApiCall();
        foreach (var (name, value) in request.Query)
        {
            call.Fields[name] = new CallField(value.ToString(), IsText: true);
        }

        switch (MediaType(request))
        {
            case "application/json":
                await ReadJsonAsync(request, call, cancellationToken);
                break;
            case "application/x-www-form-urlencoded":
                await ReadFormAsync(request, call, cancellationToken);
                break;
            case "multipart/form-data":
                await ReadPartsAsync(request, call, uploadLimit, cancellationToken);
                break;
            default:
                break; // A body of another type carries no parameters.
        }

        return call;
    }

    private static string? MediaType(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? type.MediaType.Value?.ToLowerInvariant() : null;

    private static async Task ReadJsonAsync(HttpRequest request, BotApiCall call, CancellationToken cancellationToken)
    {
        try
        {
            var root = await JsonNode.ParseAsync(request.Body, cancellationToken: cancellationToken);
            foreach (var (name, value) in root?.AsObject() ?? [])
            {
                call.Fields[name] = new CallField(value, IsText: false);
            }
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            throw BotApiException.BadRequest("can't parse request body as JSON object");
        }
    }

    private static async Task ReadFormAsync(HttpRequest request, BotApiCall call, CancellationToken cancellationToken)
    {
        foreach (var (name, value) in await request.ReadFormAsync(cancellationToken))
        {
            call.Fields[name] = new CallField(value.ToString(), IsText: true);
        }
    }

    private async Task ReadPartsAsync(HttpRequest request, BotApiCall call, long uploadLimit, CancellationToken cancellationToken)
    {
        var boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(request.ContentType).Boundary).Value
            ?? throw BotApiException.BadRequest("can't parse multipart boundary");
        var reader = new MultipartReader(boundary, request.Body);
        while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
            {
                continue;
            }

            var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "";
            if (disposition.IsFileDisposition())
            {
                await ReadFileAsync(call, name, FileName(disposition), section, uploadLimit, cancellationToken);
            }
            else
            {
                using var text = new StreamReader(section.Body);
                call.Fields[name] = new CallField(await text.ReadToEndAsync(cancellationToken), IsText: true);
            }
        }
    }

    private async Task ReadFileAsync(
        BotApiCall call,
        string name,
        string fileName,
        MultipartSection section,
        long uploadLimit,
        CancellationToken cancellationToken)
    {
        var type = section.ContentType ?? "application/octet-stream";
        if (await files.StoreAsync(section.Body, fileName, type, uploadLimit, cancellationToken) is { } file)
        {
            call.Files[name] = file;
        }
        else
        {
            call.IsTooLarge = true;
        }
    }

    private static string FileName(ContentDispositionHeaderValue disposition)
    {
        var name = disposition.FileNameStar.HasValue
            ? disposition.FileNameStar
            : HeaderUtilities.RemoveQuotes(disposition.FileName);
        return Path.GetFileName(name.Value) is { Length: > 0 } value ? value : "file";
    }
}
