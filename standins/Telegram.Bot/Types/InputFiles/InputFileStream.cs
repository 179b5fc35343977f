namespace Telegram.Bot.Types;

/// <summary>A file to upload. Without a name it is sent as "file".</summary>
public class InputFileStream(Stream content, string? fileName = default) : InputFile
{
    public override FileType FileType => FileType.Stream;

    public Stream Content { get; } = content;

    public string? FileName { get; } = fileName;
}
