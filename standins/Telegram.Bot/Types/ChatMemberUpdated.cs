namespace Telegram.Bot.Types;

/// <summary>A change of somebody's standing in a chat.</summary>
public class ChatMemberUpdated
{
    public Chat Chat { get; set; } = default!;

    /// <summary>Who made the change.</summary>
    public User From { get; set; } = default!;

    [JsonConverter(typeof(UnixDateTimeConverter))]
    public DateTime Date { get; set; }

    public ChatMember OldChatMember { get; set; } = default!;

    public ChatMember NewChatMember { get; set; } = default!;
}
