using Microsoft.EntityFrameworkCore;
using ZoomAspire.Bot.Links;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Simulator.Telegram;

namespace ZoomAspire.Tests.Bot;

/// <summary><c>/connect</c> in a group: everything personal happens privately, and only who administers a group sends recordings there.</summary>
public sealed class GroupConnectTests : IAsyncLifetime
{
    private BotScene _scene = null!;
    private UserView _anna = null!;
    private UserView _mallory = null!;

    public async Task InitializeAsync()
    {
        _scene = await BotScene.StartAsync();
        _anna = _scene.NewUser();
        _mallory = _scene.NewUser("Mallory");
    }

    public async Task DisposeAsync()
    {
        Assert.Empty(_scene.Telegram.Violations);
        await _scene.DisposeAsync();
    }

    [Fact]
    public async Task Connect_in_a_group_proposes_the_group_privately_to_its_administrator()
    {
        var group = _scene.Telegram.CreateGroup("Team", [_anna.Id, _mallory.Id], supergroup: true);

        var invitation = await InviteAsync(group, _anna);

        Assert.Contains("The recordings will arrive in “Team”", invitation.Text, StringComparison.Ordinal);
        Assert.Equal(["Connect Zoom", "Send them to me only"], Buttons(invitation));
        Assert.Equal($"?telegram_user_id={_anna.Id}&telegram_chat_id={group.Id}", Assert.Single(_scene.Api.Calls).Query);
        _scene.Press(_anna, invitation, "Send them to me only");
        var own = await _scene.HearAsync(_anna.Id, "Let's connect", after: invitation);
        Assert.DoesNotContain("Team", own.Text, StringComparison.Ordinal);
        Assert.Equal($"?telegram_user_id={_anna.Id}&telegram_chat_id={_anna.Id}", _scene.Api.Calls[^1].Query);
    }

    [Fact]
    public async Task Connect_in_a_topic_proposes_the_topic()
    {
        var forum = _scene.Telegram.CreateGroup("Team", [_anna.Id], forum: true);
        var topic = _scene.Telegram.CreateTopic(forum.Id, "Zoom");

        await InviteAsync(forum, _anna, topic.MessageThreadId);

        Assert.Equal(
            $"?telegram_user_id={_anna.Id}&telegram_chat_id={forum.Id}&message_thread_id={topic.MessageThreadId}",
            Assert.Single(_scene.Api.Calls).Query);
    }

