using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Tests.Infrastructure;
using Route = ZoomAspire.Core.Accounts.Route;

namespace ZoomAspire.Tests.Bot;

/// <summary>
/// <c>/routes</c>: Anna owns the group and administers it, Boris is a member and hosts meetings, Mallory is in another group that she owns.
/// </summary>
public sealed class RoutesTests : IAsyncLifetime
{
    private BotScene _scene = null!;
    private WebApplication _bot = null!;
    private UserView _anna = null!;
    private UserView _boris = null!;
    private UserView _mallory = null!;
    private ChatView _group = null!;
    private Connection _connection = null!;

    public async Task InitializeAsync()
    {
        _scene = await BotScene.SetAsync();
        _bot = await _scene.StartBotAsync();
        _anna = _scene.NewUser();
        _boris = _scene.NewUser("Boris");
        _mallory = _scene.NewUser("Mallory");
        var account = _scene.NewAccount("Boris <Ltd>", "boris@example.com");
        await _scene.ConnectAsync(_boris, account);
        _connection = await _scene.ConnectionOfAsync(account);
        _group = _scene.Telegram.CreateGroup("Team", [_anna.Id, _boris.Id], supergroup: true);
        await _scene.HearAsync(_group.Id, "I bring Zoom cloud recordings");
    }

    public async Task DisposeAsync()
    {
        Assert.Empty(_scene.Telegram.Violations);
        await _scene.DisposeAsync();
    }

    [Fact]
    public async Task Without_routes_everything_comes_to_the_private_chat_and_says_so()
    {
        var list = await _scene.AskAsync(_boris, "/routes", "Everything comes to this chat.");

        Assert.Equal(["➕ Deliver something elsewhere"], Labels(list));
        await _scene.AskAsync(_anna, "/routes", "No Zoom account is connected yet");
    }

    [Fact]
    public async Task A_member_sends_meetings_with_words_to_the_group_once_an_administrator_who_reads_who_will_hear_has_allowed_it()
    {
        var pending = await WishAsync("Weekly  SALES!");
        Assert.Contains("I have asked in the group", pending.Text, StringComparison.Ordinal);
        var request = await _scene.HearAsync(_group.Id, "wants to deliver");
        Assert.StartsWith("Boris wants to deliver Zoom recordings to this group: recordings with “weekly sales” in the topic", request.Text, StringComparison.Ordinal);
        Assert.Contains("that Boris <Ltd> hosts", request.Text, StringComparison.Ordinal);
        Assert.Contains("(3 members) will hear them", request.Text, StringComparison.Ordinal);
        Assert.Equal(RouteState.Pending, (await RouteAsync()).State);
        await _scene.AskAsync(_boris, "/status", "Recordings arrive in this chat.");

        Assert.Contains("Only an administrator", await _scene.NoticeAsync(_scene.Press(_boris, request, "Allow")), StringComparison.Ordinal);
        Assert.Equal(RouteState.Pending, (await RouteAsync()).State);

        Assert.Empty(await _scene.NoticeAsync(_scene.Press(_anna, request, "Allow")));
        var allowed = await _scene.SeeEditedAsync(request, "✅ Allowed by Anna");
        Assert.Equal(RouteState.Active, (await RouteAsync()).State);
        Assert.Equal([JobKind.TellRouteAllowed], await JobsAsync());
        await _scene.AskAsync(_boris, "/routes", "1. Recordings with “weekly sales” in the topic → “Team”");

        Assert.Contains("Only an administrator", await _scene.NoticeAsync(_scene.Press(_boris, allowed, "🛑 Stop")), StringComparison.Ordinal);
        Assert.Empty(await _scene.NoticeAsync(_scene.Press(_anna, allowed, "🛑 Stop")));
        await _scene.SeeEditedAsync(request, "🛑 Stopped by Anna");
        Assert.Null(await FindRouteAsync());
        Assert.Equal([JobKind.TellRouteAllowed, JobKind.TellRouteStopped], await JobsAsync());
        Assert.Equal(
            [AuditActions.RouteMade, AuditActions.RouteConsented, AuditActions.RouteStopped], await AuditAsync());
    }

