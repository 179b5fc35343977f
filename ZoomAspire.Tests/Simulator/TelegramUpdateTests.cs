using System.Net;
using System.Text.Json.Nodes;
using ZoomAspire.Simulator.Telegram;

namespace ZoomAspire.Tests.Simulator;

public sealed class TelegramUpdateTests : IAsyncLifetime
{
    private TelegramTestBot _bot = null!;

    public async Task InitializeAsync()
    {
        _bot = await TelegramTestBot.StartAsync();
        await PollAsync(new { offset = -1 });
        await PollAsync(new { offset = int.MaxValue });
    }

    public async Task DisposeAsync() => await _bot.DisposeAsync();

    [Fact]
    public async Task Updates_come_again_until_a_higher_offset_confirms_them()
    {
        Write("one");
        Write("two");

        var first = await PollAsync(new { });
        Assert.Equal(["one", "two"], Texts(first));
        Assert.Equal(["one", "two"], Texts(await PollAsync(new { })));
        var id = (int)first[0]!["update_id"]!;
        Assert.Equal(["two"], Texts(await PollAsync(new { offset = id + 1 })));
        Assert.Equal(["two"], Texts(await PollAsync(new { })));
    }

    [Fact]
    public async Task A_limit_bounds_the_answer_and_a_negative_offset_counts_from_the_end()
    {
        Write("one");
        Write("two");
        Write("three");

        Assert.Equal(["one"], Texts(await PollAsync(new { limit = 1 })));
        Assert.Equal(["three"], Texts(await PollAsync(new { offset = -1 })));
        Assert.Equal(["three"], Texts(await PollAsync(new { })));
    }

    [Fact]
    public async Task A_long_poll_ends_when_something_comes()
    {
        var poll = PollAsync(new { timeout = 50 });
        await WaitUntilPollingAsync(poll);

        Write("late");

        Assert.Equal(["late"], Texts(await poll));
    }

    [Fact]
    public async Task Kinds_asked_for_stick_and_others_never_come()
    {
        await PollAsync(new { allowed_updates = new[] { "callback_query" } });
        Write("unseen");
        Assert.Empty(await PollAsync(new { }));

        await PollAsync(new { allowed_updates = Array.Empty<string>() });
        Assert.Empty(await PollAsync(new { }));
        Write("seen");
        Assert.Equal(["seen"], Texts(await PollAsync(new { })));
    }

    [Fact]
    public async Task A_second_poller_ends_the_first_one_with_409()
    {
        var first = _bot.CallAsync("getUpdates", new { timeout = 50 });
        await WaitUntilPollingAsync(first);
        await PollAsync(new { });

        var answer = await first;

        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.Equal(
            "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running", answer.Description);
    }

    [Fact]
    public async Task A_webhook_blocks_polling_until_it_is_deleted()
    {
        await _bot.CallAsync("setWebhook", new { url = "https://example.org/hook" });

        Assert.Equal(
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
            (await _bot.CallAsync("getUpdates", new { })).Description);
        await _bot.CallAsync("deleteWebhook", new { });
        Assert.Empty(await PollAsync(new { }));
    }

    [Fact]
    public async Task Updates_older_than_a_day_are_gone()
    {
        Write("yesterday");
        _bot.Clock.Advance(TimeSpan.FromHours(25));

        Assert.Empty(await PollAsync(new { }));
    }

    [Fact]
    public async Task A_pressed_button_waits_for_its_answer_and_a_late_one_is_refused()
    {
        var id = (await _bot.SendTextAsync("x", new
        {
            inline_keyboard = new object[][] { [new { text = "Go", callback_data = "go" }, new { text = "Site", url = "https://example.org" }] },
        })).MessageId;

        var pressed = _bot.Telegram.Press(_bot.UserId, id, _bot.UserId, "Go");
        var query = (await PollAsync(new { }))[0]!["callback_query"]!;
        Assert.Equal((pressed.CallbackQueryId, "go", id), ((string?)query["id"], (string?)query["data"], (int)query["message"]!["message_id"]!));
        Assert.Equal("https://example.org", _bot.Telegram.Press(_bot.UserId, id, _bot.UserId, "Site").Url);

        await _bot.CallAsync("answerCallbackQuery", new { callback_query_id = pressed.CallbackQueryId, text = "Done" });
        Assert.Equal("Done", _bot.Telegram.Answer(pressed.CallbackQueryId!)!.Text);

        var late = _bot.Telegram.Press(_bot.UserId, id, _bot.UserId, "Go");
        _bot.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(
            "Bad Request: query is too old and response timeout expired or query ID is invalid",
            (await _bot.CallAsync("answerCallbackQuery", new { callback_query_id = late.CallbackQueryId })).Description);
    }

    [Fact]
    public void A_button_that_is_not_there_cannot_be_pressed() =>
        Assert.Throws<InvalidOperationException>(() => _bot.Telegram.Press(_bot.UserId, 1, _bot.UserId, "Go"));

