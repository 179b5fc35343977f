using System.Diagnostics.CodeAnalysis;

namespace Telegram.Bot.Types;

/// <summary>Audio that clients treat as music.</summary>
public class InputMediaAudio : InputMedia
{
    public InputMediaAudio()
    {
    }

    [SetsRequiredMembers]
    public InputMediaAudio(InputFile media)
        : base(media)
    {
    }

    public override InputMediaType Type => InputMediaType.Audio;

    /// <summary>JPEG, less than 200 kB, at most 320 × 320; only ever uploaded.</summary>
    public InputFile? Thumbnail { get; set; }

    /// <summary>Seconds.</summary>
    public int Duration { get; set; }

    public string? Performer { get; set; }

    public string? Title { get; set; }
}