    [Fact]
    public async Task A_refused_wish_is_gone()
    {
        await WishAsync("sales");
        var request = await _scene.HearAsync(_group.Id, "wants to deliver");

        _scene.Press(_anna, request, "Refuse");

        Assert.Empty((await _scene.SeeEditedAsync(request, "Refused by Anna")).Keyboard);
        Assert.Null(await FindRouteAsync());
        Assert.Equal([JobKind.TellRouteRefused], await JobsAsync());
        await _scene.AskAsync(_boris, "/routes", "Everything comes to this chat.");
    }

    [Fact]
    public async Task A_wish_that_nobody_answered_for_a_week_cannot_be_allowed_any_more()
    {
        await WishAsync("sales");
        var request = await _scene.HearAsync(_group.Id, "wants to deliver");
        await _scene.QueryAsync(context => context.Database.ExecuteSqlAsync(
            $"UPDATE routes SET requested_at = now() - interval '7 days' WHERE state = 'pending'"));

        Assert.Contains("has expired", await _scene.NoticeAsync(_scene.Press(_anna, request, "Allow")), StringComparison.Ordinal);

        Assert.Equal(RouteState.Pending, (await RouteAsync()).State);
        await _scene.AskAsync(_boris, "/routes", "Everything comes to this chat.");
    }

    [Fact]
    public async Task An_administrator_who_was_demoted_meanwhile_decides_nothing()
    {
        var group = _scene.Telegram.CreateGroup("Other", [_mallory.Id, _anna.Id, _boris.Id], supergroup: true);
        _scene.Telegram.Promote(group.Id, _anna.Id);
        await WishAsync("sales", group);
        var request = await _scene.HearAsync(group.Id, "wants to deliver");
        _scene.Telegram.Promote(group.Id, _anna.Id, isAdministrator: false);

        Assert.Contains("Only an administrator", await _scene.NoticeAsync(_scene.Press(_anna, request, "Allow")), StringComparison.Ordinal);

        Assert.Equal(RouteState.Pending, (await RouteAsync()).State);
    }

    [Fact]
    public async Task While_Telegram_does_not_say_who_administers_the_group_nothing_is_decided()
    {
        await WishAsync("sales");
        var request = await _scene.HearAsync(_group.Id, "wants to deliver");
        _scene.Telegram.Inject(new TelegramFault("getChatMember", "internal_error"));

        Assert.Contains("went wrong", await _scene.NoticeAsync(_scene.Press(_anna, request, "Allow")), StringComparison.Ordinal);

        Assert.Equal(RouteState.Pending, (await RouteAsync()).State);
    }

    [Fact]
    public async Task A_host_who_administers_the_group_consents_by_making_the_route()
    {
        _scene.Telegram.Promote(_group.Id, _boris.Id);
        var what = await OpenAsync(_boris, _group);
        Assert.DoesNotContain("must allow it", what.Text, StringComparison.Ordinal);
        Assert.Contains("(3 members) will hear them", what.Text, StringComparison.Ordinal);

        _scene.Press(_boris, what, "All my recordings");

        var made = await _scene.SeeEditedAsync(what, "All recordings → “Team”");
        Assert.Equal(RouteState.Active, (await RouteAsync()).State);
        Assert.DoesNotContain(_scene.Said(_group.Id), text => text.Contains("wants to deliver", StringComparison.Ordinal));
        await _scene.AskAsync(_boris, "/status", "Recordings arrive in “Team”.");

        _scene.Press(_boris, made, "There and in this chat");
        var both = await _scene.SeeEditedAsync(made, "All recordings → “Team” and this chat");
        await _scene.AskAsync(_boris, "/status", "Recordings arrive in this chat and “Team”.");
        _scene.Press(_boris, both, "Only there");
        var only = await _scene.SeeEditedAsync(both, "✅ From the next recording on.");
        _scene.Press(_boris, only, "Remove");
        await _scene.SeeEditedAsync(only, "Everything comes to this chat.");
        Assert.Null(await FindRouteAsync());
        Assert.Equal([AuditActions.RouteMade, AuditActions.RouteRemoved], await AuditAsync());
    }