    [Fact]
    public async Task A_start_link_brings_its_payload_and_a_foreign_link_does_not_open()
    {
        _bot.Telegram.OpenLink(_bot.UserId, new Uri(_bot.Host.TelegramAddress, $"{TelegramSimulator.BotUsername}?start=c_a-B"));

        Assert.Equal(["/start c_a-B"], Texts(await PollAsync(new { })));
        Assert.Throws<InvalidOperationException>(() => _bot.Telegram.OpenLink(_bot.UserId, new Uri("https://example.org/bot?start=x")));
        Assert.Throws<InvalidOperationException>(() => _bot.Telegram.Start(_bot.UserId, "not allowed"));
    }

    [Fact]
    public async Task The_page_of_a_start_link_lets_a_user_open_it()
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        var link = new Uri(_bot.Host.TelegramAddress, $"{TelegramSimulator.BotUsername}?start=c_nonce");

        Assert.Contains("value=\"c_nonce\"", await client.GetStringAsync(link), StringComparison.Ordinal);
        using var form = new FormUrlEncodedContent([new("user", $"{_bot.UserId}"), new("start", "c_nonce")]);
        using var opened = await client.PostAsync(link, form);

        Assert.Equal(new Uri(_bot.Host.PageAddress, $"#chat={_bot.UserId}"), opened.Headers.Location);
        Assert.Equal(["/start c_nonce"], Texts(await PollAsync(new { })));
    }

    [Fact]
    public async Task Blocking_and_unblocking_tell_the_bot()
    {
        _bot.Telegram.Block(_bot.UserId);
        Assert.Equal("Forbidden: bot was blocked by the user", (await _bot.SendTextAsync("x")).Description);
        _bot.Telegram.Unblock(_bot.UserId);
        Assert.Equal(HttpStatusCode.OK, (await _bot.SendTextAsync("x")).Status);

        var statuses = (await PollAsync(new { })).Select(update => (string?)update!["my_chat_member"]!["new_chat_member"]!["status"]);
        Assert.Equal(["kicked", "member"], statuses);
    }

    [Fact]
    public async Task The_bot_cannot_write_first_and_unknown_chats_are_not_found()
    {
        var stranger = _bot.Telegram.CreateUser("Cleo").Id;

        Assert.Equal(
            "Forbidden: bot can't initiate conversation with a user",
            (await _bot.CallAsync("sendMessage", new { chat_id = stranger, text = "hi" })).Description);
        Assert.Equal("Bad Request: chat not found", (await _bot.CallAsync("sendMessage", new { chat_id = 42, text = "hi" })).Description);
    }

    [Fact]
    public async Task In_a_group_the_bot_sees_commands_and_replies_to_it_only()
    {
        var group = _bot.Telegram.CreateGroup("Team", [_bot.UserId]).Id;
        var mine = (await _bot.CallAsync("sendMessage", new { chat_id = group, text = "mine" })).MessageId;
        await PollAsync(new { offset = int.MaxValue });
        _bot.Telegram.SendText(group, _bot.UserId, "chatter");
        _bot.Telegram.SendText(group, _bot.UserId, "/status@other_bot");
        _bot.Telegram.SendText(group, _bot.UserId, "/status");
        _bot.Telegram.SendText(group, _bot.UserId, "reply", replyToMessageId: mine);

        Assert.Equal(["/status", "reply"], Texts(await PollAsync(new { })));
    }

    [Fact]
    public async Task A_group_that_became_a_supergroup_says_where_it_went()
    {
        var group = _bot.Telegram.CreateGroup("Team", [_bot.UserId]).Id;
        await PollAsync(new { offset = int.MaxValue });
        var supergroup = _bot.Telegram.Migrate(group).Id;

        var answer = await _bot.CallAsync("sendMessage", new { chat_id = group, text = "hi" });

        Assert.Equal("Bad Request: group chat was upgraded to a supergroup chat", answer.Description);
        Assert.Equal(supergroup, (long)answer.Body!["parameters"]!["migrate_to_chat_id"]!);
        var updates = await PollAsync(new { });
        Assert.Equal(supergroup, (long)updates[0]!["message"]!["migrate_to_chat_id"]!);
        Assert.Equal(group, (long)updates[1]!["message"]!["migrate_from_chat_id"]!);
    }

    [Fact]
    public async Task A_kicked_bot_is_told_and_cannot_write()
    {
        var group = _bot.Telegram.CreateGroup("Team", [_bot.UserId]).Id;
        _bot.Telegram.KickBot(group);

        Assert.Equal(
            "Forbidden: bot was kicked from the group chat",
            (await _bot.CallAsync("sendMessage", new { chat_id = group, text = "hi" })).Description);
        Assert.Equal(
            ["member", "kicked"],
            (await PollAsync(new { })).Select(update => (string?)update!["my_chat_member"]!["new_chat_member"]!["status"]));
    }

    [Fact]
    public async Task What_becomes_of_a_topic_is_told_by_messages_in_it()
    {
        var forum = _bot.Telegram.CreateGroup("Forum", [_bot.UserId], forum: true).Id;
        await PollAsync(new { offset = int.MaxValue });
        var topic = _bot.Telegram.CreateTopic(forum, "Board").MessageThreadId;
        _bot.Telegram.RenameTopic(forum, topic, "Sales");
        _bot.Telegram.CloseTopic(forum, topic);

        var messages = (await PollAsync(new { })).Select(update => update!["message"]!).ToList();

        Assert.Equal((topic, "Board"), ((int)messages[0]["message_id"]!, (string?)messages[0]["forum_topic_created"]!["name"]));
        Assert.Equal("Sales", (string?)messages[1]["forum_topic_edited"]!["name"]);
        Assert.NotNull(messages[2]["forum_topic_closed"]);
        Assert.All(messages, message => Assert.Equal(
            (topic, true, true), ((int)message["message_thread_id"]!, (bool)message["is_topic_message"]!, (bool)message["chat"]!["is_forum"]!)));
        Assert.All(messages, message => Assert.Null(message["text"]));
        Assert.Null(messages[0]["reply_to_message"]);
        Assert.Equal("Board", (string?)messages[1]["reply_to_message"]!["forum_topic_created"]!["name"]);
    }

    [Fact]
    public async Task What_replies_to_nothing_else_in_a_topic_replies_to_its_beginning()
    {
        var forum = _bot.Telegram.CreateGroup("Forum", [_bot.UserId], forum: true).Id;
        var topic = _bot.Telegram.CreateTopic(forum, "Board").MessageThreadId;
        await PollAsync(new { offset = int.MaxValue });

        var first = _bot.Telegram.SendText(forum, _bot.UserId, "/first", messageThreadId: topic);
        _bot.Telegram.SendText(forum, _bot.UserId, "/second", first.MessageId, topic);
        _bot.Telegram.SendText(forum, _bot.UserId, "/general");

        var messages = (await PollAsync(new { })).Select(update => update!["message"]!).ToList();
        Assert.Equal("Board", (string?)messages[0]["reply_to_message"]!["forum_topic_created"]!["name"]);
        Assert.Equal("/first", (string?)messages[1]["reply_to_message"]!["text"]);
        Assert.Equal((null, null), (messages[2]["reply_to_message"], messages[2]["message_thread_id"]));
    }

    [Fact]
    public async Task The_General_topic_is_renamed_by_a_message_that_is_in_no_topic()
    {
        var forum = _bot.Telegram.CreateGroup("Forum", [_bot.UserId], forum: true).Id;
        await PollAsync(new { offset = int.MaxValue });

        _bot.Telegram.RenameTopic(forum, 1, "Lobby");

        var message = Assert.Single(await PollAsync(new { }))!["message"]!;
        Assert.Equal("Lobby", (string?)message["forum_topic_edited"]!["name"]);
        Assert.Equal((null, null), (message["message_thread_id"], message["is_topic_message"]));
        Assert.Equal("Lobby", _bot.Telegram.Chats.Single(chat => chat.Id == forum).GeneralTopic);
    }

    [Fact]
    public async Task A_kicked_bot_is_told_nothing_of_topics()
    {
        var forum = _bot.Telegram.CreateGroup("Forum", [_bot.UserId], forum: true).Id;
        _bot.Telegram.KickBot(forum);
        await PollAsync(new { offset = int.MaxValue });

        _bot.Telegram.CreateTopic(forum, "Board");

        Assert.Empty(await PollAsync(new { }));
    }

    [Fact]
    public async Task A_topic_that_is_gone_or_closed_takes_nothing()
    {
        var forum = _bot.Telegram.CreateGroup("Forum", [_bot.UserId], forum: true).Id;
        var topic = _bot.Telegram.CreateTopic(forum, "Board").MessageThreadId;
        Task<TelegramTestBot.Answer> SendAsync() =>
            _bot.CallAsync("sendMessage", new { chat_id = forum, text = "hi", message_thread_id = topic });

        Assert.Equal(topic, (int)(await SendAsync()).Result["message_thread_id"]!);
        _bot.Telegram.CloseTopic(forum, topic);
        Assert.Equal("Bad Request: TOPIC_CLOSED", (await SendAsync()).Description);
        _bot.Telegram.DeleteTopic(forum, topic);
        Assert.Equal("Bad Request: message thread not found", (await SendAsync()).Description);
    }

    private static IEnumerable<string?> Texts(JsonArray updates) => updates.Select(update => (string?)update!["message"]?["text"]);

    private void Write(string text) => _bot.Telegram.SendText(_bot.UserId, _bot.UserId, text);

    private async Task<JsonArray> PollAsync(object parameters) => (await _bot.CallAsync("getUpdates", parameters)).Result.AsArray();

    private Task WaitUntilPollingAsync(Task poll) => Infrastructure.Eventually.HoldsAsync(
        () => _bot.Telegram.Updates.IsWaiting || poll.IsCompleted, "a poll waits");
}
