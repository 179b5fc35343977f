using System.Text.Json.Nodes;
using Telegram.Bot;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using Telegram.Bot.Types.ReplyMarkups;

namespace ZoomAspire.Tests.Contracts;

/// <summary>What Telegram.Bot writes for each call that the product makes, as long as no file is uploaded.</summary>
public sealed class TelegramBotCallTests
{
    private const string Me = """{"id":123456,"is_bot":true,"first_name":"Zoom notes","username":"zoom_notes_bot"}""";

    private static readonly InlineKeyboardMarkup Keyboard = new(
        new[]
        {
            new[]
            {
                InlineKeyboardButton.WithUrl("Open", "https://example.org/a?b=c"),
                InlineKeyboardButton.WithCallbackData("Mute", "m:1"),
            },
            [InlineKeyboardButton.WithCallbackData("Undo", "u:1")],
        });

    private const string KeyboardJson =
        """
        {"inline_keyboard":[[{"text":"Open","url":"https://example.org/a?b=c"},{"text":"Mute",
         "callback_data":"m:1"}],[{"text":"Undo","callback_data":"u:1"}]]}
        """;

    public static TheoryData<string, string, string, Func<ITelegramBotClient, Task>> CallsWithJson => new()
    {
        { "getMe", "{}", Me, bot => bot.GetMe() },
        { "logOut", "{}", "true", bot => bot.LogOut() },
        { "deleteWebhook", "{}", "true", bot => bot.DeleteWebhook() },
        { "deleteWebhook", """{"drop_pending_updates":true}""", "true", bot => bot.DeleteWebhook(dropPendingUpdates: true) },
        {
            "getUpdates",
            """{"offset":10,"limit":100,"timeout":50,"allowed_updates":["message","callback_query","my_chat_member"]}""",
            "[]",
            bot => bot.GetUpdates(
                offset: 10,
                limit: 100,
                timeout: 50,
                allowedUpdates: [UpdateType.Message, UpdateType.CallbackQuery, UpdateType.MyChatMember])
        },
        {
            "sendMessage",
            """{"chat_id":-1001234567890123,"text":"plain"}""",
            TelegramBotServer.SentMessage,
            bot => bot.SendMessage(-1001234567890123, "plain")
        },
        {
            "sendMessage",
            $$"""
            {"chat_id":"@board","text":"<b>A &amp; B</b>","parse_mode":"html",
             "reply_parameters":{"message_id":7,"allow_sending_without_reply":true},"reply_markup":{{KeyboardJson}},
             "link_preview_options":{"is_disabled":true},"message_thread_id":3,"disable_notification":true,"protect_content":true}
            """,
            TelegramBotServer.SentMessage,
            bot => bot.SendMessage(
                "@board",
                "<b>A &amp; B</b>",
                parseMode: ParseMode.Html,
                replyParameters: new ReplyParameters { MessageId = 7, AllowSendingWithoutReply = true },
                replyMarkup: Keyboard,
                linkPreviewOptions: new LinkPreviewOptions { IsDisabled = true },
                messageThreadId: 3,
                disableNotification: true,
                protectContent: true)
        },
        {
            "sendMessage",
            """
            {"chat_id":42,"text":"🎙 Board","reply_parameters":{"message_id":7},"entities":[{"type":"bold","offset":3,
             "length":5},{"type":"text_link","offset":0,"length":2,"url":"https://example.org/"}]}
            """,
            TelegramBotServer.SentMessage,
            bot => bot.SendMessage(
                42,
                "🎙 Board",
                replyParameters: 7,
                entities:
                [
                    new MessageEntity { Type = MessageEntityType.Bold, Offset = 3, Length = 5 },
                    new MessageEntity { Type = MessageEntityType.TextLink, Offset = 0, Length = 2, Url = "https://example.org/" },
                ])
        },
        {
            "editMessageText",
            $$"""
            {"chat_id":42,"message_id":77,"text":"50 %","parse_mode":"html","reply_markup":{{KeyboardJson}},
             "link_preview_options":{"is_disabled":true} }
            """,
            TelegramBotServer.SentMessage,
            bot => bot.EditMessageText(
                42,
                77,
                "50 %",
                parseMode: ParseMode.Html,
                replyMarkup: Keyboard,
                linkPreviewOptions: new LinkPreviewOptions { IsDisabled = true })
        },
        {
            "editMessageCaption",
            $$"""{"chat_id":42,"message_id":77,"caption":"TL;DR","parse_mode":"html","reply_markup":{{KeyboardJson}} }""",
            TelegramBotServer.SentMessage,
            bot => bot.EditMessageCaption(42, 77, caption: "TL;DR", parseMode: ParseMode.Html, replyMarkup: Keyboard)
        },
        {
            "editMessageReplyMarkup",
            $$"""{"chat_id":42,"message_id":77,"reply_markup":{{KeyboardJson}} }""",
            TelegramBotServer.SentMessage,
            bot => bot.EditMessageReplyMarkup(42, 77, replyMarkup: Keyboard)
        },
        {
            "editMessageReplyMarkup",
            """{"chat_id":42,"message_id":77}""",
            TelegramBotServer.SentMessage,
            bot => bot.EditMessageReplyMarkup(42, 77)
        },
        {
            "editMessageMedia",
            $$"""
            {"chat_id":42,"message_id":77,"reply_markup":{{KeyboardJson}},
             "media":{"type":"audio","media":"CQACAgIAAx","caption":"<b>Board</b>","parse_mode":"html",
              "duration":2520,"performer":"Zoom","title":"Board"} }
            """,
            TelegramBotServer.SentMessage,
            bot => bot.EditMessageMedia(
                42,
                77,
                new InputMediaAudio(InputFile.FromFileId("CQACAgIAAx"))
                {
                    Caption = "<b>Board</b>",
                    ParseMode = ParseMode.Html,
                    Duration = 2520,
                    Performer = "Zoom",
                    Title = "Board",
                },
                replyMarkup: Keyboard)
        },
        {
            "editMessageMedia",
            """{"chat_id":42,"message_id":77,"media":{"type":"document","media":"BQACAgIAAx"}}""",
            TelegramBotServer.SentMessage,
            bot => bot.EditMessageMedia(42, 77, new InputMediaDocument(InputFile.FromFileId("BQACAgIAAx")))
        },
        {
            "sendAudio",
            $$"""
            {"chat_id":42,"audio":"CQACAgIAAx","caption":"c","parse_mode":"html","reply_markup":{{KeyboardJson}},
             "duration":2520,"performer":"Zoom","title":"Board","message_thread_id":3}
            """,
            TelegramBotServer.SentMessage,
            bot => bot.SendAudio(
                42,
                InputFile.FromFileId("CQACAgIAAx"),
                caption: "c",
                parseMode: ParseMode.Html,
                replyMarkup: Keyboard,
                duration: 2520,
                performer: "Zoom",
                title: "Board",
                messageThreadId: 3)
        },
        {
            "sendDocument",
            """{"chat_id":42,"document":"https://example.org/notes.pdf"}""",
            TelegramBotServer.SentMessage,
            bot => bot.SendDocument(42, InputFile.FromString("https://example.org/notes.pdf"))
        },
        {
            "sendChatAction",
            """{"chat_id":42,"action":"upload_document","message_thread_id":3}""",
            "true",
            bot => bot.SendChatAction(42, ChatAction.UploadDocument, messageThreadId: 3)
        },
        {
            "answerCallbackQuery",
            """{"callback_query_id":"4382bfdwdsb323b2d9","text":"Not yours","show_alert":true}""",
            "true",
            bot => bot.AnswerCallbackQuery("4382bfdwdsb323b2d9", text: "Not yours", showAlert: true)
        },
        { "deleteMessage", """{"chat_id":42,"message_id":77}""", "true", bot => bot.DeleteMessage(42, 77) },
        {
            "setMyCommands",
            """
            {"commands":[{"command":"connect","description":"Connect Zoom"}],"scope":{"type":"all_private_chats"},
             "language_code":"de"}
            """,
            "true",
            bot => bot.SetMyCommands(
                [new BotCommand("connect", "Connect Zoom")], scope: new BotCommandScopeAllPrivateChats(), languageCode: "de")
        },
        {
            "setMyCommands",
            """{"commands":[{"command":"replay","description":"Replay"}],"scope":{"type":"chat","chat_id":42}}""",
            "true",
            bot => bot.SetMyCommands([new BotCommand("replay", "Replay")], scope: BotCommandScope.Chat(42))
        },
        {
            "setMyDescription",
            """{"description":"Zoom recordings, here","language_code":"de"}""",
            "true",
            bot => bot.SetMyDescription(description: "Zoom recordings, here", languageCode: "de")
        },
        {
            "setMyShortDescription",
            """{"short_description":"Zoom recordings"}""",
            "true",
            bot => bot.SetMyShortDescription(shortDescription: "Zoom recordings")
        },
        { "getChat", """{"chat_id":42}""", """{"id":42,"type":"private"}""", bot => bot.GetChat(42) },
        {
            "getChatMember",
            """{"chat_id":-1001,"user_id":5000000000}""",
            $$"""{"status":"member","user":{{Me}} }""",
            bot => bot.GetChatMember(-1001, 5000000000)
        },
        { "getChatMemberCount", """{"chat_id":-1001}""", "12", bot => bot.GetChatMemberCount(-1001) },
        {
            "sendMessage",
            """{"chat_id":42,"text":"Which?","reply_markup":{"force_reply":true,"input_field_placeholder":"words"}}""",
            TelegramBotServer.SentMessage,
            bot => bot.SendMessage(42, "Which?", replyMarkup: new ForceReplyMarkup { InputFieldPlaceholder = "words" })
        },
    };

