using System.Text;

namespace Telegram.Bot.Requests;

/// <summary>
/// A call that may upload files. With a stream among its parameters the body is multipart: one part per parameter (nested
/// objects as JSON), then one part per stream, which is read only while the request is being sent.
/// </summary>
public abstract class FileRequestBase<TResponse>(string methodName) : RequestBase<TResponse>(methodName)
{
    public override HttpContent? ToHttpContent()
    {
        var (json, attachments) = InputFileConverter.Serialize(this);
        if (attachments.Count == 0)
        {
            return JsonBody(json);
        }

        var body = new MultipartFormDataContent();
        using var parameters = JsonDocument.Parse(json);
        foreach (var parameter in parameters.RootElement.EnumerateObject())
        {
            body.Add(new StringContent(Text(parameter.Value)), parameter.Name);
        }

        for (var index = 0; index < attachments.Count; index++)
        {
            body.Add(FilePart(index, attachments[index]));
        }

        return body;
    }

    private static string Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static StreamContent FilePart(int index, InputFileStream file)
    {
        // The server wants the bytes of UTF-8 in the header, not RFC 2047 or 5987; HttpClient writes header values as Latin-1.
        var disposition = Encoding.UTF8.GetBytes(
            FormattableString.Invariant($"form-data; name=\"{index}\"; filename=\"{file.FileName ?? "file"}\""));
        var part = new StreamContent(file.Content);
        part.Headers.TryAddWithoutValidation("Content-Type", "application/octet-stream");
        part.Headers.TryAddWithoutValidation("Content-Disposition", Encoding.Latin1.GetString(disposition));
        return part;
    }
}
