using System.Text.Json.Nodes;

namespace ZoomAspire.Simulator.Telegram;

/// <summary>The methods that send, change and delete messages, with the real server's checks and texts.</summary>
internal sealed class MessageMethods(TelegramState state, FileStore files, BotApiJson json, TimeProvider time)
{
    private const int LongestText = 4096;
    private const int LongestCaption = 1024;
    private const int LongestCallbackAnswer = 200;

    private static readonly TimeSpan ActionShown = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DeletableFor = TimeSpan.FromHours(48);

    /// <summary>How long a press may wait for its answer. The real server's limit is not documented.</summary>
    private static readonly TimeSpan CallbackLife = TimeSpan.FromSeconds(30);

    private static readonly string[] AudioExtensions = [".mp3", ".m4a", ".mp4", ".aac"];
    private static readonly string[] VoiceExtensions = [".ogg", ".oga", ".opus"];

    public JsonNode SendMessage(BotApiCall call)
    {
        var text = ReadText(call, "text", "entities");
        if (text.Text.Length == 0)
        {
            throw BotApiException.BadRequest("message text is empty");
        }

        CheckLength(text, LongestText, "message is too long");
        return Send(call, _ => new MessageContent(text));
    }

    public JsonNode SendAudio(BotApiCall call) => SendMedia(call, "audio");

    public JsonNode SendDocument(BotApiCall call) => SendMedia(call, "document");

    public JsonNode SendVoice(BotApiCall call) => SendMedia(call, "voice");

    public JsonNode SendChatAction(BotApiCall call)
    {
        var (chat, _) = Destination(call);
        var action = call.Text("action") ?? "";
        chat.Action = action.Length > 0
            ? (action, time.GetUtcNow() + ActionShown)
            : throw BotApiException.BadRequest("wrong parameter action in request");
        return true;
    }

    public JsonNode EditMessageText(BotApiCall call)
    {
        var message = Editable(call);
        if (message.Content.Media is not null)
        {
            throw BotApiException.BadRequest("there is no text in the message to edit");
        }

        var text = ReadText(call, "text", "entities");
        if (text.Text.Length == 0)
        {
            throw BotApiException.BadRequest("message text is empty");
        }

        CheckLength(text, LongestText, "message is too long");
        return Edit(call, message, new MessageContent(text), "text");
    }

    public JsonNode EditMessageCaption(BotApiCall call)
    {
        var message = Editable(call);
        return message.Content.Media is null
            ? throw BotApiException.BadRequest("there is no caption in the message to edit")
            : Edit(call, message, message.Content with { Text = ReadCaption(call) }, "caption");
    }

    public JsonNode EditMessageMedia(BotApiCall call)
    {
        var message = Editable(call);
        if (message.Content.Media is null && state.Settings.OldServer)
        {
            throw BotApiException.BadRequest("there is no media in the message to edit");
        }

        var inner = MediaCall(call);
        var content = new MessageContent(ReadCaption(inner), ReadMedia(inner, "media", inner.Text("type") ?? ""));
        var edited = Edit(call, message, content, "media");
        call.Used.UnionWith(inner.Used); // Only now: the file of a refused edit is removed.
        return edited;
    }

    public JsonNode EditMessageReplyMarkup(BotApiCall call)
    {
        var message = Editable(call);
        return Edit(call, message, message.Content, "keyboard");
    }

    public JsonNode DeleteMessage(BotApiCall call)
    {
        Delete(Chat(call), call.Integer("message_id") ?? 0, missing: "message to delete not found");
        return true;
    }

    public JsonNode DeleteMessages(BotApiCall call)
    {
        var chat = Chat(call);
        foreach (var id in call.Json("message_ids") as JsonArray ?? [])
        {
            Delete(chat, (long?)id ?? 0, missing: null);
        }

        return true;
    }

    public JsonNode AnswerCallbackQuery(BotApiCall call)
    {
        var query = state.Callbacks.GetValueOrDefault(call.Text("callback_query_id") ?? "");
        if (query is null || query.Answer is not null || query.At + CallbackLife < time.GetUtcNow())
        {
            throw BotApiException.BadRequest("query is too old and response timeout expired or query ID is invalid");
        }

        var text = call.Text("text");
        if (text?.Length > LongestCallbackAnswer)
        {
            throw BotApiException.BadRequest("MESSAGE_TOO_LONG");
        }

        query.Answer = new CallbackAnswer(text, call.Boolean("show_alert"), time.GetUtcNow());
        return true;
    }

