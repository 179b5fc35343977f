namespace Telegram.Bot.Requests;

/// <summary>getChatMemberCount: how many are in a chat, bots included.</summary>
public class GetChatMemberCountRequest() : RequestBase<int>("getChatMemberCount")
{
    public required ChatId ChatId { get; set; }
}
