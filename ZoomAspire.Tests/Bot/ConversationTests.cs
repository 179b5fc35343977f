using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Bot;

/// <summary>What the chat shows, command by command.</summary>
public sealed class ConversationTests : IAsyncLifetime
{
    private BotScene _scene = null!;
    private UserView _anna = null!;

    public async Task InitializeAsync()
    {
        _scene = await BotScene.StartAsync();
        _anna = _scene.NewUser();
    }

    public async Task DisposeAsync()
    {
        Assert.Empty(_scene.Telegram.Violations);
        await _scene.DisposeAsync();
    }

    [Fact]
    public async Task Start_says_who_the_bot_is_and_offers_to_connect()
    {
        var answer = await _scene.HearAsync(_anna.Id, "Hi Anna", after: _scene.Telegram.Start(_anna.Id));

        Assert.Contains("I bring your Zoom cloud recordings into this chat", answer.Text, StringComparison.Ordinal);
        Assert.Equal(["Connect Zoom"], Buttons(answer));
        _scene.Press(_anna, answer, "Connect Zoom");
        await _scene.HearAsync(_anna.Id, "Let's connect your Zoom account", after: answer);
    }

    [Fact]
    public async Task Who_talks_to_the_bot_is_remembered_with_the_latest_language()
    {
        var pia = _scene.NewUser("Pia", "pt-br");
        await _scene.HearAsync(pia.Id, "", after: _scene.Say(pia, "/help"));

        var user = await _scene.QueryAsync(context => context.Users.SingleAsync(user => user.TelegramUserId == new TelegramUserId(pia.Id)));
        Assert.Equal("pt-br", user.Locale);
    }

    [Fact]
    public async Task Connect_gives_a_personal_link_that_the_API_made_for_this_user_and_chat()
    {
        var answer = await _scene.AskAsync(_anna, "/connect", "Let's connect your Zoom account");

        var button = Assert.Single(answer.Keyboard.SelectMany(row => row));
        Assert.Equal(ConnectLinkStub.Link, button.Url);
        var (authorization, query) = Assert.Single(_scene.Api.Calls);
        Assert.Equal($"Bearer {TestSettings.All["INTERNAL_API_KEY"]}", authorization);
        Assert.Equal($"?telegram_user_id={_anna.Id}&telegram_chat_id={_anna.Id}", query);
    }

    [Fact]
    public async Task Connect_says_so_when_the_API_is_away_and_offers_another_try()
    {
        _scene.Api.Status = 503;
        var answer = await _scene.AskAsync(_anna, "/connect", "can't prepare a link");

        _scene.Api.Status = 200;
        _scene.Press(_anna, answer, "Try again");
        await _scene.HearAsync(_anna.Id, "Let's connect", after: answer);
    }

    [Theory]
    [InlineData("/connect", "Let's connect your Zoom account")]
    [InlineData("/status", "No Zoom account is connected yet")]
    [InlineData("/disconnect", "there is nothing to disconnect")]
    [InlineData("/routes", "so there are no recordings to deliver")]
    [InlineData("/settings", "Quiet hours: Off")]
    [InlineData("/privacy", "What I keep of you")]
    public async Task Personal_commands_in_a_group_lead_into_the_private_chat(string command, string privateAnswer)
    {
        var group = _scene.Telegram.CreateGroup("Team", [_anna.Id], supergroup: true);
        var asked = _scene.Telegram.SendText(group.Id, _anna.Id, command);
        var answer = await _scene.HearAsync(group.Id, "in our private chat", after: asked);

        Assert.Equal(asked.MessageId, answer.ReplyToMessageId);
        var link = Assert.Single(answer.Keyboard.SelectMany(row => row)).Url!;
        Assert.Empty(_scene.Api.Calls);
        await _scene.HearAsync(_anna.Id, privateAnswer, after: _scene.Telegram.OpenLink(_anna.Id, new Uri(link)));
    }

    [Fact]
    public async Task An_answer_in_a_forum_stays_in_its_topic()
    {
        var forum = _scene.Telegram.CreateGroup("Team", [_anna.Id], forum: true);
        var topic = _scene.Telegram.CreateTopic(forum.Id, "Zoom");
        _scene.Telegram.SendText(forum.Id, _anna.Id, "/help", messageThreadId: topic.MessageThreadId);

        var answer = await _scene.HearAsync(forum.Id, "Connect your Zoom account once");
        Assert.Equal(topic.MessageThreadId, answer.MessageThreadId);
    }

