using System.Diagnostics.CodeAnalysis;

namespace Telegram.Bot.Types;

/// <summary>Media that takes the place of what a message showed before.</summary>
[JsonDerivedType(typeof(InputMediaAudio))]
[JsonDerivedType(typeof(InputMediaDocument))]
public abstract class InputMedia
{
    protected InputMedia()
    {
    }

    [SetsRequiredMembers]
    protected InputMedia(InputFile media) => Media = media;

    public abstract InputMediaType Type { get; }

    public required InputFile Media { get; set; }

    public string? Caption { get; set; }

    public ParseMode ParseMode { get; set; }

    public MessageEntity[]? CaptionEntities { get; set; }
}
