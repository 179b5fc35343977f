namespace Telegram.Bot.Types;

/// <summary>What getChat tells of a chat.</summary>
public class ChatFullInfo : Chat
{
    public string? Description { get; set; }
}
