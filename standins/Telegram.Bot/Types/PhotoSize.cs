namespace Telegram.Bot.Types;

/// <summary>One size of a photo or thumbnail.</summary>
public class PhotoSize : FileBase
{
    public int Width { get; set; }

    public int Height { get; set; }
}
