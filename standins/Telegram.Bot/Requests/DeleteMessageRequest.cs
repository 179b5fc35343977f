namespace Telegram.Bot.Requests;

/// <summary>deleteMessage: takes a message away, in general within 48 hours.</summary>
public class DeleteMessageRequest() : RequestBase<bool>("deleteMessage")
{
    public required ChatId ChatId { get; set; }

    public required int MessageId { get; set; }
}