    /// <summary>The chat of a call.</summary>
    /// <exception cref="BotApiException">400 or 403: there is none, it goes on elsewhere, or the bot is not in it any more.</exception>
    public TelegramChat Chat(BotApiCall call)
    {
        var chat = ChatToRead(call);
        return chat.MigratedTo is { } successor ? throw BotApiException.Migrated(successor) : chat;
    }

    /// <summary>The chat of a call that only reads: such a call is not told that a group goes on as a supergroup.</summary>
    /// <exception cref="BotApiException">400 or 403: there is none, or the bot is not in it any more.</exception>
    public TelegramChat ChatToRead(BotApiCall call)
    {
        if (call.Text("chat_id") is not { Length: > 0 } written)
        {
            throw BotApiException.BadRequest("chat_id is empty");
        }

        var chat = long.TryParse(written, out var id) ? state.Chats.GetValueOrDefault(id) : null;
        if (chat is null)
        {
            throw BotApiException.BadRequest("chat not found");
        }

        return chat.BotStatus switch
        {
            "kicked" => throw BotApiException.Forbidden($"bot was kicked from the {BotApiJson.TypeName(chat.Kind)} chat"),
            "left" => throw BotApiException.Forbidden($"bot is not a member of the {BotApiJson.TypeName(chat.Kind)} chat"),
            _ => chat,
        };
    }

    private (TelegramChat Chat, int? ThreadId) Destination(BotApiCall call)
    {
        var chat = Chat(call);
        if (chat.Kind == ChatKind.Private)
        {
            var user = state.Users[chat.Id];
            if (user.Blocked)
            {
                throw BotApiException.Forbidden("bot was blocked by the user");
            }

            if (!user.Started)
            {
                throw BotApiException.Forbidden("bot can't initiate conversation with a user");
            }
        }

        var thread = (int?)call.Integer("message_thread_id");
        if (thread is not null)
        {
            var topic = chat.Topics.Find(topic => topic.ThreadId == thread)
                ?? throw BotApiException.BadRequest("message thread not found");
            if (topic.Closed)
            {
                throw BotApiException.BadRequest("TOPIC_CLOSED");
            }
        }

        return (chat, thread);
    }

    private JsonObject SendMedia(BotApiCall call, string name)
    {
        var caption = ReadCaption(call);
        return Send(call, inner => new MessageContent(caption, ReadMedia(inner, name, name)));
    }

    private JsonObject Send(BotApiCall call, Func<BotApiCall, MessageContent> read)
    {
        var (chat, thread) = Destination(call);
        var reply = ReplyTarget(call, chat);
        var keyboard = InlineKeyboard.Parse(call.Json("reply_markup"));
        var content = read(call);
        var message = new TelegramMessage(state.NextMessageId(), chat, state.BotId, time.GetUtcNow())
        {
            ThreadId = thread,
            ReplyTo = reply,
            IsSilent = call.Boolean("disable_notification"),
            IsProtected = call.Boolean("protect_content"),
        };
        message.Send(content, keyboard);
        chat.Messages.Add(message);
        chat.Action = null;
        return json.Message(message);
    }

    private static int? ReplyTarget(BotApiCall call, TelegramChat chat)
    {
        if (call.Json("reply_parameters") is not JsonObject parameters || (long?)parameters["message_id"] is not { } id)
        {
            return null;
        }

        return chat.Find(id)?.Id
            ?? ((bool?)parameters["allow_sending_without_reply"] == true
                ? null
                : throw BotApiException.BadRequest("message to be replied not found"));
    }

    private TelegramMessage Editable(BotApiCall call)
    {
        var message = Chat(call).Find(call.Integer("message_id") ?? 0)
            ?? throw BotApiException.BadRequest("message to edit not found");
        return message.FromId == state.BotId ? message : throw BotApiException.BadRequest("message can't be edited");
    }

    private JsonObject Edit(BotApiCall call, TelegramMessage message, MessageContent content, string change)
    {
        message.Edit(content, InlineKeyboard.Parse(call.Json("reply_markup")), change, time.GetUtcNow());
        return json.Message(message);
    }

    private void Delete(TelegramChat chat, long id, string? missing)
    {
        if (chat.Find(id) is not { } message)
        {
            if (missing is not null)
            {
                throw BotApiException.BadRequest(missing);
            }

            return;
        }

        var deletable = message.Date + DeletableFor >= time.GetUtcNow()
            && (message.FromId == state.BotId || chat.Kind == ChatKind.Private);
        if (!deletable)
        {
            throw BotApiException.BadRequest("message can't be deleted");
        }

        message.Delete(time.GetUtcNow());
    }

