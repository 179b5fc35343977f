using System.Text.Json.Nodes;

namespace ZoomAspire.Simulator.Telegram;

internal enum ChatKind
{
    Private,
    Group,
    Supergroup,
}

/// <summary>A person with Telegram.</summary>
internal sealed class TelegramUser(long id, string firstName, string? languageCode)
{
    public long Id => id;

    public string FirstName => firstName;

    public string? LanguageCode => languageCode;

    /// <summary>Has written to the bot: only then may the bot write.</summary>
    public bool Started { get; set; }

    /// <summary>Has blocked the bot.</summary>
    public bool Blocked { get; set; }
}

/// <summary>A topic of a forum.</summary>
internal sealed record TelegramTopic(int ThreadId, string Name, bool Closed);

/// <summary>A private chat with the bot (its id is the user's), or a group.</summary>
internal sealed class TelegramChat(long id, ChatKind kind, string title)
{
    public long Id => id;

    public ChatKind Kind => kind;

    public string Title => title;

    public bool IsForum { get; init; }

    /// <summary>What the topic is called that everything else is in.</summary>
    public string GeneralTopic { get; set; } = "General";

    /// <summary>The bot in this chat: <c>member</c>, <c>left</c> or <c>kicked</c>.</summary>
    public string BotStatus { get; set; } = "member";

    public long? MigratedTo { get; set; }

    /// <summary>Members other than the bot; the first one owns the chat.</summary>
    public List<long> Members { get; } = [];

    /// <summary>Members with additional rights, besides the owner.</summary>
    public HashSet<long> Administrators { get; } = [];

    public List<TelegramTopic> Topics { get; } = [];

    public List<TelegramMessage> Messages { get; } = [];

    /// <summary>What the bot says it is doing, and until when clients show it.</summary>
    public (string Name, DateTimeOffset Until)? Action { get; set; }

    public TelegramMessage? Find(long messageId) => Messages.Find(message => message.Id == messageId && !message.Deleted);
}

/// <summary>What becomes of topics, by the names that the Bot API gives to it.</summary>
internal static class TopicEvents
{
    public const string Created = "forum_topic_created";

    public const string Edited = "forum_topic_edited";

    public const string Closed = "forum_topic_closed";
}

/// <summary>The file of a message, with what players show.</summary>
internal sealed record MediaContent(StoredFile File, FileKind Kind, int Duration, string? Title, string? Performer);

/// <summary>What a message says: a text, or a file with a caption; or what became of a topic, whose name the text is.</summary>
internal sealed record MessageContent(FormattedText Text, MediaContent? Media = null, string? TopicEvent = null)
{
    public string Kind => Media?.Kind switch
    {
        null => TopicEvent ?? "text",
        FileKind.Audio => "audio",
        FileKind.Voice => "voice",
        _ => "document",
    };
}

/// <summary>A message, with everything that it has been.</summary>
internal sealed class TelegramMessage(int id, TelegramChat chat, long fromId, DateTimeOffset date)
{
    private readonly List<MessageRevision> _history = [];

    public int Id => id;

    public TelegramChat Chat => chat;

    /// <summary>A user, or the bot.</summary>
    public long FromId => fromId;

    public DateTimeOffset Date { get; private set; } = date;

    public DateTimeOffset? EditDate { get; private set; }

    public int? ThreadId { get; init; }

    public int? ReplyTo { get; init; }

    /// <summary>Sent with <c>disable_notification</c>: no telephone made a sound.</summary>
    public bool IsSilent { get; init; }

    /// <summary>Sent with <c>protect_content</c>: edits do not change that.</summary>
    public bool IsProtected { get; init; }

    public MessageContent Content { get; private set; } = new(FormattedText.Empty);

    public InlineKeyboard? Keyboard { get; private set; }

    public bool Deleted { get; private set; }

    public IReadOnlyList<MessageRevision> History => _history;

    public void Send(MessageContent content, InlineKeyboard? keyboard)
    {
        (Content, Keyboard) = (content, keyboard);
        Record(Date, "sent");
    }

    /// <summary>From now on it was sent earlier.</summary>
    public void Backdate(TimeSpan by) => Date -= by;

