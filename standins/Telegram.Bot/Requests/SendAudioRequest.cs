namespace Telegram.Bot.Requests;

/// <summary>sendAudio: MP3 or M4A that plays in the chat.</summary>
public class SendAudioRequest() : FileRequestBase<Message>("sendAudio")
{
    public required ChatId ChatId { get; set; }

    public required InputFile Audio { get; set; }

    /// <summary>Up to 1024 characters after parsing.</summary>
    public string? Caption { get; set; }

    public ParseMode ParseMode { get; set; }

    public ReplyParameters? ReplyParameters { get; set; }

    public ReplyMarkup? ReplyMarkup { get; set; }

    /// <summary>Seconds.</summary>
    public int? Duration { get; set; }

    public string? Performer { get; set; }

    public string? Title { get; set; }

    public InputFile? Thumbnail { get; set; }

    public int? MessageThreadId { get; set; }

    public IEnumerable<MessageEntity>? CaptionEntities { get; set; }

    public bool DisableNotification { get; set; }

    public bool ProtectContent { get; set; }
}
