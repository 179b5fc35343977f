namespace Telegram.Bot.Requests;

/// <summary>sendDocument: a file of any kind.</summary>
public class SendDocumentRequest() : FileRequestBase<Message>("sendDocument")
{
    public required ChatId ChatId { get; set; }

    public required InputFile Document { get; set; }

    /// <summary>Up to 1024 characters after parsing.</summary>
    public string? Caption { get; set; }

    public ParseMode ParseMode { get; set; }

    public ReplyParameters? ReplyParameters { get; set; }

    public ReplyMarkup? ReplyMarkup { get; set; }

    public InputFile? Thumbnail { get; set; }

    public int? MessageThreadId { get; set; }

    public IEnumerable<MessageEntity>? CaptionEntities { get; set; }

    public bool DisableContentTypeDetection { get; set; }

    public bool DisableNotification { get; set; }

    public bool ProtectContent { get; set; }
}
