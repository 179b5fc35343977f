using System.Diagnostics.CodeAnalysis;

namespace Telegram.Bot.Types;

/// <summary>A file of any kind.</summary>
public class InputMediaDocument : InputMedia
{
    public InputMediaDocument()
    {
    }

    [SetsRequiredMembers]
    public InputMediaDocument(InputFile media)
        : base(media)
    {
    }

    public override InputMediaType Type => InputMediaType.Document;

    /// <summary>JPEG, less than 200 kB, at most 320 × 320; only ever uploaded.</summary>
    public InputFile? Thumbnail { get; set; }

    public bool DisableContentTypeDetection { get; set; }
}