    [Fact]
    public async Task A_meeting_is_chosen_from_the_recent_ones()
    {
        await AddMeetingAsync(81_234_567_890, "Board");
        await AddMeetingAsync(81_234_567_890, "Board <x>");
        await AddMeetingAsync(82_234_567_890, "Weekly");
        var what = await OpenAsync(_boris, _group);
        Assert.Equal(
            ["All my recordings", "Weekly", "Board <x>", "✍️ By words in the topic", "« All routes"], Labels(what));

        _scene.Press(_boris, what, "Board <x>");

        await _scene.SeeEditedAsync(what, "Recordings of “Board <x>” → “Team”");
        var route = await RouteAsync();
        Assert.Equal((RouteMatch.Series, 81_234_567_890, "Board <x>"), (route.Match, route.Series, route.SeriesTopic));
    }

    [Fact]
    public async Task Routes_given_in_a_topic_lead_to_the_topic()
    {
        var forum = _scene.Telegram.CreateGroup("Forum", [_boris.Id], forum: true);
        var topic = _scene.Telegram.CreateTopic(forum.Id, "Zoom");
        var what = await OpenAsync(_boris, forum, topic.MessageThreadId);

        _scene.Press(_boris, what, "All my recordings");

        await _scene.SeeEditedAsync(what, "All recordings → “Forum” (topic “Zoom”)");
        var route = await RouteAsync();
        var destination = await _scene.QueryAsync(context => context.Destinations.SingleAsync(row => row.Id == route.DestinationId));
        Assert.Equal((forum.Id, (int?)topic.MessageThreadId), (destination.ChatId.Value, destination.MessageThreadId));
    }

    [Fact]
    public async Task Words_are_taken_after_a_restart_of_the_bot_and_only_from_an_answer_to_the_question()
    {
        var question = await AskForWordsAsync(_group);
        await _scene.AskAsync(_boris, "sales", "I'm not much of a talker");
        await _scene.StopBotAsync(_bot);
        _bot = await _scene.StartBotAsync();

        var answer = _scene.Telegram.SendText(_boris.Id, _boris.Id, "quarterly", replyToMessageId: question.MessageId);

        await _scene.HearAsync(_boris.Id, "Recordings with “quarterly” in the topic → “Team”", after: answer);
        Assert.Equal("quarterly", (await RouteAsync()).Words);
    }

    [Fact]
    public async Task An_answer_without_words_is_asked_for_again_and_keeps_what_it_is_about()
    {
        var question = await AskForWordsAsync(_group);

        var again = await _scene.HearAsync(
            _boris.Id, "I need at least one word", after: _scene.Telegram.SendText(_boris.Id, _boris.Id, "🎙!", replyToMessageId: question.MessageId));
        var answer = _scene.Telegram.SendText(_boris.Id, _boris.Id, "sales", replyToMessageId: again.MessageId);

        await _scene.HearAsync(_boris.Id, "Recordings with “sales” in the topic → “Team”", after: answer);
    }

