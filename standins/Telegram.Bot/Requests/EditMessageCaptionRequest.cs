namespace Telegram.Bot.Requests;

/// <summary>editMessageCaption: another caption for a message of the bot.</summary>
public class EditMessageCaptionRequest() : RequestBase<Message>("editMessageCaption")
{
    public required ChatId ChatId { get; set; }

    public required int MessageId { get; set; }

    /// <summary>Up to 1024 characters after parsing.</summary>
    public string? Caption { get; set; }

    public ParseMode ParseMode { get; set; }

    public InlineKeyboardMarkup? ReplyMarkup { get; set; }

    public IEnumerable<MessageEntity>? CaptionEntities { get; set; }
}
