namespace Telegram.Bot.Requests;

/// <summary>editMessageReplyMarkup: another keyboard for a message of the bot, or none.</summary>
public class EditMessageReplyMarkupRequest() : RequestBase<Message>("editMessageReplyMarkup")
{
    public required ChatId ChatId { get; set; }

    public required int MessageId { get; set; }

    public InlineKeyboardMarkup? ReplyMarkup { get; set; }
}