    [Fact]
    public async Task Some_meetings_come_to_the_private_chat_while_all_others_go_to_the_group()
    {
        _scene.Telegram.Promote(_group.Id, _boris.Id);
        var what = await OpenAsync(_boris, _group);
        _scene.Press(_boris, what, "All my recordings");
        await _scene.SeeEditedAsync(what, "All recordings → “Team”");
        var list = await _scene.AskAsync(_boris, "/routes", "1. All recordings → “Team”");
        Assert.DoesNotContain("Everything", list.Text, StringComparison.Ordinal);
        _scene.Press(_boris, list, "➕ Deliver something elsewhere");
        var places = await _scene.SeeEditedAsync(list, "Where shall recordings go?");
        Assert.Equal(["This chat", "Team", "« All routes"], Labels(places));

        _scene.Press(_boris, places, "This chat");
        var here = await _scene.SeeEditedAsync(places, "Which recordings shall go to this chat?");
        _scene.Press(_boris, here, "✍️ By words in the topic");
        var question = await _scene.HearAsync(_boris.Id, "Which words must the topic have?", after: here);
        var answer = _scene.Telegram.SendText(_boris.Id, _boris.Id, "salary", replyToMessageId: question.MessageId);

        await _scene.HearAsync(_boris.Id, "Recordings with “salary” in the topic → this chat", after: answer);
    }