    [Fact]
    public async Task A_member_who_does_not_administer_the_group_gets_a_link_for_the_private_chat()
    {
        var group = _scene.Telegram.CreateGroup("Team", [_anna.Id, _mallory.Id], supergroup: true);

        var invitation = await InviteAsync(group, _mallory);

        Assert.Contains("only what one of its administrators sends there", invitation.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Team", invitation.Text, StringComparison.Ordinal);
        Assert.Equal($"?telegram_user_id={_mallory.Id}&telegram_chat_id={_mallory.Id}", Assert.Single(_scene.Api.Calls).Query);
    }

    [Fact]
    public async Task A_forged_link_to_a_strange_group_says_nothing_of_it_whether_it_exists_or_not()
    {
        var group = _scene.Telegram.CreateGroup("Secret", [_anna.Id], supergroup: true);
        _scene.Telegram.Start(_mallory.Id);

        var existing = await _scene.HearAsync(_mallory.Id, "Let's connect", after: _scene.Telegram.Start(_mallory.Id, $"connect_{group.Id}"));
        var invented = await _scene.HearAsync(_mallory.Id, "Let's connect", after: _scene.Telegram.Start(_mallory.Id, "connect_-1009999999999"));

        Assert.Equal(existing.Text, invented.Text);
        Assert.DoesNotContain("Secret", existing.Text, StringComparison.Ordinal);
        Assert.All(_scene.Api.Calls, call => Assert.EndsWith($"telegram_chat_id={_mallory.Id}", call.Query, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Trying_again_after_a_failure_keeps_the_group()
    {
        var group = _scene.Telegram.CreateGroup("Team", [_anna.Id], supergroup: true);
        _scene.Api.Status = 503;
        var failed = await _scene.HearAsync(_anna.Id, "can't prepare a link", after: await OpenAsync(group, _anna));

        _scene.Api.Status = 200;
        _scene.Press(_anna, failed, "Try again");

        await _scene.HearAsync(_anna.Id, "arrive in “Team”", after: failed);
    }

    [Fact]
    public async Task Finishing_delivers_to_the_group_of_its_administrator_and_says_so()
    {
        var group = _scene.Telegram.CreateGroup("Team", [_anna.Id], supergroup: true);
        var payload = await _scene.ApproveAsync(_anna, _scene.NewAccount("Anna Smith", "anna@example.com"), group);

        var finished = await _scene.HearAsync(_anna.Id, "✅ Connected", after: _scene.Telegram.Start(_anna.Id, payload));

        Assert.Contains("arrives in “Team”", finished.Text, StringComparison.Ordinal);
        var destination = await DestinationAsync();
        Assert.Equal((group.Id, DestinationKind.Group, "Team"), (destination.ChatId.Value, destination.Kind, destination.Title));
        await _scene.AskAsync(_anna, "/status", "Recordings arrive in “Team”");
    }

    [Fact]
    public async Task Finishing_delivers_to_the_private_chat_of_whoever_does_not_administer_the_group_any_more()
    {
        var group = _scene.Telegram.CreateGroup("Team", [_anna.Id, _mallory.Id], supergroup: true);
        var payload = await _scene.ApproveAsync(_mallory, _scene.NewAccount("Mallory M", "mallory@example.com"), group);

        var finished = await _scene.HearAsync(_mallory.Id, "✅ Connected", after: _scene.Telegram.Start(_mallory.Id, payload));

        Assert.Contains("arrives in this chat", finished.Text, StringComparison.Ordinal);
        Assert.Contains("arrive here instead", finished.Text, StringComparison.Ordinal);
        Assert.Equal(_mallory.Id, (await DestinationAsync()).ChatId.Value);
    }

    [Fact]
    public async Task While_telegram_does_not_say_who_administers_the_group_nothing_is_used_up()
    {
        var group = _scene.Telegram.CreateGroup("Team", [_anna.Id], supergroup: true);
        var payload = await _scene.ApproveAsync(_anna, _scene.NewAccount("Anna Smith", "anna@example.com"), group);
        _scene.Telegram.Inject(new TelegramFault("getChatMember", "too_many_requests"));

        await _scene.HearAsync(_anna.Id, "Something went wrong", after: _scene.Telegram.Start(_anna.Id, payload));

        await _scene.HearAsync(_anna.Id, "✅ Connected", after: _scene.Telegram.Start(_anna.Id, payload));
        Assert.Equal(group.Id, (await DestinationAsync()).ChatId.Value);
    }

    [Theory]
    [InlineData("-1001234567890", -1001234567890, null)]
    [InlineData("-1001234567890_45", -1001234567890, 45)]
    [InlineData("-5", -5, null)]
    public void A_payload_names_a_group_and_its_topic(string payload, long chatId, int? threadId)
    {
        var place = new DeliveryPlace(new TelegramChatId(chatId), threadId);

        Assert.Equal(place, GroupPayload.Read(payload));
        Assert.Equal(payload, GroupPayload.Of(place));
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("0")]
    [InlineData("-5_")]
    [InlineData("-5_0")]
    [InlineData("-5_-1")]
    [InlineData("-5_6_7")]
    [InlineData("-99999999999999999999")]
    [InlineData("work")]
    public void What_is_no_group_names_none(string payload) => Assert.Null(GroupPayload.Read(payload));

    private Task<Destination> DestinationAsync() => _scene.QueryAsync(context => context.Destinations.AsNoTracking().SingleAsync());

    private async Task<MessageView> InviteAsync(ChatView group, UserView user, int? threadId = null) =>
        await _scene.HearAsync(user.Id, "Let's connect", after: await OpenAsync(group, user, threadId));

    /// <summary>A user says /connect in a group and follows the answer's link.</summary>
    private async Task<MessageView> OpenAsync(ChatView group, UserView user, int? threadId = null)
    {
        var asked = _scene.Telegram.SendText(group.Id, user.Id, "/connect", messageThreadId: threadId);
        var answer = await _scene.HearAsync(group.Id, "in our private chat", after: asked);
        return _scene.Telegram.OpenLink(user.Id, new Uri(Assert.Single(answer.Keyboard.SelectMany(row => row)).Url!))!;
    }

    private static IReadOnlyList<string> Buttons(MessageView message) =>
        [.. message.Keyboard.SelectMany(row => row).Select(button => button.Text)];
}
