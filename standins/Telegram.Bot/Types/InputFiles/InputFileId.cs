namespace Telegram.Bot.Types;

/// <summary>A file that the server already has.</summary>
public class InputFileId : InputFile
{
    public InputFileId(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        Id = id;
    }

    public override FileType FileType => FileType.Id;

    public string Id { get; }
}
