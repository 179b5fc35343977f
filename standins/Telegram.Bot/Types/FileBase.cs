namespace Telegram.Bot.Types;

/// <summary>What all files on Telegram's servers have in common.</summary>
public abstract class FileBase
{
    /// <summary>Sends the file again without uploading it; valid for this bot only.</summary>
    public string FileId { get; set; } = default!;

    /// <summary>The same for all bots and at all times; only for comparing.</summary>
    public string FileUniqueId { get; set; } = default!;

    /// <summary>Bytes; may exceed 32 bits.</summary>
    public long? FileSize { get; set; }
}
