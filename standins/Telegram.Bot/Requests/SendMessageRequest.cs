namespace Telegram.Bot.Requests;

/// <summary>sendMessage: a text.</summary>
public class SendMessageRequest() : RequestBase<Message>("sendMessage")
{
    public required ChatId ChatId { get; set; }

    /// <summary>1–4096 characters after parsing.</summary>
    public required string Text { get; set; }

    public ParseMode ParseMode { get; set; }

    public ReplyParameters? ReplyParameters { get; set; }

    public ReplyMarkup? ReplyMarkup { get; set; }

    public LinkPreviewOptions? LinkPreviewOptions { get; set; }

    public int? MessageThreadId { get; set; }

    public IEnumerable<MessageEntity>? Entities { get; set; }

    public bool DisableNotification { get; set; }

    public bool ProtectContent { get; set; }
}