    private static FormattedText ReadCaption(BotApiCall call)
    {
        var caption = ReadText(call, "caption", "caption_entities");
        CheckLength(caption, LongestCaption, "message caption is too long");
        return caption;
    }

    private static FormattedText ReadText(BotApiCall call, string textName, string entitiesName)
    {
        var text = call.Text(textName) ?? "";
        var formatted = call.Text("parse_mode")?.ToUpperInvariant() switch
        {
            null or "" => new FormattedText(text, ReadEntities(call.Json(entitiesName) as JsonArray ?? [])).Trimmed(),
            "HTML" => HtmlMarkup.Parse(text),
            _ => throw BotApiException.BadRequest("unsupported parse_mode"),
        };
        return EntityDetector.Detect(formatted);
    }

    private static List<TextEntity> ReadEntities(JsonArray entities) =>
    [
        .. entities.Select(entity => new TextEntity(
            (string?)entity?["type"] ?? "",
            (int?)entity?["offset"] ?? 0,
            (int?)entity?["length"] ?? 0,
            (string?)entity?["url"],
            (string?)entity?["language"],
            (string?)entity?["custom_emoji_id"])),
    ];

    /// <summary>Lengths count UTF-16 code units after parsing, which is also what a string's length is.</summary>
    private static void CheckLength(FormattedText text, int longest, string problem)
    {
        if (text.Text.Length > longest)
        {
            throw BotApiException.BadRequest(problem);
        }
    }

    /// <summary>The <c>media</c> object of editMessageMedia, as if its fields were parameters of a call.</summary>
    private static BotApiCall MediaCall(BotApiCall call)
    {
        var media = call.Json("media") as JsonObject
            ?? throw BotApiException.BadRequest("can't parse InputMedia: Expected an Object");
        var inner = new BotApiCall { IsTooLarge = call.IsTooLarge };
        foreach (var (name, value) in media)
        {
            inner.Fields[name] = new CallField(value, IsText: false);
        }

        foreach (var (name, file) in call.Files)
        {
            inner.Files[name] = file;
        }

        return inner;
    }

    private MediaContent ReadMedia(BotApiCall call, string name, string method)
    {
        var wanted = method switch
        {
            "audio" => FileKind.Audio,
            "voice" => FileKind.Voice,
            "document" => FileKind.Document,
            _ => throw BotApiException.BadRequest($"media of type {method} is not simulated"),
        };
        var reference = call.Text(name) ?? "";
        if (Uploaded(call, name, reference) is { } file)
        {
            call.Used.Add(file);
            return state.Media[file.Id] = new MediaContent(
                file, KindOf(file, wanted), (int)(call.Integer("duration") ?? 0), call.Text("title"), call.Text("performer"));
        }

        return ByFileId(reference, wanted);
    }

    private StoredFile? Uploaded(BotApiCall call, string name, string reference)
    {
        if (call.Files.GetValueOrDefault(name) is { } direct)
        {
            return direct;
        }

        if (reference.StartsWith("attach://", StringComparison.Ordinal))
        {
            return call.Files.GetValueOrDefault(reference["attach://".Length..])
                ?? throw BotApiException.BadRequest("file must be non-empty");
        }

        if (state.Settings.LocalServer && reference.StartsWith("file:", StringComparison.Ordinal))
        {
            return files.Adopt(reference) ?? throw BotApiException.BadRequest("file must be non-empty");
        }

        return reference.Contains("://", StringComparison.Ordinal)
            ? throw BotApiException.BadRequest("failed to get HTTP URL content") // Telegram cannot reach a development machine.
            : null;
    }

    private MediaContent ByFileId(string fileId, FileKind wanted)
    {
        if (files.FindByFileId(fileId) is not { } found
            || !state.Media.TryGetValue(found.File.Id, out var media)
            || media.Kind != found.Kind)
        {
            throw BotApiException.BadRequest("wrong file_id or the file is temporarily unavailable");
        }

        return media.Kind == wanted
            ? media
            : throw BotApiException.BadRequest($"can't use file of type {media.Kind} as {wanted}");
    }

    /// <summary>What the server makes of an upload: only MP3 and M4A are audio, the rest is voice or document.</summary>
    private static FileKind KindOf(StoredFile file, FileKind wanted)
    {
        var extension = Path.GetExtension(file.FileName).ToLowerInvariant();
        return wanted switch
        {
            FileKind.Audio when AudioExtensions.Contains(extension) => FileKind.Audio,
            FileKind.Audio or FileKind.Voice when VoiceExtensions.Contains(extension) => FileKind.Voice,
            _ => FileKind.Document,
        };
    }
}
