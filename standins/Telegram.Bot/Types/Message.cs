namespace Telegram.Bot.Types;

/// <summary>A message, or what a chat tells of itself in the form of one.</summary>
public class Message
{
    [JsonPropertyName("message_id")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int Id { get; set; }

    [JsonIgnore]
    public int MessageId => Id;

    public int? MessageThreadId { get; set; }

    public User? From { get; set; }

    /// <summary>The chat in whose name the message was sent: a channel, or the group of an anonymous administrator.</summary>
    public Chat? SenderChat { get; set; }

    /// <summary>When it was sent (UTC); the default value for a message that the bot may no longer see.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    [JsonConverter(typeof(UnixDateTimeConverter))]
    public DateTime Date { get; set; }

    public Chat Chat { get; set; } = default!;

    public bool IsTopicMessage { get; set; }

    public Message? ReplyToMessage { get; set; }

    [JsonConverter(typeof(UnixDateTimeConverter))]
    public DateTime? EditDate { get; set; }

    public string? Text { get; set; }

    public MessageEntity[]? Entities { get; set; }

    public Audio? Audio { get; set; }

    public Document? Document { get; set; }

    public Voice? Voice { get; set; }

    public string? Caption { get; set; }

    public MessageEntity[]? CaptionEntities { get; set; }

    public bool? GroupChatCreated { get; set; }

    public bool? SupergroupChatCreated { get; set; }

    public long? MigrateToChatId { get; set; }

    public long? MigrateFromChatId { get; set; }

    public ForumTopicCreated? ForumTopicCreated { get; set; }

    public ForumTopicEdited? ForumTopicEdited { get; set; }

    public ForumTopicClosed? ForumTopicClosed { get; set; }

    public ForumTopicReopened? ForumTopicReopened { get; set; }

    public InlineKeyboardMarkup? ReplyMarkup { get; set; }
}
