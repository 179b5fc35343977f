using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using ZoomAspire.Bot.Updates;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Tests.Infrastructure;
using ForumTopic = ZoomAspire.Core.Accounts.ForumTopic;
using TelegramUser = Telegram.Bot.Types.User;

namespace ZoomAspire.Tests.Bot;

/// <summary>Topics of forums are called as their groups call them. Anna owns the forum, Boris is a member and hosts meetings.</summary>
public sealed class TopicNamesTests : IAsyncLifetime
{
    private const string Delivered = "What is delivered to";

    private BotScene _scene = null!;
    private WebApplication _bot = null!;
    private UserView _anna = null!;
    private UserView _boris = null!;
    private ChatView _forum = null!;

    public async Task InitializeAsync()
    {
        _scene = await BotScene.SetAsync();
        _bot = await _scene.StartBotAsync();
        _anna = _scene.NewUser();
        _boris = _scene.NewUser("Boris");
        await _scene.ConnectAsync(_boris, _scene.NewAccount("Boris Ltd", "boris@example.com"));
        _forum = _scene.Telegram.CreateGroup("Forum", [_anna.Id, _boris.Id], forum: true);
        _scene.Telegram.Promote(_forum.Id, _boris.Id);
    }

    public async Task DisposeAsync()
    {
        Assert.Empty(_scene.Telegram.Violations);
        await _scene.DisposeAsync();
    }

