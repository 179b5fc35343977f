namespace Telegram.Bot.Requests;

/// <summary>editMessageText: another text for a message of the bot.</summary>
public class EditMessageTextRequest() : RequestBase<Message>("editMessageText")
{
    public required ChatId ChatId { get; set; }

    public required int MessageId { get; set; }

    /// <summary>1–4096 characters after parsing.</summary>
    public required string Text { get; set; }

    public ParseMode ParseMode { get; set; }

    public InlineKeyboardMarkup? ReplyMarkup { get; set; }

    public IEnumerable<MessageEntity>? Entities { get; set; }

    public LinkPreviewOptions? LinkPreviewOptions { get; set; }
}
