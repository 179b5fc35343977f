namespace Telegram.Bot.Requests;

/// <summary>getChat: what the bot may know of a chat.</summary>
public class GetChatRequest() : RequestBase<ChatFullInfo>("getChat")
{
    public required ChatId ChatId { get; set; }
}
