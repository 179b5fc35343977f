namespace Telegram.Bot.Serialization;

/// <summary>
/// A file as its id, its URL, or <c>attach://n</c> for a stream, which is noted as the n-th part of the multipart body that
/// the request is about to become.
/// </summary>
internal sealed class InputFileConverter : JsonConverter<InputFile>
{
    // Serialising a request is synchronous, so the streams met on the way can be collected per thread.
    [ThreadStatic]
    private static List<InputFileStream>? _attachments;

    /// <summary>Writes a request as JSON and returns the streams that it refers to.</summary>
    internal static (byte[] Json, IReadOnlyList<InputFileStream> Attachments) Serialize(object request)
    {
        List<InputFileStream> attachments = [];
        _attachments = attachments;
        try
        {
            return (JsonSerializer.SerializeToUtf8Bytes(request, request.GetType(), JsonBotAPI.Options), attachments);
        }
        finally
        {
            _attachments = null;
        }
    }

    public override bool CanConvert(Type typeToConvert) => typeof(InputFile).IsAssignableFrom(typeToConvert);

    public override InputFile Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        InputFile.FromString(reader.GetString() ?? throw new JsonException("A file is a string: an id or a URL."));

    public override void Write(Utf8JsonWriter writer, InputFile value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value switch
        {
            InputFileId file => file.Id,
            InputFileUrl file => file.Url.ToString(),
            InputFileStream file => Attach(file),
            _ => throw new JsonException($"{value.GetType().Name} cannot be sent."),
        });

    private static string Attach(InputFileStream file)
    {
        var attachments = _attachments ?? throw new JsonException("A stream can only be sent as part of a request.");
        attachments.Add(file);
        return FormattableString.Invariant($"attach://{attachments.Count - 1}");
    }
}
