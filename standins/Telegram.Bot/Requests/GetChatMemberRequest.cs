namespace Telegram.Bot.Requests;

/// <summary>getChatMember: somebody's standing in a chat.</summary>
public class GetChatMemberRequest() : RequestBase<ChatMember>("getChatMember")
{
    public required ChatId ChatId { get; set; }

    public required long UserId { get; set; }
}
