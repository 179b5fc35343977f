namespace Telegram.Bot.Requests;

/// <summary>sendChatAction: shows for at most five seconds what the bot is doing.</summary>
public class SendChatActionRequest() : RequestBase<bool>("sendChatAction")
{
    public required ChatId ChatId { get; set; }

    public required ChatAction Action { get; set; }

    public int? MessageThreadId { get; set; }
}