    /// <summary>Changes the message.</summary>
    /// <param name="content">The new content.</param>
    /// <param name="keyboard">The new keyboard: an edit without one removes it.</param>
    /// <param name="change">What kind of edit, for the history.</param>
    /// <param name="at">When.</param>
    /// <exception cref="BotApiException">400: everything is as it was.</exception>
    public void Edit(MessageContent content, InlineKeyboard? keyboard, string change, DateTimeOffset at)
    {
        if (content == Content && keyboard == Keyboard)
        {
            throw BotApiException.BadRequest(
                "message is not modified: specified new message content and reply markup are exactly the same as "
                + "a current content and reply markup of the message");
        }

        EditDate = content == Content ? EditDate : at; // A new keyboard alone does not mark a message as edited.
        (Content, Keyboard) = (content, keyboard);
        Record(at, change);
    }

    public void Delete(DateTimeOffset at)
    {
        Deleted = true;
        Record(at, "deleted");
    }

    private void Record(DateTimeOffset at, string change) => _history.Add(
        new MessageRevision(at, change, Content.Kind, Content.Text.Text, Content.Media?.File.Sha256, Keyboard?.Labels ?? []));
}

/// <summary>A press of a button that waits for the bot's answer.</summary>
internal sealed class CallbackQuery(string id, TelegramUser user, DateTimeOffset at)
{
    public string Id => id;

    public TelegramUser User => user;

    public DateTimeOffset At => at;

    public CallbackAnswer? Answer { get; set; }
}

/// <summary>Buttons below a message. Two are equal if they were written the same.</summary>
internal sealed class InlineKeyboard : IEquatable<InlineKeyboard>
{
    private const int LongestData = 64;

    private static readonly string[] OtherActions =
    [
        "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat", "switch_inline_query_chosen_chat",
        "copy_text", "callback_game", "pay",
    ];

    private readonly string _json;

    private InlineKeyboard(JsonNode markup, IReadOnlyList<IReadOnlyList<ButtonView>> rows)
    {
        _json = markup.ToJsonString();
        Rows = rows;
    }

    public IReadOnlyList<IReadOnlyList<ButtonView>> Rows { get; }

    public IReadOnlyList<string> Labels => [.. Rows.SelectMany(row => row).Select(button => button.Text)];

    /// <summary>Reads a <c>reply_markup</c>. Keyboards of other kinds change nothing about the message: null.</summary>
    /// <exception cref="BotApiException">400: a button cannot be used.</exception>
    public static InlineKeyboard? Parse(JsonNode? markup)
    {
        if (markup?["inline_keyboard"] is not JsonArray { Count: > 0 } rows)
        {
            return null;
        }

        List<IReadOnlyList<ButtonView>> parsed = [];
        foreach (var row in rows)
        {
            parsed.Add([.. (row as JsonArray ?? []).Select(ParseButton)]);
        }

        return parsed.Exists(row => row.Count > 0) ? new InlineKeyboard(markup, parsed) : null;
    }

    public JsonNode ToJson() => JsonNode.Parse(_json)!;

    public static bool operator ==(InlineKeyboard? one, InlineKeyboard? other) => one?._json == other?._json;

    public static bool operator !=(InlineKeyboard? one, InlineKeyboard? other) => !(one == other);

    public bool Equals(InlineKeyboard? other) => this == other;

    public override bool Equals(object? obj) => Equals(obj as InlineKeyboard);

    public override int GetHashCode() => _json.GetHashCode(StringComparison.Ordinal);

    private static ButtonView ParseButton(JsonNode? button)
    {
        var text = (string?)button?["text"];
        if (string.IsNullOrEmpty(text))
        {
            throw Refuse("Field \"text\" must be of type String");
        }

        var (url, data) = ((string?)button!["url"], (string?)button["callback_data"]);
        var others = OtherActions.Count(action => button[action] is not null);
        switch ((string.IsNullOrEmpty(url) ? 0 : 1) + (string.IsNullOrEmpty(data) ? 0 : 1) + others)
        {
            case 0:
                throw Refuse("Text buttons are unallowed in the inline keyboard");
            case > 1:
                throw BotApiException.BadRequest("BUTTON_TYPE_INVALID");
            default:
                CheckData(data);
                CheckUrl(url);
                return new ButtonView(text, url, data);
        }
    }

    private static void CheckData(string? data)
    {
        if (data is not null && System.Text.Encoding.UTF8.GetByteCount(data) > LongestData)
        {
            throw BotApiException.BadRequest("BUTTON_DATA_INVALID");
        }
    }

    /// <summary>Loopback addresses pass, unlike at the real server, which wants a public host.</summary>
    private static void CheckUrl(string? url)
    {
        var usable = url is null
            || (Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" or "tg");
        if (!usable)
        {
            throw BotApiException.BadRequest($"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL");
        }
    }

    private static BotApiException Refuse(string text) =>
        BotApiException.BadRequest($"can't parse inline keyboard button: {text}");
}