    [Theory]
    [MemberData(nameof(CallsWithJson))]
    public async Task A_call_without_a_file_posts_its_parameters_and_no_others_as_json(
        string method, string parameters, string result, Func<ITelegramBotClient, Task> call)
    {
        await using var server = await TelegramBotServer.Returning(result);

        await call(server.Client());

        var received = Assert.Single(server.Calls);
        Assert.Equal("POST", received.Verb);
        Assert.Equal($"/bot{TelegramBotServer.Token}/{method}", received.Path);
        Assert.Empty(received.Query);
        LowerParseModes(received.Json);
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(parameters), received.Json), $"Sent {received.Json}, expected {parameters}");
    }

    [Fact]
    public async Task The_answer_of_get_me_is_the_bot()
    {
        await using var server = await TelegramBotServer.Returning(Me);

        var me = await server.Client().GetMe();

        Assert.Equal((123456L, true, "Zoom notes", "zoom_notes_bot"), (me.Id, me.IsBot, me.FirstName, me.Username));
    }

    [Fact]
    public async Task The_answer_to_a_sent_or_edited_message_is_the_message()
    {
        await using var server = await TelegramBotServer.Returning(TelegramBotServer.SentMessage);
        var bot = server.Client();

        Message[] messages =
        [
            await bot.SendMessage(42, "text"),
            await bot.EditMessageText(42, 77, "text"),
            await bot.EditMessageCaption(42, 77, caption: "text"),
            await bot.EditMessageMedia(42, 77, new InputMediaAudio(InputFile.FromFileId("id"))),
            await bot.EditMessageReplyMarkup(42, 77),
        ];

        Assert.All(messages, message => Assert.Equal((77, 77, 42L), (message.Id, message.MessageId, message.Chat.Id)));
    }

    [Fact]
    public async Task The_file_of_a_sent_message_is_in_whichever_field_the_server_chose()
    {
        const string file =
            """
            {"file_id":"F","file_unique_id":"U","file_size":4294967296,"mime_type":"audio/mp4","duration":2520,
             "file_name":"a.m4a"}
            """;
        var kinds = new Queue<string>(["audio", "document", "voice"]);
        await using var server = await TelegramBotServer.Answering(_ =>
            TelegramBotServer.Ok(TelegramBotServer.SentMessage[..^1] + $",\"{kinds.Dequeue()}\":{file}}}"));
        var bot = server.Client();

        var audio = (await bot.SendAudio(42, InputFile.FromFileId("F"))).Audio!;
        var document = (await bot.SendAudio(42, InputFile.FromFileId("F"))).Document!;
        var voice = (await bot.SendAudio(42, InputFile.FromFileId("F"))).Voice!;

        Assert.Equal(("F", "U", 4294967296L, "audio/mp4", 2520, "a.m4a"),
            (audio.FileId, audio.FileUniqueId, audio.FileSize, audio.MimeType, audio.Duration, audio.FileName));
        Assert.Equal(("F", 4294967296L, "a.m4a"), (document.FileId, document.FileSize, document.FileName));
        Assert.Equal(("F", 4294967296L, 2520), (voice.FileId, voice.FileSize, voice.Duration));
    }

    // The server does not mind the case of a parse mode, and the package's spelling has varied.
    private static void LowerParseModes(JsonObject parameters)
    {
        foreach (var owner in new[] { parameters, parameters["media"] as JsonObject })
        {
            if (owner?["parse_mode"] is { } mode)
            {
                owner["parse_mode"] = mode.GetValue<string>().ToLowerInvariant();
            }
        }
    }
}
