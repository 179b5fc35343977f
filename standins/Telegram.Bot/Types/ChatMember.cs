namespace Telegram.Bot.Types;

/// <summary>A user's standing in a chat.</summary>
[JsonConverter(typeof(ChatMemberConverter))]
public abstract class ChatMember
{
    public abstract ChatMemberStatus Status { get; }

    public User User { get; set; } = default!;
}
