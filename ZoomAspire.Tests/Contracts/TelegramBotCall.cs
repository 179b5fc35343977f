using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace ZoomAspire.Tests.Contracts;

/// <summary>One call as it came over the wire.</summary>
internal sealed class TelegramBotCall
{
    private readonly Dictionary<string, string> _fields = [];
    private readonly Dictionary<string, TelegramBotFile> _files = [];

    private TelegramBotCall(HttpRequest request)
    {
        Verb = request.Method;
        Path = request.Path.Value!;
        Query = request.QueryString.Value!;
        ContentType = request.ContentType;
    }

    public string Verb { get; }

    public string Path { get; }

    public string Query { get; }

    public string Method => Path[(Path.LastIndexOf('/') + 1)..];

    public string? ContentType { get; }

    /// <summary>The body of a call without files; empty for a call without a body.</summary>
    public JsonObject Json { get; private set; } = [];

    public IEnumerable<string> FieldNames => _fields.Keys;

    public string Field(string name) => _fields[name];

    /// <summary>A field that is an object: JSON inside a form.</summary>
    public JsonNode FieldJson(string name) => JsonNode.Parse(_fields[name])!;

    /// <summary>A file parameter: a part of its name, or the part that its value refers to.</summary>
    public TelegramBotFile File(string parameter) =>
        _fields.TryGetValue(parameter, out var reference) ? Attached(reference) : _files[parameter];

    /// <summary>The part that <c>attach://name</c> refers to.</summary>
    public TelegramBotFile Attached(string reference)
    {
        const string prefix = "attach://";
        Assert.StartsWith(prefix, reference, StringComparison.Ordinal);
        return _files[reference[prefix.Length..]];
    }

    public static async Task<TelegramBotCall> Read(HttpRequest request)
    {
        var call = new TelegramBotCall(request);
        if (call.ContentType is null)
        {
            return call;
        }

        if (Boundary(request) is { } boundary)
        {
            await call.ReadParts(new MultipartReader(boundary, request.Body));
        }
        else
        {
            call.Json = (await JsonNode.ParseAsync(request.Body))!.AsObject();
        }

        return call;
    }

    /// <summary>What separates the parts of a multipart body, or null for any other body.</summary>
    public static string? Boundary(HttpRequest request) =>
        MediaTypeHeaderValue.Parse(request.ContentType) is var type
        && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            ? HeaderUtilities.RemoveQuotes(type.Boundary).Value
            : null;

    private async Task ReadParts(MultipartReader reader)
    {
        while (await reader.ReadNextSectionAsync() is { } section)
        {
            var disposition = ContentDispositionHeaderValue.Parse(section.ContentDisposition);
            var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value!;
            using var content = new MemoryStream();
            await section.Body.CopyToAsync(content);
            if (disposition.IsFileDisposition())
            {
                var fileName = HeaderUtilities.RemoveQuotes(disposition.FileName).Value!;
                _files.Add(name, new TelegramBotFile(fileName, section.ContentType, content.ToArray()));
            }
            else
            {
                _fields.Add(name, Encoding.UTF8.GetString(content.ToArray()));
            }
        }
    }
}

/// <summary>An uploaded file.</summary>
internal sealed record TelegramBotFile(string Name, string? ContentType, byte[] Content);