    [Fact]
    public async Task Finishing_says_which_account_delivers_where()
    {
        var account = _scene.NewAccount("Anna Smith", "anna@example.com");

        var answer = await _scene.ConnectAsync(_anna, account);

        Assert.Contains("Anna Smith", answer.Text, StringComparison.Ordinal);
        Assert.Contains("every meeting that this Zoom account hosts", answer.Text, StringComparison.Ordinal);
        Assert.Contains("arrives in this chat", answer.Text, StringComparison.Ordinal);
        Assert.Equal(["Send my latest recording", "Undo"], Buttons(answer));
        Assert.DoesNotContain(answer.Entities, entity => entity.Type is "email" or "url" or "mention");
        Assert.Equal(ConnectionStatus.Active, (await _scene.ConnectionOfAsync(account)).Status);
    }

    [Fact]
    public async Task The_latest_recording_is_asked_for_by_a_button_and_once()
    {
        var answer = await _scene.ConnectAsync(_anna, _scene.NewAccount("Anna Smith", "anna@example.com"));

        var notice = await _scene.NoticeAsync(_scene.Press(_anna, answer, "Send my latest recording"));
        await _scene.NoticeAsync(_scene.Press(_anna, answer, "Send my latest recording"));

        Assert.Equal("I am looking for it: it arrives here in a moment.", notice);
        await using var context = _scene.Database.NewContext();
        Assert.Equal(JobStatus.Queued, (await context.Jobs.SingleAsync(job => job.Kind == JobKind.SendLatestRecording)).Status);
    }

    [Fact]
    public async Task Undo_takes_back_what_was_just_connected()
    {
        var account = _scene.NewAccount("Anna Smith", "anna@example.com");
        var answer = await _scene.ConnectAsync(_anna, account);

        _scene.Press(_anna, answer, "Undo");

        var undone = await _scene.SeeEditedAsync(answer, "Undone");
        Assert.Equal(["Connect Zoom"], Buttons(undone));
        Assert.NotEqual(ConnectionStatus.Active, (await _scene.ConnectionOfAsync(account)).Status);
    }

