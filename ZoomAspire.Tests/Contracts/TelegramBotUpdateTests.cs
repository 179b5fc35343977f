using Telegram.Bot;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;

namespace ZoomAspire.Tests.Contracts;

/// <summary>What Telegram.Bot makes of the updates that the product acts on, and of those that it cannot know yet.</summary>
public sealed class TelegramBotUpdateTests
{
    private const string Ann =
        """
        {"id":5000000000,"is_bot":false,"first_name":"Ann","last_name":"Lee","username":"ann","language_code":"de"}
        """;
    private const string Private = """{"id":5000000000,"type":"private","first_name":"Ann","username":"ann"}""";
    private const string Forum = """{"id":-1001234567890123,"type":"supergroup","title":"Board","is_forum":true}""";

    [Fact]
    public async Task A_command_has_sender_chat_text_and_entities_in_utf16_units()
    {
        var update = await Receive(
            $$"""
            {"update_id":9,"message":{"message_id":7,"from":{{Ann}},"chat":{{Private}},"date":1763600000,
             "text":"🎙 /start c_abc","entities":[{"type":"bot_command","offset":3,"length":6}]} }
            """);

        Assert.Equal((9, UpdateType.Message), (update.Id, update.Type));
        var message = update.Message!;
        Assert.Equal((7, 5000000000L, "Ann", "Lee", "ann", "de", false), (message.Id, message.From!.Id, message.From.FirstName,
            message.From.LastName, message.From.Username, message.From.LanguageCode, message.From.IsBot));
        Assert.Equal((5000000000L, ChatType.Private, "Ann", false),
            (message.Chat.Id, message.Chat.Type, message.Chat.FirstName, message.Chat.IsForum));
        Assert.Equal(new DateTime(2025, 11, 20, 0, 53, 20, DateTimeKind.Utc), message.Date);
        var entity = Assert.Single(message.Entities!);
        Assert.Equal(MessageEntityType.BotCommand, entity.Type);
        Assert.Equal("/start", message.Text!.Substring(entity.Offset, entity.Length));
    }

    [Fact]
    public async Task A_message_in_a_topic_names_the_topic_and_what_it_replies_to()
    {
        var update = await Receive(
            $$"""
            {"update_id":9,"message":{"message_id":8,"message_thread_id":3,"is_topic_message":true,"from":{{Ann}},
             "chat":{{Forum}},"date":1763600000,"text":"/status",
             "reply_to_message":{"message_id":3,"message_thread_id":3,"chat":{{Forum}},"date":1763500000,
              "forum_topic_created":{"name":"Recordings","icon_color":7322096} } } }
            """);

        var message = update.Message!;
        Assert.Equal((-1001234567890123L, ChatType.Supergroup, "Board", true),
            (message.Chat.Id, message.Chat.Type, message.Chat.Title, message.Chat.IsForum));
        Assert.Equal((3, true), (message.MessageThreadId, message.IsTopicMessage));
        Assert.Equal("Recordings", message.ReplyToMessage!.ForumTopicCreated!.Name);
    }

    [Fact]
    public async Task Service_messages_tell_of_topics_and_of_a_group_that_moved()
    {
        var updates = await ReceiveAll(
            Service(1, """
                "forum_topic_closed":{}
                """),
            Service(2, """
                "forum_topic_reopened":{}
                """),
            Service(3, """
                "forum_topic_edited":{"name":"Recordings 2026"}
                """),
            Service(4, """
                "migrate_to_chat_id":-1009876543210123
                """),
            Service(5, """
                "migrate_from_chat_id":-4000000001
                """));

        Assert.NotNull(updates[0].Message!.ForumTopicClosed);
        Assert.NotNull(updates[1].Message!.ForumTopicReopened);
        Assert.Equal("Recordings 2026", updates[2].Message!.ForumTopicEdited!.Name);
        Assert.Equal(-1009876543210123, updates[3].Message!.MigrateToChatId);
        Assert.Equal(-4000000001, updates[4].Message!.MigrateFromChatId);

        static string Service(int id, string content) =>
            $$"""{"update_id":{{id}},"message":{"message_id":8,"chat":{{Forum}},"date":1763600000,{{content}} } }""";
    }

    [Fact]
    public async Task A_pressed_button_brings_its_data_and_its_message()
    {
        var update = await Receive(
            $$"""
            {"update_id":9,"callback_query":{"id":"4382","from":{{Ann}},"chat_instance":"1","data":"u:1",
             "message":{"message_id":7,"chat":{{Forum}},"date":1763600000,"text":"Board",
             "reply_markup":{"inline_keyboard":[[{"text":"Undo","callback_data":"u:1"}]]} } } }
            """);

        Assert.Equal(UpdateType.CallbackQuery, update.Type);
        var query = update.CallbackQuery!;
        Assert.Equal(("4382", 5000000000L, "u:1"), (query.Id, query.From.Id, query.Data));
        Assert.Equal((7, "Board"), (query.Message!.Id, query.Message.Text));
        Assert.Equal("u:1", query.Message.ReplyMarkup!.InlineKeyboard.Single().Single().CallbackData);
    }

