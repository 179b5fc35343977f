namespace Telegram.Bot.Types;

/// <summary>A file to send: a stream to upload, the id of a file that the server has, or a URL for it to fetch.</summary>
[JsonConverter(typeof(InputFileConverter))]
public abstract class InputFile
{
    public abstract FileType FileType { get; }

    /// <summary>An absolute URL is taken as one, anything else as a file id.</summary>
    public static InputFile FromString(string urlOrFileId) =>
        Uri.TryCreate(urlOrFileId, UriKind.Absolute, out var url) ? FromUri(url) : FromFileId(urlOrFileId);

    /// <summary>Streams the content into the request, from the stream's current position. The call disposes the stream.</summary>
    public static InputFileStream FromStream(Stream stream, string? fileName = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new(stream, fileName ?? Path.GetFileName((stream as FileStream)?.Name));
    }

    public static InputFileUrl FromUri(Uri url) => new(url);

    public static InputFileUrl FromUri(string url) => new(url);

    public static InputFileId FromFileId(string fileId) => new(fileId);

    public static implicit operator InputFile(Stream stream) => FromStream(stream);

    public static implicit operator InputFile(string urlOrFileId) => FromString(urlOrFileId);

    public static implicit operator InputFile(FileBase file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return FromFileId(file.FileId);
    }
}