    [Fact]
    public async Task Undo_of_something_that_is_gone_says_so()
    {
        var account = _scene.NewAccount("Anna Smith", "anna@example.com");
        var answer = await _scene.ConnectAsync(_anna, account);
        var asked = await _scene.AskAsync(_anna, "/disconnect", "Disconnect Anna Smith");
        _scene.Press(_anna, asked, "Yes, disconnect");
        await _scene.SeeEditedAsync(asked, "Disconnected: Anna Smith");

        Assert.Contains("can't be undone any more", await _scene.NoticeAsync(_scene.Press(_anna, answer, "Undo")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_finishing_link_opened_by_somebody_else_connects_nothing_and_both_are_told()
    {
        var mallory = _scene.NewUser("Mallory");
        _scene.Telegram.Start(_anna.Id);
        var account = _scene.NewAccount("Anna Smith", "anna@example.com");
        var payload = await _scene.ApproveAsync(_anna, account);

        _scene.Telegram.Start(mallory.Id, payload);

        Assert.Equal(["Connect Zoom"], Buttons(await _scene.HearAsync(mallory.Id, "This link was made for somebody else")));
        var told = await _scene.QueryAsync(context => context.Jobs.SingleAsync(job => job.Kind == JobKind.TellFlowBurned));
        Assert.Equal(await UserIdAsync(_anna), told.TenantId);
        await _scene.HearAsync(_anna.Id, "used already", after: _scene.Telegram.Start(_anna.Id, payload));
        Assert.False(await _scene.QueryAsync(context => context.Connections.AnyAsync(connection => connection.Status == ConnectionStatus.Active)));
    }

    [Fact]
    public async Task A_finishing_link_in_a_group_finishes_nothing()
    {
        var group = _scene.Telegram.CreateGroup("Team", [_anna.Id]);
        var account = _scene.NewAccount("Anna Smith", "anna@example.com");
        var payload = await _scene.ApproveAsync(_anna, account);

        _scene.Telegram.SendText(group.Id, _anna.Id, $"/start@{TelegramSimulator.BotUsername} {payload}");
        await _scene.HearAsync(group.Id, "Everything begins in our private chat");

        Assert.NotEqual(ConnectionStatus.Active, (await _scene.ConnectionOfAsync(account)).Status);
        await _scene.HearAsync(_anna.Id, "✅ Connected", after: _scene.Telegram.Start(_anna.Id, payload));
    }

    [Fact]
    public async Task A_used_an_expired_and_an_invented_link_each_get_a_clear_answer_and_a_way_on()
    {
        var account = _scene.NewAccount("Anna Smith", "anna@example.com");
        var used = await _scene.ApproveAsync(_anna, account);
        await _scene.HearAsync(_anna.Id, "✅ Connected", after: _scene.Telegram.Start(_anna.Id, used));
        var expired = await _scene.ApproveAsync(_anna, account);
        await _scene.QueryAsync(context => context.OAuthFlows
            .Where(flow => flow.Outcome == OAuthFlowOutcome.AwaitingFinish)
            .ExecuteUpdateAsync(set => set.SetProperty(flow => flow.ExpiresAt, DateTimeOffset.UnixEpoch)));

        foreach (var (payload, text) in new[] { (used, "used already"), (expired, "has expired"), ("c_invented", "don't know this link") })
        {
            var answer = await _scene.HearAsync(_anna.Id, text, after: _scene.Telegram.Start(_anna.Id, payload));
            Assert.Equal(["Connect Zoom"], Buttons(answer));
        }
    }

    [Fact]
    public async Task An_account_that_another_user_connects_leaves_its_owner_informed()
    {
        var bob = _scene.NewUser("Bob");
        var account = _scene.NewAccount("Shared", "shared@example.com");
        await _scene.ConnectAsync(_anna, account);

        await _scene.ConnectAsync(bob, account);

        var told = await _scene.QueryAsync(context => context.Jobs.SingleAsync(job => job.Kind == JobKind.TellAccountMoved));
        Assert.Equal(await UserIdAsync(_anna), told.TenantId);
    }

    [Fact]
    public async Task Disconnect_asks_first_and_does_it_only_then()
    {
        var account = _scene.NewAccount("Anna Smith", "anna@example.com");
        await _scene.ConnectAsync(_anna, account);
        var asked = await _scene.AskAsync(_anna, "/disconnect", "Disconnect Anna Smith");

        Assert.Equal(["Yes, disconnect", "No, keep it"], Buttons(asked));
        Assert.Equal(ConnectionStatus.Active, (await _scene.ConnectionOfAsync(account)).Status);
        _scene.Press(_anna, asked, "Yes, disconnect");

        var done = await _scene.SeeEditedAsync(asked, "Disconnected: Anna Smith");
        Assert.Empty(done.Keyboard);
        Assert.NotEqual(ConnectionStatus.Active, (await _scene.ConnectionOfAsync(account)).Status);
        await _scene.AskAsync(_anna, "/status", "No Zoom account is connected yet");
    }

    [Fact]
    public async Task Disconnect_can_be_thought_better_of()
    {
        var account = _scene.NewAccount("Anna Smith", "anna@example.com");
        await _scene.ConnectAsync(_anna, account);
        var asked = await _scene.AskAsync(_anna, "/disconnect", "Disconnect Anna Smith");

        _scene.Press(_anna, asked, "No, keep it");

        Assert.Empty((await _scene.SeeEditedAsync(asked, "Nothing has changed")).Keyboard);
        Assert.Equal(ConnectionStatus.Active, (await _scene.ConnectionOfAsync(account)).Status);
    }

    [Fact]
    public async Task With_several_accounts_disconnect_asks_which()
    {
        var first = _scene.NewAccount("Work", "work@example.com");
        var second = _scene.NewAccount("Home", "home@example.com");
        await _scene.ConnectAsync(_anna, first);
        await _scene.ConnectAsync(_anna, second);
        var asked = await _scene.AskAsync(_anna, "/disconnect", "Which Zoom account");

        Assert.Equal(["work@example.com", "home@example.com", "None, keep them all"], Buttons(asked));
        _scene.Press(_anna, asked, "home@example.com");
        var sure = await _scene.SeeEditedAsync(asked, "Disconnect Home");
        _scene.Press(_anna, sure, "Yes, disconnect");
        await _scene.SeeEditedAsync(asked, "Disconnected: Home");

        Assert.Equal(ConnectionStatus.Active, (await _scene.ConnectionOfAsync(first)).Status);
        Assert.NotEqual(ConnectionStatus.Active, (await _scene.ConnectionOfAsync(second)).Status);
    }

    [Fact]
    public async Task A_stale_disconnect_button_says_that_there_is_nothing_left()
    {
        var account = _scene.NewAccount("Anna Smith", "anna@example.com");
        await _scene.ConnectAsync(_anna, account);
        var first = await _scene.AskAsync(_anna, "/disconnect", "Disconnect Anna Smith");
        var second = await _scene.AskAsync(_anna, "/disconnect", "Disconnect Anna Smith");
        _scene.Press(_anna, first, "Yes, disconnect");
        await _scene.SeeEditedAsync(first, "Disconnected: Anna Smith");

        var notice = await _scene.NoticeAsync(_scene.Press(_anna, second, "Yes, disconnect"));
        Assert.Contains("not connected any more", notice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/foo", "I don't know /")]
    [InlineData("hello", "I only follow commands and buttons")]
    public async Task What_is_not_understood_is_answered_kindly(string text, string answer) => await _scene.AskAsync(_anna, text, answer);

    [Fact]
    public async Task An_unknown_command_is_not_made_tappable()
    {
        var answer = await _scene.AskAsync(_anna, "/foo", "I don't know /");

        Assert.Equal(["/help"], answer.Entities.Where(entity => entity.Type == "bot_command").Select(entity => answer.Text.Substring(entity.Offset, entity.Length)));
    }

    [Fact]
    public async Task A_name_from_outside_shows_as_it_is_and_can_do_nothing()
    {
        var eve = _scene.NewUser("</b>/disconnect @admin evil.com #x");

        var answer = await _scene.HearAsync(eve.Id, "Hi ", after: _scene.Telegram.Start(eve.Id));

        Assert.Contains("</\u2060b>/\u2060disconnect @\u2060admin evil.\u2060com #\u2060x", answer.Text, StringComparison.Ordinal);
        Assert.Empty(answer.Entities);
    }

    [Fact]
    public async Task In_a_group_the_bot_speaks_only_when_addressed()
    {
        var group = _scene.Telegram.CreateGroup("Team", [_anna.Id]);
        _scene.Telegram.SendText(group.Id, _anna.Id, "hello everybody");
        _scene.Telegram.SendText(group.Id, _anna.Id, "/foo");
        _scene.Telegram.SendText(group.Id, _anna.Id, "/help@another_bot");
        var addressed = _scene.Telegram.SendText(group.Id, _anna.Id, $"/foo@{TelegramSimulator.BotUsername}");

        await _scene.HearAsync(group.Id, "I don't know /", after: addressed);
        Assert.Single(_scene.Said(group.Id), text => !text.StartsWith("I bring Zoom cloud recordings", StringComparison.Ordinal));
        _scene.Telegram.SendText(group.Id, _anna.Id, $"/HELP@{TelegramSimulator.BotUsername.ToUpperInvariant()}");
        await _scene.HearAsync(group.Id, "Connect your Zoom account once");
    }

    [Fact]
    public async Task The_menu_lists_only_commands_that_are_answered()
    {
        await Eventually.HoldsAsync(() => _scene.Telegram.Profile("description") is not null, "the menu is published");
        var menu = _scene.Telegram.Commands(_anna.Id, _anna.Id);

        Assert.Equal(["connect", "status", "search", "routes", "settings", "privacy", "disconnect", "help"], menu.Select(entry => entry.Command));
        Assert.InRange(_scene.Telegram.Profile("short_description")!.Length, 1, 120);
        Assert.InRange(_scene.Telegram.Profile("description")!.Length, 1, 512);
        foreach (var entry in menu)
        {
            var asked = _scene.Say(_anna, "/" + entry.Command);
            Assert.DoesNotContain("I don't know", (await _scene.HearAsync(_anna.Id, "", after: asked)).Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Answers_get_through_rate_limits_and_lost_connections()
    {
        await _scene.SettleAsync(_anna);
        _scene.Telegram.Inject(new TelegramFault("sendMessage", "too_many_requests"));
        await _scene.AskAsync(_anna, "/status", "No Zoom account is connected yet");
        _scene.Telegram.Inject(new TelegramFault("sendMessage", "reset_before"));
        await _scene.AskAsync(_anna, "/help", "Connect your Zoom account once");
    }

    private Task<long> UserIdAsync(UserView user) => _scene.QueryAsync(context => context.Users
        .Where(row => row.TelegramUserId == new TelegramUserId(user.Id)).Select(row => row.Id).SingleAsync());

    private static IReadOnlyList<string> Buttons(MessageView message) =>
        [.. message.Keyboard.SelectMany(row => row).Select(button => button.Text)];
}
