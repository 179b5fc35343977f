namespace Telegram.Bot.Types;

/// <summary>The message that is replied to.</summary>
public class ReplyParameters
{
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int MessageId { get; set; }

    public ChatId? ChatId { get; set; }

    public bool AllowSendingWithoutReply { get; set; }

    public string? Quote { get; set; }

    public ParseMode QuoteParseMode { get; set; }

    public IEnumerable<MessageEntity>? QuoteEntities { get; set; }

    public int? QuotePosition { get; set; }

    public static implicit operator ReplyParameters(int messageId) => new() { MessageId = messageId };

    public static implicit operator ReplyParameters?(Message? message) =>
        message is null ? null : new() { MessageId = message.Id, ChatId = message.Chat };
}
