namespace Telegram.Bot.Requests;

/// <summary>editMessageMedia: other media for a message of the bot, also for one that was only text.</summary>
public class EditMessageMediaRequest() : FileRequestBase<Message>("editMessageMedia")
{
    public required ChatId ChatId { get; set; }

    public required int MessageId { get; set; }

    public required InputMedia Media { get; set; }

    public InlineKeyboardMarkup? ReplyMarkup { get; set; }
}
