using System.Text.Json.Nodes;

namespace ZoomAspire.Simulator.Telegram;

/// <summary>Writes the objects of the Bot API (https://core.telegram.org/bots/api#available-types).</summary>
internal sealed class BotApiJson(TelegramState state)
{
    private const int TopicColor = 0x6FB9F0; // The first of those that may be chosen (https://core.telegram.org/bots/api#createforumtopic).

    public JsonObject Bot() => new()
    {
        ["id"] = state.BotId,
        ["is_bot"] = true,
        ["first_name"] = state.BotName,
        ["username"] = TelegramState.BotUsername,
    };

    public JsonObject BotWithAbilities()
    {
        var bot = Bot();
        bot["can_join_groups"] = true;
        bot["can_read_all_group_messages"] = false;
        bot["supports_inline_queries"] = false;
        bot["can_connect_to_business"] = false;
        bot["has_main_web_app"] = false;
        bot["has_topics_enabled"] = false;
        return bot;
    }

    public static JsonObject User(TelegramUser user) => Compact(new JsonObject
    {
        ["id"] = user.Id,
        ["is_bot"] = false,
        ["first_name"] = user.FirstName,
        ["language_code"] = user.LanguageCode,
    });

    public static JsonObject Chat(TelegramChat chat) => Compact(new JsonObject
    {
        ["id"] = chat.Id,
        ["type"] = TypeName(chat.Kind),
        ["title"] = chat.Kind == ChatKind.Private ? null : chat.Title,
        ["first_name"] = chat.Kind == ChatKind.Private ? chat.Title : null,
        ["is_forum"] = chat.IsForum ? true : null,
    });

    /// <summary>A message. What replies to nothing else in a topic replies to the message by which the topic was made.</summary>
    public JsonObject Message(TelegramMessage message)
    {
        var json = MessageWithoutReply(message);
        if ((message.ReplyTo ?? message.ThreadId) is { } repliedTo && repliedTo != message.Id && message.Chat.Find(repliedTo) is { } original)
        {
            json["reply_to_message"] = MessageWithoutReply(original);
        }

        return json;
    }

    public static string TypeName(ChatKind kind) => kind switch
    {
        ChatKind.Private => "private",
        ChatKind.Group => "group",
        _ => "supergroup",
    };

    private JsonObject MessageWithoutReply(TelegramMessage message)
    {
        var json = Compact(new JsonObject
        {
            ["message_id"] = message.Id,
            ["message_thread_id"] = message.ThreadId,
            ["from"] = message.FromId == state.BotId ? Bot() : User(state.Users[message.FromId]),
            ["chat"] = Chat(message.Chat),
            ["date"] = message.Date.ToUnixTimeSeconds(),
            ["edit_date"] = message.EditDate?.ToUnixTimeSeconds(),
            ["is_topic_message"] = message.ThreadId is null ? null : true,
            ["has_protected_content"] = message.IsProtected ? true : null,
            ["reply_markup"] = message.Keyboard?.ToJson(),
        });
        AddContent(json, message.Content);
        return json;
    }

    private static void AddContent(JsonObject json, MessageContent content)
    {
        if (content.TopicEvent is { } topicEvent)
        {
            json[topicEvent] = TopicEvent(topicEvent, content.Text.Text);
            return;
        }

        var (textName, entitiesName) = content.Media is null ? ("text", "entities") : ("caption", "caption_entities");
        if (content.Media is { } media)
        {
            json[content.Kind] = Media(media);
        }

        if (content.Text.Text.Length > 0)
        {
            json[textName] = content.Text.Text;
        }

        if (content.Text.Entities.Count > 0)
        {
            json[entitiesName] = new JsonArray([.. content.Text.Entities.Select(Entity)]);
        }
    }

    private static JsonObject TopicEvent(string topicEvent, string name) => topicEvent switch
    {
        TopicEvents.Created => new JsonObject { ["name"] = name, ["icon_color"] = TopicColor },
        TopicEvents.Edited => new JsonObject { ["name"] = name },
        _ => [],
    };

    private static JsonObject Media(MediaContent media) => Compact(new JsonObject
    {
        ["duration"] = media.Kind == FileKind.Document ? null : media.Duration,
        ["file_name"] = media.Kind == FileKind.Voice ? null : media.File.FileName,
        ["mime_type"] = media.File.MimeType,
        ["title"] = media.Kind == FileKind.Audio ? media.Title : null,
        ["performer"] = media.Kind == FileKind.Audio ? media.Performer : null,
        ["file_id"] = media.File.FileId(media.Kind),
        ["file_unique_id"] = media.File.UniqueId,
        ["file_size"] = media.File.Size,
    });

    private static JsonNode Entity(TextEntity entity) => Compact(new JsonObject
    {
        ["type"] = entity.Type,
        ["offset"] = entity.Offset,
        ["length"] = entity.Length,
        ["url"] = entity.Url,
        ["language"] = entity.Language,
        ["custom_emoji_id"] = entity.CustomEmojiId,
    });

    /// <summary>The Bot API leaves absent fields out.</summary>
    private static JsonObject Compact(JsonObject json)
    {
        foreach (var name in json.Where(property => property.Value is null).Select(property => property.Key).ToList())
        {
            json.Remove(name);
        }

        return json;
    }
}