    [Fact]
    public async Task Administrators_see_privately_what_is_delivered_to_the_group_and_stop_it_and_members_do_not()
    {
        await AllowAsync("sales");
        var carl = _scene.NewUser("Carl");
        var seen = await OpenLinkAsync(_anna, _group, null, "What is delivered to “Team”");
        Assert.Contains("1. Boris <Ltd>: recordings with “sales” in the topic", seen.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("boris@", seen.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("What is delivered", (await OpenAsync(_boris, _group)).Text, StringComparison.Ordinal);
        _scene.Telegram.Start(carl.Id);
        var strangers = _scene.Telegram.Start(carl.Id, $"routes_{_group.Id}");
        Assert.DoesNotContain("Team", (await _scene.HearAsync(carl.Id, "I can't see you in that group", after: strangers)).Text, StringComparison.Ordinal);

        _scene.Press(_anna, seen, "🛑 Stop 1");

        await _scene.SeeEditedAsync(seen, "No Zoom account is connected yet");
        Assert.Null(await FindRouteAsync());
        Assert.Contains(JobKind.TellRouteStopped, await JobsAsync());
    }

    [Fact]
    public async Task Who_adds_the_bot_to_a_group_is_offered_privately_to_deliver_there_or_in_the_group_where_the_bot_may_not_write()
    {
        var offered = _scene.Telegram.CreateGroup("Boris's", [_boris.Id], supergroup: true);

        var offer = await _scene.HearAsync(_boris.Id, "You have added me to “Boris's”");
        _scene.Press(_boris, offer, "Deliver there");
        await _scene.SeeEditedAsync(offer, "Which recordings shall go to “Boris's”?");
        Assert.Empty(_scene.Said(offered.Id));

        var link = Assert.Single((await _scene.HearAsync(_group.Id, "I bring Zoom")).Keyboard.SelectMany(row => row)).Url!;
        await _scene.HearAsync(_anna.Id, "No Zoom account is connected yet", after: _scene.Telegram.OpenLink(_anna.Id, new Uri(link)));
    }

    [Fact]
    public async Task Who_is_no_longer_in_the_group_makes_no_route_there()
    {
        var what = await OpenAsync(_boris, _group);
        _scene.Telegram.Leave(_group.Id, _boris.Id);

        _scene.Press(_boris, what, "All my recordings");

        await _scene.SeeEditedAsync(what, "I can't see you in that group");
        Assert.Null(await FindRouteAsync());
    }

    [Fact]
    public async Task Nobody_is_asked_too_often()
    {
        var pending = await WishAsync("one");
        Assert.Contains("less than an hour ago", await _scene.NoticeAsync(_scene.Press(_boris, pending, "Ask again")), StringComparison.Ordinal);
        await WishAsync("two");
        await WishAsync("three");
        await WishAsync("four", answer: "Enough of your wishes wait");
        Assert.Equal(3, _scene.Said(_group.Id).Count(text => text.Contains("wants to deliver", StringComparison.Ordinal)));

        await LetHoursPassAsync();
        Assert.Empty(await _scene.NoticeAsync(_scene.Press(_boris, pending, "Ask again")));

        Assert.Equal(4, _scene.Said(_group.Id).Count(text => text.Contains("wants to deliver", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Removing_wishes_and_making_others_asks_no_oftener()
    {
        foreach (var words in new[] { "one", "two", "three" })
        {
            var pending = await WishAsync(words);
            _scene.Press(_boris, pending, "Remove");
            await _scene.SeeEditedAsync(pending, "Everything comes to this chat.");
        }

        await WishAsync("four", answer: "often enough for now");

        Assert.Equal(3, RequestsIn(_group));
        await LetHoursPassAsync();
        await WishAsync("four");
        Assert.Equal(4, RequestsIn(_group));
    }

    [Theory]
    [InlineData("Refuse")]
    [InlineData("Stop")]
    public async Task Whose_route_was_refused_or_stopped_asks_nobody_in_that_group_again_for_a_week(string button)
    {
        await WishAsync("sales");
        var request = await _scene.HearAsync(_group.Id, "wants to deliver");
        if (button == "Stop")
        {
            _scene.Press(_anna, request, "Allow");
            request = await _scene.SeeEditedAsync(request, "Allowed by Anna");
        }

        _scene.Press(_anna, request, button == "Stop" ? "🛑 Stop" : button);
        await _scene.SeeEditedAsync(request, "by Anna");
        await Eventually.HoldsAsync(async () => await FindRouteAsync() is null, "the route to be gone");

        await WishAsync("board", answer: "does not want your recordings there");
        Assert.Equal(0, RequestsIn(_group));
        Assert.Null(await FindRouteAsync());

        await _scene.QueryAsync(context => context.Database.ExecuteSqlAsync(
            $"UPDATE destinations SET refused_at = refused_at - interval '7 days'"));
        await WishAsync("board");
        Assert.Equal(1, RequestsIn(_group));
    }

    [Fact]
    public async Task Who_has_left_the_group_has_nobody_there_asked_again()
    {
        var pending = await WishAsync("sales");
        await LetHoursPassAsync();
        _scene.Telegram.Leave(_group.Id, _boris.Id);

        _scene.Press(_boris, pending, "Ask again");

        await _scene.SeeEditedAsync(pending, "I can't see you in that group");
        Assert.Equal(1, RequestsIn(_group));
    }

    [Fact]
    public async Task Who_administers_the_group_by_now_consents_by_asking_again()
    {
        var pending = await WishAsync("sales");
        _scene.Telegram.Promote(_group.Id, _boris.Id);

        _scene.Press(_boris, pending, "Ask again");

        await _scene.SeeEditedAsync(pending, "✅ From the next recording on.");
        Assert.Equal(RouteState.Active, (await RouteAsync()).State);
        Assert.Equal(1, RequestsIn(_group));
        Assert.Equal([AuditActions.RouteMade, AuditActions.RouteConsented], await AuditAsync());
    }

    [Fact]
    public async Task A_request_that_has_expired_is_not_made_again()
    {
        var pending = await WishAsync("sales");
        await _scene.QueryAsync(context => context.Database.ExecuteSqlAsync(
            $"UPDATE routes SET requested_at = now() - interval '7 days' WHERE state = 'pending'"));

        Assert.Contains("or has answered", await _scene.NoticeAsync(_scene.Press(_boris, pending, "Ask again")), StringComparison.Ordinal);

        Assert.Equal(1, RequestsIn(_group));
    }

    [Fact]
    public async Task A_request_that_a_crash_kept_from_the_group_is_made_when_the_same_is_wished_again()
    {
        await WishAsync("sales");
        // As it is before it is asked in the group.
        await _scene.QueryAsync(context => context.Database.ExecuteSqlAsync(
            $"UPDATE routes SET requested_at = now() - interval '1 hour' WHERE state = 'pending'"));

        await WishAsync("sales");
        await WishAsync("sales");

        Assert.Equal(2, RequestsIn(_group));
        await RouteAsync();
    }

    [Fact]
    public async Task The_same_wish_twice_is_one_route()
    {
        await WishAsync("sales");
        await WishAsync("SALES");

        await RouteAsync();
        Assert.Single(_scene.Said(_group.Id), text => text.Contains("wants to deliver", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Forged_buttons_change_nothing()
    {
        await AllowAsync("sales");
        var route = await RouteAsync();
        var others = _scene.Telegram.CreateGroup("Mallory's", [_mallory.Id, _boris.Id], supergroup: true);
        await _scene.SettleAsync(_mallory);
        var privately = new Chat { Id = _mallory.Id, Type = ChatType.Private };
        var elsewhere = new Chat { Id = others.Id, Type = ChatType.Supergroup };
        var here = new Chat { Id = _group.Id, Type = ChatType.Supergroup };

        foreach (var (presser, chat, data) in new[]
        {
            (_mallory, privately, $"route:remove:{route.Id}"),
            (_mallory, privately, $"route:both:{route.Id}"),
            (_mallory, privately, $"route:one:{route.Id}"),
            (_mallory, privately, $"route:ask:{route.Id}"),
            (_mallory, privately, $"route:to:{route.DestinationId}"),
            (_mallory, privately, $"route:all:{route.DestinationId}:{route.ConnectionId}"),
            (_mallory, privately, $"route:of:{route.DestinationId}:{route.ConnectionId}"),
            (_mallory, privately, $"route:group:{_group.Id}"),
            (_mallory, privately, $"consent:stop:{route.Id}"),
            (_mallory, elsewhere, $"consent:stop:{route.Id}"),
            (_anna, elsewhere, $"consent:stop:{route.Id}"),
            (_mallory, here, $"consent:stop:{route.Id}"),
            (_boris, here, $"route:remove:{route.Id}"),
            (_boris, here, $"consent:refuse:{route.Id}"),
            (_anna, here, $"consent:refuse:{route.Id}"),
            (_anna, here, $"consent:nonsense:{route.Id}"),
            (_anna, here, "consent:stop:99999999999999999999"),
            (_anna, here, "consent"),
            (_mallory, privately, "route:series:1:2:x"),
            (_mallory, privately, "route::::"),
        })
        {
            await _scene.PressAsync(presser, chat, data);
        }

        var after = await RouteAsync();
        Assert.Equal((route.Id, RouteState.Active, false), (after.Id, after.State, after.IsAlsoPrivate));
        Assert.DoesNotContain(_scene.Said(_mallory.Id), text => text.Contains("sales", StringComparison.Ordinal) || text.Contains("“Team”", StringComparison.Ordinal));
        Assert.Equal(0, _scene.Logs.Count(Microsoft.Extensions.Logging.LogLevel.Error, "could not be handled"));
    }

    [Fact]
    public async Task Disconnecting_ends_the_routes()
    {
        await AllowAsync("sales");
        await WishAsync("board");
        var list = await _scene.AskAsync(_boris, "/disconnect", "Disconnect");

        _scene.Press(_boris, list, "Yes, disconnect");

        await _scene.SeeEditedAsync(list, "Disconnected");
        Assert.Equal(0, await _scene.QueryAsync(context => context.Routes.CountAsync()));
    }

    [Fact]
    public async Task Connecting_to_the_group_as_its_administrator_adds_it_beside_the_private_chat()
    {
        _scene.Telegram.Promote(_group.Id, _boris.Id);
        var payload = await _scene.ApproveAsync(_boris, _scene.Simulator.Zoom.Users.Single(user => user.Email == "boris@example.com"), _group);

        await _scene.HearAsync(_boris.Id, "arrives in “Team”", after: _scene.Telegram.Start(_boris.Id, payload));

        await _scene.AskAsync(_boris, "/status", "Recordings arrive in this chat and “Team”.");
        await _scene.AskAsync(_boris, "/routes", "1. All recordings → “Team” and this chat");
    }

    /// <summary>Boris wants meetings with words in the group.</summary>
    private async Task<MessageView> WishAsync(string words, ChatView? group = null, string answer = "I have asked in the group")
    {
        var question = await AskForWordsAsync(group ?? _group);
        var sent = _scene.Telegram.SendText(_boris.Id, _boris.Id, words, replyToMessageId: question.MessageId);
        return await _scene.HearAsync(_boris.Id, answer, after: sent);
    }

    private async Task AllowAsync(string words)
    {
        await WishAsync(words);
        var request = await _scene.HearAsync(_group.Id, "wants to deliver");
        _scene.Press(_anna, request, "Allow");
        await _scene.SeeEditedAsync(request, "Allowed by Anna");
    }

    private async Task<MessageView> AskForWordsAsync(ChatView group)
    {
        var what = await OpenAsync(_boris, group);
        _scene.Press(_boris, what, "✍️ By words in the topic");
        return await _scene.HearAsync(_boris.Id, "Which words must the topic have?", after: what);
    }

    private Task<MessageView> OpenAsync(UserView user, ChatView group, int? threadId = null) =>
        OpenLinkAsync(user, group, threadId, "Which recordings shall go to");

    /// <summary>A user says /routes in a group and follows the answer's link.</summary>
    private async Task<MessageView> OpenLinkAsync(UserView user, ChatView group, int? threadId, string answer)
    {
        var asked = _scene.Telegram.SendText(group.Id, user.Id, "/routes", messageThreadId: threadId);
        var link = await _scene.HearAsync(group.Id, "in our private chat", after: asked);
        var start = _scene.Telegram.OpenLink(user.Id, new Uri(Assert.Single(link.Keyboard.SelectMany(row => row)).Url!));
        return await _scene.HearAsync(user.Id, answer, after: start);
    }

    private int RequestsIn(ChatView group) =>
        _scene.Said(group.Id).Count(text => text.Contains("wants to deliver", StringComparison.Ordinal));

    private Task<int> LetHoursPassAsync() => _scene.QueryAsync(context => context.Database.ExecuteSqlAsync(
        $"""
        UPDATE routes SET requested_at = requested_at - interval '2 hours';
        UPDATE destinations SET asks_until = asks_until - interval '2 hours';
        """));

    private Task<int> AddMeetingAsync(long number, string topic) => _scene.QueryAsync(context =>
    {
        context.Meetings.Add(new Meeting
        {
            Provider = _connection.Provider,
            MeetingUuid = new MeetingUuid(Guid.NewGuid().ToString("n")),
            ZoomMeetingId = number,
            OwnerZoomUserId = _connection.ExternalUserId,
            ConnectionId = _connection.Id,
            UserId = _connection.UserId,
            Topic = topic,
            CreatedAt = TimeProvider.System.GetUtcNow(),
        });
        return context.SaveChangesAsync();
    });

    /// <summary>The one route beside that to the private chat.</summary>
    private async Task<Route> RouteAsync() => await FindRouteAsync() ?? throw new InvalidOperationException("There is no route.");

    private Task<Route?> FindRouteAsync() => _scene.QueryAsync(context => (
        from route in context.Routes
        join destination in context.Destinations on route.DestinationId equals destination.Id
        where destination.Kind == DestinationKind.Group
        select route).AsNoTracking().SingleOrDefaultAsync());

    private Task<List<JobKind>> JobsAsync() => _scene.QueryAsync(context => context.Jobs
        .Where(job => job.Kind != JobKind.SweepRecordings).OrderBy(job => job.CreatedAt).Select(job => job.Kind).ToListAsync());

    private Task<List<string>> AuditAsync() => _scene.QueryAsync(context => context.AuditLog
        .Where(line => line.Action.StartsWith("route.")).OrderBy(line => line.Id).Select(line => line.Action).ToListAsync());

    private static IReadOnlyList<string> Labels(MessageView message) =>
        [.. message.Keyboard.SelectMany(row => row).Select(button => button.Text)];
}