    [Fact]
    public async Task A_topic_is_called_by_the_name_that_it_was_given()
    {
        var topic = NewTopic("Zoom");

        await RouteToAsync(_forum, topic, "All recordings → “Forum” (topic “Zoom”)");

        var list = await _scene.AskAsync(_boris, "/routes", "1. All recordings → “Forum” (topic “Zoom”)");
        Assert.Contains("1. All → Forum (topic “Zoom”)", Labels(list));
        _scene.Press(_boris, list, "➕ Deliver something elsewhere");
        Assert.Contains("Forum (topic “Zoom”)", Labels(await _scene.SeeEditedAsync(list, "Where shall recordings go?")));
        await _scene.AskAsync(_boris, "/status", "Recordings arrive in “Forum” (topic “Zoom”).");
        var ofGroup = await OpenAsync(_anna, _forum, topic, Delivered);
        Assert.Contains("all recordings (topic “Zoom”)", ofGroup.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recordings_tells_into_which_topic_one_was_delivered()
    {
        await RouteToAsync(_forum, NewTopic("Zoom"), "(topic “Zoom”)");
        await using (var context = _scene.Database.NewContext())
        {
            var connection = await context.Connections.AsNoTracking().SingleAsync();
            var (_, delivery) = await HistoryRows.AddDeliveredAsync(context, connection, "Board", messageId: 1);
            var forum = await context.Destinations.Where(row => row.MessageThreadId != null).Select(row => row.Id).SingleAsync();
            await context.Deliveries.Where(row => row.Id == delivery.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.DestinationId, forum));
        }

        var list = await _scene.AskAsync(_boris, "/recordings", "Board");

        Assert.Contains("✅ Delivered to “Forum” (topic “Zoom”), ", list.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_renamed_topic_has_its_new_name_though_what_is_written_there_still_tells_the_old_one()
    {
        var topic = NewTopic("Zoom");
        await RouteToAsync(_forum, topic, "(topic “Zoom”)");

        _scene.Telegram.RenameTopic(_forum.Id, topic, "Meetings");
        await OpenAsync(_boris, _forum, topic, Delivered);

        await _scene.AskAsync(_boris, "/routes", "1. All recordings → “Forum” (topic “Meetings”)");
    }

    [Fact]
    public async Task A_topic_of_which_the_bot_was_told_nothing_has_the_name_that_messages_in_it_reply_to()
    {
        var topic = NewTopic("Zoom");
        await ForgetAsync(topic);

        await RouteToAsync(_forum, topic, "All recordings → “Forum” (topic “Zoom”)");
    }

    [Fact]
    public async Task A_topic_whose_name_nobody_told_is_shown_by_its_number()
    {
        var topic = NewTopic("Zoom");
        await ForgetAsync(topic);
        var said = _scene.Telegram.SendText(_forum.Id, _anna.Id, "hello", messageThreadId: topic);

        await RouteToAsync(_forum, topic, $"All recordings → “Forum” (topic {topic})", replyTo: said.MessageId);

        var list = await _scene.AskAsync(_boris, "/routes", "1. All recordings");
        Assert.Contains($"1. All → Forum (topic {topic})", Labels(list));
    }

    [Fact]
    public async Task What_is_in_no_other_topic_is_in_General_whatever_that_is_called()
    {
        await RouteToAsync(_forum, null, "All recordings → “Forum” (topic “General”)");

        _scene.Telegram.RenameTopic(_forum.Id, ForumTopic.General, "Lobby");
        await OpenAsync(_boris, _forum, null, Delivered);

        await _scene.AskAsync(_boris, "/routes", "1. All recordings → “Forum” (topic “Lobby”)");
    }

    [Fact]
    public async Task A_new_icon_is_no_new_name()
    {
        var topic = NewTopic("Zoom");
        await SeeAsync(topic, "Zoom");

        await HandleAsync(topic, message => message.ForumTopicEdited = new ForumTopicEdited { IconCustomEmojiId = "5" });

        await SeeAsync(topic, "Zoom");
    }

    [Fact]
    public async Task A_topic_that_another_bot_renamed_is_called_so()
    {
        var topic = NewTopic("Zoom");
        await SeeAsync(topic, "Zoom");

        await HandleAsync(topic, message =>
        {
            message.From = new TelegramUser { Id = 7, IsBot = true, FirstName = "Other" };
            message.ForumTopicEdited = new ForumTopicEdited { Name = "Calls" };
        });

        await SeeAsync(topic, "Calls");
    }

    [Fact]
    public async Task A_name_can_do_nothing_but_show()
    {
        var topic = NewTopic("</b><a href='https://evil.com'>x</a> /disconnect @admin\n#y\u202E");

        var made = await RouteToAsync(_forum, topic, "All recordings →");

        Assert.Contains(
            "(topic “</\u2060b><a href='https:\u2060/\u2060/\u2060evil.\u2060com'>x</\u2060a> /\u2060disconnect @\u2060admin #\u2060y”)",
            made.Text,
            StringComparison.Ordinal);
        Assert.Empty(made.Entities);
        var list = await _scene.AskAsync(_boris, "/routes", "1. All recordings");
        Assert.All(Labels(list), label => Assert.DoesNotContain('\u202E', label));
    }

    [Fact]
    public async Task The_longest_name_fits_and_is_cut_where_it_is_shown()
    {
        var topic = NewTopic(string.Concat(Enumerable.Repeat("🎙", 64)));

        var made = await RouteToAsync(_forum, topic, "All recordings →");

        Assert.Contains("🎙…”)", made.Text, StringComparison.Ordinal);
        await SeeAsync(topic, string.Concat(Enumerable.Repeat("🎙", 64)));
    }

    [Fact]
    public async Task A_name_of_nothing_that_shows_is_none()
    {
        var topic = NewTopic("\u202E\u200F");

        await RouteToAsync(_forum, topic, $"All recordings → “Forum” (topic {topic})");
    }

    [Fact]
    public async Task An_administrator_reads_to_which_topic_recordings_shall_go()
    {
        var forum = _scene.Telegram.CreateGroup("Company", [_anna.Id, _boris.Id], forum: true);
        var topic = _scene.Telegram.CreateTopic(forum.Id, "Sales & <x>").MessageThreadId;
        var what = await OpenAsync(_boris, forum, topic);

        _scene.Press(_boris, what, "All my recordings");

        var request = await _scene.HearAsync(forum.Id, "Boris wants to deliver Zoom recordings to the topic “Sales & <x>”: all recordings");
        Assert.Equal(topic, request.MessageThreadId);
        _scene.Press(_anna, request, "Allow");
        await _scene.SeeEditedAsync(request, "come to the topic “Sales & <x>”.");
    }

    [Fact]
    public async Task A_group_that_gets_topics_and_with_them_another_id_shows_them_from_then_on()
    {
        var group = _scene.Telegram.CreateGroup("Team", [_boris.Id]);
        await RouteToAsync(group, null, "All recordings → “Team”");

        var forum = _scene.Telegram.Migrate(group.Id, forum: true);
        var topic = _scene.Telegram.CreateTopic(forum.Id, "Zoom").MessageThreadId;
        var delivered = await OpenAsync(_boris, forum, topic, Delivered);
        _scene.Press(_boris, delivered, "Deliver my recordings here");
        var what = await _scene.SeeEditedAsync(delivered, "Which recordings shall go to “Team” (topic “Zoom”)?");
        _scene.Press(_boris, what, "All my recordings");
        await _scene.SeeEditedAsync(what, "All recordings → “Team” (topic “Zoom”)");

        await _scene.AskAsync(_boris, "/routes", "1. All recordings → “Team” (topic “General”)\n2. All recordings → “Team” (topic “Zoom”)");
    }

    [Fact]
    public async Task Names_of_a_forum_that_removes_the_bot_stay_only_where_somebody_delivers()
    {
        var topic = NewTopic("Zoom");
        await RouteToAsync(_forum, topic, "(topic “Zoom”)");
        var unused = _scene.Telegram.CreateGroup("Unused", [_anna.Id], forum: true);
        var unusedTopic = _scene.Telegram.CreateTopic(unused.Id, "Secret").MessageThreadId;
        await SeeAsync(unusedTopic, "Secret");

        _scene.Telegram.KickBot(_forum.Id);
        _scene.Telegram.KickBot(unused.Id);

        await Eventually.HoldsAsync(
            async () => !(await TopicsAsync()).Exists(known => known.ChatId.Value == unused.Id), "the names of the unused forum to go");
        await _scene.AskAsync(_boris, "/routes", "1. All recordings → “Forum” (topic “Zoom”)");
    }

    private int NewTopic(string name) => _scene.Telegram.CreateTopic(_forum.Id, name).MessageThreadId;

    /// <summary>Boris sends everything to a topic.</summary>
    private async Task<MessageView> RouteToAsync(ChatView group, int? topic, string answer, int? replyTo = null)
    {
        var what = await OpenAsync(_boris, group, topic, replyTo: replyTo);
        _scene.Press(_boris, what, "All my recordings");
        return await _scene.SeeEditedAsync(what, answer);
    }

    /// <summary>A user says /routes in a topic and follows the answer's link.</summary>
    private async Task<MessageView> OpenAsync(
        UserView user, ChatView group, int? topic, string answer = "Which recordings shall go to", int? replyTo = null)
    {
        var asked = _scene.Telegram.SendText(group.Id, user.Id, "/routes", replyTo, topic);
        var link = await _scene.HearAsync(group.Id, "in our private chat", after: asked);
        var start = _scene.Telegram.OpenLink(user.Id, new Uri(Assert.Single(link.Keyboard.SelectMany(row => row)).Url!));
        return await _scene.HearAsync(user.Id, answer, after: start);
    }

    /// <summary>As if the topic had been made before the bot came.</summary>
    private async Task ForgetAsync(int topic)
    {
        await Eventually.HoldsAsync(async () => (await TopicsAsync()).Exists(known => known.MessageThreadId == topic), "the topic to be known");
        await _scene.QueryAsync(context => context.ForumTopics.ExecuteDeleteAsync());
    }

    private Task SeeAsync(int topic, string name) => Eventually.HoldsAsync(
        async () => (await TopicsAsync()).Exists(known => known.MessageThreadId == topic && known.Name == name), $"the topic to be “{name}”");

    private Task<List<ForumTopic>> TopicsAsync() => _scene.QueryAsync(context => context.ForumTopics.AsNoTracking().ToListAsync());

    /// <summary>A message in a topic of the forum as Telegram may send it.</summary>
    private Task HandleAsync(int topic, Action<Message> change)
    {
        var message = new Message
        {
            Id = topic + 1,
            From = new TelegramUser { Id = _anna.Id, FirstName = _anna.FirstName },
            Chat = new Chat { Id = _forum.Id, Type = ChatType.Supergroup, Title = _forum.Title, IsForum = true },
            MessageThreadId = topic,
            IsTopicMessage = true,
        };
        change(message);
        return _bot.Services.GetRequiredService<UpdateHandler>().HandleAsync(new Update { Id = 1, Message = message }, CancellationToken.None);
    }

    private static List<string> Labels(MessageView message) => [.. message.Keyboard.SelectMany(row => row).Select(button => button.Text)];
}