    [Fact]
    public async Task A_button_of_a_message_too_old_to_see_still_names_chat_and_message_with_no_date()
    {
        var update = await Receive(
            $$"""
            {"update_id":9,"callback_query":{"id":"4382","from":{{Ann}},"chat_instance":"1","data":"u:1",
             "message":{"message_id":7,"chat":{{Forum}},"date":0} } }
            """);

        var message = update.CallbackQuery!.Message!;
        Assert.Equal((7, -1001234567890123L, default), (message.Id, message.Chat.Id, message.Date));
    }

    [Theory]
    [InlineData("creator", ChatMemberStatus.Creator)]
    [InlineData("administrator", ChatMemberStatus.Administrator)]
    [InlineData("member", ChatMemberStatus.Member)]
    [InlineData("restricted", ChatMemberStatus.Restricted)]
    [InlineData("left", ChatMemberStatus.Left)]
    [InlineData("kicked", ChatMemberStatus.Kicked)]
    public async Task A_change_of_the_bots_membership_tells_the_status_before_and_after(string wire, ChatMemberStatus status)
    {
        const string bot = """{"id":123456,"is_bot":true,"first_name":"Zoom notes"}""";
        var update = await Receive(
            $$"""
            {"update_id":9,"my_chat_member":{"chat":{{Private}},"from":{{Ann}},"date":1763600000,
             "old_chat_member":{"user":{{bot}},"status":"member"},
             "new_chat_member":{"user":{{bot}},"until_date":0,"is_anonymous":false,"is_member":true,"status":"{{wire}}"} } }
            """);

        Assert.Equal(UpdateType.MyChatMember, update.Type);
        var change = update.MyChatMember!;
        Assert.Equal((5000000000L, 5000000000L), (change.Chat.Id, change.From.Id));
        Assert.Equal((ChatMemberStatus.Member, status), (change.OldChatMember.Status, change.NewChatMember.Status));
        Assert.Equal(123456, change.NewChatMember.User.Id);
    }

    [Fact]
    public async Task What_a_newer_bot_api_adds_does_not_cost_the_rest_of_the_batch()
    {
        var updates = await ReceiveAll(
            """{"update_id":1,"kind_of_tomorrow":{"id":"x","nested":[{"a":1}]}}""",
            $$"""
            {"update_id":2,"message":{"message_id":7,"field_of_tomorrow":{"a":[1,2]},"from":{{Ann}},"chat":{"id":1,
             "type":"galaxy","mood":5},"date":1763600000,"text":"hi","entities":[{"type":"hologram","offset":0,
             "length":2,"depth":3}]} }
            """,
            $$"""
            {"update_id":3,"message":{"message_id":8,"from":{{Ann}},"chat":{{Private}},"date":1763600000,
             "text":"/status"} }
            """);

        Assert.Equal([1, 2, 3], updates.Select(update => update.Id));
        Assert.Equal([UpdateType.Unknown, UpdateType.Message, UpdateType.Message], updates.Select(update => update.Type));
        Assert.False(Enum.IsDefined(updates[1].Message!.Chat.Type));
        Assert.False(Enum.IsDefined(updates[1].Message!.Entities!.Single().Type));
        Assert.Equal("/status", updates[2].Message!.Text);
    }

    [Fact]
    public async Task The_answer_of_get_chat_tells_type_title_and_whether_it_has_topics()
    {
        await using var server = await TelegramBotServer.Returning(
            """
            {"id":-1001,"type":"supergroup","title":"Board","username":"board","is_forum":true,"accent_color_id":1,
             "max_reaction_count":11,"permissions":{"can_send_messages":true}}
            """);

        var chat = await server.Client().GetChat(-1001);

        Assert.Equal((-1001L, ChatType.Supergroup, "Board", "board", true),
            (chat.Id, chat.Type, chat.Title, chat.Username, chat.IsForum));
    }

    [Fact]
    public async Task The_answer_of_get_chat_member_tells_the_status()
    {
        await using var server = await TelegramBotServer.Returning(
            $$"""
            {"user":{{Ann}},"status":"administrator","can_be_edited":false}
            """);

        var member = await server.Client().GetChatMember(-1001, 5000000000);

        Assert.Equal((ChatMemberStatus.Administrator, 5000000000L), (member.Status, member.User.Id));
    }

    private static async Task<Update> Receive(string update) => Assert.Single(await ReceiveAll(update));

    private static async Task<Update[]> ReceiveAll(params string[] updates)
    {
        await using var server = await TelegramBotServer.Returning($"[{string.Join(',', updates)}]");
        return await server.Client().GetUpdates();
    }
}
