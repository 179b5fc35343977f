using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ZoomAspire.Bot.Settings;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Queue;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Languages;
using ZoomAspire.Tests.Queue;

namespace ZoomAspire.Tests.Bot;

/// <summary>
/// Everything that can be said to the bot and pressed below its messages, in one conversation, in every language. What is new among commands, buttons
/// and questions must be said, pressed and answered here.
/// </summary>
public sealed class WholeConversationTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private TalkScene _scene = null!;
    private Talk _talk = null!;
    private UserView _anna = null!;
    private UserView _boss = null!;
    private UserView _ivan = null!;
    private ZoomUser _work = null!;
    private ZoomUser _home = null!;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Theory]
    [MemberData(nameof(Speaking.All), MemberType = typeof(Speaking))]
    public async Task Everything_is_answered_in_the_language_of_who_says_and_presses_it(string language)
    {
        _scene = await TalkScene.StartAsync(language);
        _talk = new Talk(_scene);
        (_anna, _boss, _ivan) = (_scene.Chat.NewUser("Anna", language), _scene.Chat.NewUser("Boris", language), _scene.Chat.NewUser("Ivan", language));
        (_work, _home) = (_scene.Chat.NewAccount("Anna Smith", "work@example.com"), _scene.Chat.NewAccount("A. Smith", "home@example.com"));

        await MeetAsync();
        await ConnectAsync();
        await ReceiveAsync();
        await SearchAsync();
        await FailAsync();
        await LookThroughAsync();
        await SendMonthAsync();
        await SetAsync(language);
        await DecideAsync();
        await ConnectAnotherAsync();
        await RouteAsync();
        await BeLinkedAsync();
        await DisconnectAsync();
        await LeaveAsync();
        await OperateAsync();

        await _talk.AssertWholeAsync();
        _talk.AssertTaken();
        Assert.Empty(_talk.Texts().SelectMany(EnglishWords.RawIn));
        if (language != "en")
        {
            var english = new EnglishWords(language);
            Assert.Empty(_talk.Texts(without: [_scene.Operator.Id, _scene.Operators.Id]).SelectMany(english.In).Distinct());
        }
    }

    // Without an account, everything leads to connecting.
    private async Task MeetAsync()
    {
        var welcome = await _talk.StartAsync(_anna);
        await _talk.PressForMessageAsync(_anna, welcome, "connect");
        foreach (var said in new[]
        {
            "/help", "/connect", "/status", "/recordings", "/routes", "/search", "/search budget", "/settings", "/privacy", "/cancel", "/disconnect",
            "/ops", "/deadletters", "/link", "/nonsense", "hello",
        })
        {
            await _talk.SayAsync(_anna, said);
        }

        foreach (var payload in new[] { "connect", "status", "recordings", "routes", "settings", "privacy", "r_1", "r_x", "c_invented", "whatever" })
        {
            await _talk.StartAsync(_anna, payload);
        }

        _scene.Chat.Api.Status = 503;
        var failed = await _talk.SayAsync(_anna, "/connect");
        _scene.Chat.Api.Status = 200;
        await _talk.PressForMessageAsync(_anna, failed, "connect");
    }

    private async Task ConnectAsync()
    {
        var undone = await _talk.StartAsync(_anna, await _scene.Chat.ApproveAsync(_anna, _work));
        await _talk.PressAsync(_anna, undone, "undo");
        await _talk.PressAsync(_anna, undone, "connect");
        var payload = await _scene.Chat.ApproveAsync(_anna, _work);
        var connected = await _talk.StartAsync(_anna, payload);
        await _talk.StartAsync(_anna, payload); // Used already.
        await _talk.PressAsync(_anna, connected, "latest"); // There is none.
        await _scene.WorkAsync();
        await HoldAsync("Before connecting", Now.AddDays(-9)); // What Zoom has is asked for once a minute at most.
        await _talk.SayAsync(_anna, "/status");
        await _talk.SayAsync(_anna, "/recordings");
        await _talk.SayAsync(_anna, "/routes");
        await _talk.SayAsync(_anna, "/cancel");
    }

    // One that is too large, with all that Zoom writes of it.
    private async Task ReceiveAsync()
    {
        await _scene.RecordAsync(_work, Meeting("Board @all") with
        {
            Duration = 4,
            Size = 3_000_000,
            WithTranscript = true,
            WithSummary = true,
            Speakers = ["Anna Koch", "Ivan Petrov"],
        });
        var audio = _talk.Find(_anna.Id, "notes");
        await _talk.PressAsync(_anna, audio, "notes");
        var forms = await _talk.PressForMessageAsync(_anna, audio, "transcript");
        foreach (var form in Talk.DataIn(forms))
        {
            await _talk.PressDataAsync(_anna, forms, form);
        }

        var question = await _talk.PressForMessageAsync(_anna, audio, "ask");
        await _talk.AnswerAsync(_anna, question, "budget");
        await _talk.PressAsync(_anna, audio, "speakers");
        await _talk.PressAsync(_anna, audio, "speakers");
        await _scene.WorkAsync();
        await _talk.PressAsync(_anna, audio, "speakers");
        var link = await _talk.PressForMessageAsync(_anna, audio, "original");
        await _talk.PressAsync(_anna, link, "unlink");
        await _talk.SayAsync(_anna, "/status");
    }

    private async Task SearchAsync()
    {
        var connection = await _scene.Chat.ConnectionOfAsync(_work);
        for (var number = 1; number <= 5; number++)
        {
            var message = await _talk.SayAsync(_anna, "/help");
            await _scene.DeliverAsync(connection, $"Weekly {number}", message.MessageId, "We talk about penguins.");
        }

        await _talk.SayAsync(_anna, "/search budget");
        await _talk.SayAsync(_anna, "/search xylophone");
        await _talk.SayAsync(_anna, "/search");
        await _talk.SayAsync(_anna, "/search penguins");
        await _talk.SettleAsync(_anna);
        await _talk.PressForMessageAsync(_anna, _talk.Find(_anna.Id, "found"), "found");
        await _talk.SettleAsync(_anna);
    }

    private async Task FailAsync()
    {
        _scene.Fail(ZoomOperation.GetRecordings);
        await _scene.RecordAsync(_work, Meeting("Cannot be fetched"));
        _scene.Fail(null);
        await _talk.PressAsync(_anna, _talk.Find(_anna.Id, "fetch"), "fetch");
        await _scene.WorkAsync();

        _scene.Fail(ZoomOperation.Download, ZoomFaultKind.HostileRedirect);
        await _scene.RecordAsync(_work, Meeting("Cannot be downloaded"));
        await _talk.SayAsync(_anna, "/recordings");
        _scene.Fail(null);
        await _talk.PressAsync(_anna, _talk.Find(_anna.Id, "again"), "again");
        await _scene.WorkAsync();
    }

    private async Task LookThroughAsync()
    {
        var list = await _talk.SayAsync(_anna, "/recordings");
        await _talk.PressAsync(_anna, list, "rec:list"); // Older
        await _talk.PressAsync(_anna, list, "rec:new");
        await _talk.SayAsync(_anna, "/status");
        await _talk.SayAsync(_anna, "/cancel");
        await _talk.PressAsync(_anna, list, "rec:one");
        await _talk.PressAsync(_anna, list, "rec:send");
        await _scene.WorkAsync();
        await _talk.PressAsync(_anna, list, "rec:one");
        await _talk.PressAsync(_anna, list, "rec:remove");
        await _talk.PressAsync(_anna, list, "rec:one"); // Keep it
        await _talk.PressAsync(_anna, list, "rec:remove");
        await _talk.PressAsync(_anna, list, "rec:removed");
        await _talk.PressAsync(_anna, list, "rec:send");
        await _scene.WorkAsync();
        await _talk.PressAsync(_anna, list, "rec:one");
        await _talk.PressAsync(_anna, list, "rec:again");
        await _scene.WorkAsync();
        await _talk.PressAsync(_anna, list, "rec:list");
        var meeting = await _scene.Chat.QueryAsync(context => context.Meetings.Where(row => row.Topic == "Board @all").Select(row => row.Id).FirstAsync());
        await _talk.StartAsync(_anna, string.Create(CultureInfo.InvariantCulture, $"r_{meeting}"));
        await _talk.StartAsync(_ivan, string.Create(CultureInfo.InvariantCulture, $"r_{meeting}"));
    }

    private async Task SendMonthAsync()
    {
        var noon = new DateTimeOffset(Now.Year, Now.Month, 1, 12, 0, 0, TimeSpan.Zero).AddMonths(-2);
        await HoldAsync("Long ago", noon);
        await HoldAsync("Long ago", noon.AddDays(4));
        var list = await _talk.SayAsync(_anna, "/recordings");
        await _talk.PressAsync(_anna, list, "rec:months");
        await PressMonthAsync(list, noon.AddMonths(-1)); // Nothing there.
        await _talk.PressAsync(_anna, list, "rec:months");
        await PressMonthAsync(list, noon);
        await _talk.PressAsync(_anna, list, "rec:fill");
        await _talk.PressAsync(_anna, await _talk.SayAsync(_anna, "/status"), "status");
        await _talk.SayAsync(_anna, "/cancel");
        await PressMonthAsync(await MonthsAsync(), noon);
        await _talk.PressAsync(_anna, _talk.Find(_anna.Id, "rec:fill"), "rec:fill");
        await _scene.WorkAsync();
        await _talk.SayAsync(_anna, "/status");
    }

    private async Task<MessageView> MonthsAsync() => await _talk.PressAsync(_anna, await _talk.SayAsync(_anna, "/recordings"), "rec:months");

    private Task<MessageView> PressMonthAsync(MessageView months, DateTimeOffset month) => _talk.PressDataAsync(
        _anna,
        months,
        Talk.DataIn(_talk.Now(months)).Single(data => data.EndsWith(string.Create(CultureInfo.InvariantCulture, $":{month.Year}:{month.Month}"), StringComparison.Ordinal)));

    // Every screen, and on each of them everything.
    private async Task SetAsync(string language)
    {
        var menu = await _talk.SayAsync(_anna, "/settings");
        foreach (var screen in Talk.DataIn(menu))
        {
            await _talk.PressDataAsync(_anna, menu, screen);
            await PressAllAsync(menu, data => Talk.KindOf(data) is "length" or "model" || data.StartsWith($"{screen}:", StringComparison.Ordinal), language);
            if (Talk.DataIn(_talk.Now(menu)).Any(data => data == SettingsButton.Show(SettingsScreen.Sections)))
            {
                await _talk.PressAsync(_anna, menu, "set:Sections");
                await PressAllAsync(menu, data => Talk.KindOf(data) == "set:Sections=", language);
                await _talk.PressAsync(_anna, menu, "set:Notes");
            }

            await _talk.PressAsync(_anna, menu, "set:Menu");
        }

        foreach (var (screen, answer) in new[] { ("Zone", "Kyiv"), ("Quiet", "21:30-6"), ("Which", "board") })
        {
            await _talk.PressAsync(_anna, menu, $"set:{screen}");
            var again = await _talk.AnswerAsync(_anna, await _talk.PressForMessageAsync(_anna, menu, $"set:{screen}:type"), "?!");
            await _talk.AnswerAsync(_anna, again, answer);
            await _talk.PressAsync(_anna, menu, "set:Menu");
        }

        await _talk.SayAsync(_anna, "/settings");
        await _talk.PressAsync(_anna, menu, "set:Which");
        await _talk.PressDataAsync(_anna, menu, "set:Which:any");
        await _talk.PressDataAsync(_anna, menu, "set:Which:0");
    }

    // Another language is for the conversations in it.
    private async Task PressAllAsync(MessageView message, Func<string, bool> wanted, string language)
    {
        var all = Talk.DataIn(_talk.Now(message)).Where(wanted)
            .Where(data => !data.StartsWith("set:Language:", StringComparison.Ordinal) || data == $"set:Language:{language}" || data == "set:Language:telegram")
            .Where(data => Talk.KindOf(data) is not ("set:Zone:type" or "set:Quiet:type" or "set:Which:type"));
        foreach (var data in all.ToList())
        {
            // One press may take another button's place.
            if (Talk.DataIn(_talk.Now(message)).Contains(data))
            {
                await _talk.PressDataAsync(_anna, message, data);
            }
        }

        if (Talk.DataIn(_talk.Now(message)).Contains("model:no"))
        {
            await _talk.PressDataAsync(_anna, message, "model:no");
        }
    }

    // Asked about a recording: no, and yes after all.
    private async Task DecideAsync()
    {
        await ChooseAsync(user => user.AsksBeforeSending = true);
        await _scene.RecordAsync(_work, Meeting("Shall it come"));
        var question = _talk.Find(_anna.Id, "asked:skip");
        await _talk.PressAsync(_anna, question, "asked:skip");
        await _talk.PressAsync(_anna, question, "asked:send");
        await _scene.WorkAsync();
        await ChooseAsync(user => user.AsksBeforeSending = false);
    }

    private async Task ConnectAnotherAsync()
    {
        await _talk.StartAsync(_ivan, await _scene.Chat.ApproveAsync(_anna, _home)); // Not for him, and she is told.
        await _scene.WorkAsync();
        await _talk.StartAsync(_anna, await _scene.Chat.ApproveAsync(_anna, _home));
        await _talk.SayAsync(_anna, "/connect");
        await _talk.SayAsync(_anna, "/status");
        await MonthsAsync();
        await _talk.PressAsync(_anna, _talk.Find(_anna.Id, "rec:months"), "rec:months"); // Of one of them.
    }

    private async Task RouteAsync()
    {
        await _talk.StartAsync(_boss);
        var (team, offer) = await AddToGroupAsync("Team", [_boss, _anna]);
        await _talk.PressAsync(_boss, offer, "route:group"); // He has no account.
        await _talk.PressForMessageAsync(_boss, offer, "connect");
        foreach (var said in new[] { "/start", "/help", "/connect", "/status", "/recordings", "/settings", "/privacy", "/search budget", "/search" })
        {
            await _talk.SayInAsync(team, _anna, said);
        }

        await _talk.SayInAsync(team, _anna, $"/nonsense@{TelegramSimulator.BotUsername}");
        await _talk.OpenAsync(_anna, await _talk.SayInAsync(team, _anna, "/connect"));

        // A member wishes, by words, and an administrator allows it, and stops it.
        var what = await OfWorkAsync(await _talk.OpenAsync(_anna, await _talk.SayInAsync(team, _anna, "/routes")));
        var again = await _talk.AnswerAsync(_anna, await _talk.PressForMessageAsync(_anna, what, "route:words"), "?!");
        var route = await _talk.AnswerAsync(_anna, again, "sales");
        await _talk.PressAsync(_anna, route, "route:ask");
        await _talk.PressAsync(_anna, route, "route:both");
        await _talk.PressAsync(_anna, route, "route:only");
        await WishAsync(route);
        await _talk.PressAsync(_anna, _talk.Find(team.Id, "consent:allow"), "consent:allow"); // She may not.
        await _talk.PressAsync(_boss, _talk.Find(team.Id, "consent:allow"), "consent:allow");
        await _scene.WorkAsync();
        await _talk.SayAsync(_anna, "/routes");
        await _talk.SayAsync(_anna, "/status");
        await _talk.PressAsync(_boss, await _talk.OpenAsync(_boss, await _talk.SayInAsync(team, _boss, "/routes")), "consent:stop");
        await _talk.PressAsync(_boss, _talk.Find(team.Id, "consent:stop"), "consent:stop"); // It is gone.
        await _scene.WorkAsync();

        // By a meeting, and it is refused.
        var (club, _) = await AddToGroupAsync("Club", [_boss, _anna]);
        await _talk.PressAsync(_anna, await OfWorkAsync(await _talk.OpenAsync(_anna, await _talk.SayInAsync(club, _anna, "/routes"))), "route:series");
        await _talk.PressAsync(_boss, _talk.Find(club.Id, "consent:refuse"), "consent:refuse");
        await _scene.WorkAsync();
        await _talk.PressAsync(_anna, await OfWorkAsync(await _talk.OpenAsync(_anna, await _talk.SayInAsync(club, _anna, "/routes"))), "route:series");

        // All of them, to a group of her own, and away again.
        var (_, own) = await AddToGroupAsync("Family", [_anna]);
        await _talk.PressAsync(_anna, own, "route:group");
        await _talk.PressAsync(_anna, await OfWorkAsync(own), "route:all");
        await _talk.SayAsync(_anna, "/status");
        var list = await _talk.SayAsync(_anna, "/routes");
        await _talk.PressAsync(_anna, list, "route:one");
        await _talk.PressAsync(_anna, list, "route:list");
        await _talk.PressAsync(_anna, list, "route:add");
        await _talk.PressAsync(_anna, list, "route:to");
        await _talk.PressAsync(_anna, await OfWorkAsync(list), "route:list");
        await _talk.PressAsync(_anna, list, "route:one");
        await _talk.PressAsync(_anna, list, "route:remove");

        // Who has not begun with the bot is asked in the group.
        var stranger = _scene.Chat.NewUser("Carl", _anna.LanguageCode);
        await _scene.Chat.HearAsync(_scene.Telegram.CreateGroup("Strangers", [stranger.Id], supergroup: true).Id, "");
        _scene.Telegram.KickBot(team.Id);
    }

    private async Task WishAsync(MessageView route)
    {
        await _talk.PressAsync(_anna, route, "routewish");
        foreach (var what in new[] { "length", "section", "language" })
        {
            foreach (var data in Talk.DataIn(_talk.Now(route)).Where(data => Talk.KindOf(data) == $"routewish:{what}").ToList())
            {
                await _talk.PressDataAsync(_anna, route, data);
            }
        }

        await _talk.PressAsync(_anna, route, "route:one");
    }

    private Task<MessageView> OfWorkAsync(MessageView whose) => _talk.PressAsync(_anna, whose, "route:of");

    // Who adds it is offered privately to deliver there.
    private async Task<(ChatView Group, MessageView Offer)> AddToGroupAsync(string title, UserView[] members)
    {
        var last = _scene.Telegram.Messages(members[0].Id)[^1];
        var group = _scene.Telegram.CreateGroup(title, [.. members.Select(member => member.Id)], supergroup: true);
        return (group, await _scene.Chat.HearAsync(members[0].Id, title, after: last));
    }

    private async Task BeLinkedAsync()
    {
        var invite = $"/link {_ivan.Id} {_scene.Zoom.Users[1].Email}";
        await _talk.SayAsync(_scene.Operator, "/link");
        await _talk.SayAsync(_scene.Operator, invite);
        await _talk.PressAsync(_ivan, _talk.Find(_ivan.Id, "link-no"), "link-no");
        await _talk.SayAsync(_scene.Operator, invite);
        await _talk.PressAsync(_ivan, _talk.Find(_ivan.Id, "link-yes"), "link-yes");
        await _talk.SayAsync(_ivan, "/status");
        await _talk.SayAsync(_ivan, "/recordings"); // There are none.
    }

    private async Task DisconnectAsync()
    {
        var which = await _talk.SayAsync(_anna, "/disconnect");
        await _talk.PressAsync(_anna, which, "disconnect?");
        await _talk.PressAsync(_anna, which, "keep");
        which = await _talk.SayAsync(_anna, "/disconnect");
        var gone = Talk.DataIn(which);
        await _talk.PressAsync(_anna, which, "disconnect?");
        await _talk.PressAsync(_anna, which, "disconnect");
        await _scene.WorkAsync();
        await _talk.SayAsync(_anna, "/disconnect");
        Assert.Equal(3, gone.Count);
    }

    private async Task LeaveAsync()
    {
        var privacy = await _talk.SayAsync(_anna, "/privacy");
        await _talk.PressAsync(_anna, privacy, "privacy:export");
        await _talk.PressAsync(_anna, privacy, "privacy:export"); // It is being made.
        await _scene.WorkAsync();
        await _talk.PressAsync(_anna, privacy, "privacy:export"); // It was sent.
        await _talk.PressAsync(_anna, privacy, "privacy:erase");
        await _talk.PressAsync(_anna, privacy, "privacy:show"); // Not yet.
        await _talk.PressAsync(_anna, privacy, "privacy:erase");
        await _talk.PressAsync(_anna, privacy, "privacy:all");
        var ivans = await _talk.SayAsync(_ivan, "/privacy");
        await _talk.PressAsync(_ivan, ivans, "privacy:erase");
        await _talk.PressAsync(_ivan, ivans, "privacy:here");
        await _scene.WorkAsync();
        await _scene.BidFarewellAsync();
        await _talk.SayAsync(_anna, "/status");
    }

    private async Task OperateAsync()
    {
        var dead = await QueueHost.AddJobsAsync(_scene.Chat.Database, await QueueHost.AddTenantAsync(_scene.Chat.Database), 7, JobKind.StageRecording);
        await _scene.Chat.QueryAsync(context => context.Jobs.Where(job => dead.Contains(job.Id)).ExecuteUpdateAsync(set => set
            .SetProperty(job => job.Status, JobStatus.Dead).SetProperty(job => job.FailureKind, (FailureKind?)FailureKind.Permanent)
            .SetProperty(job => job.LastError, "No.").SetProperty(job => job.FinishedAt, (DateTimeOffset?)Now)));
        await _scene.AlertAsync();
        var ops = await _talk.SayAsync(_scene.Operator, "/ops");
        await _talk.PressAsync(_scene.Operator, ops, "ops:show");
        await _talk.PressAsync(_scene.Operator, ops, "ops:ack");
        await _talk.PressAsync(_scene.Operator, ops, "ops:sweep");
        await _talk.PressAsync(_scene.Operator, _talk.Find(_scene.Operators.Id, "ack"), "ack");
        var letters = await _talk.SayAsync(_scene.Operator, "/deadletters");
        await _talk.PressAsync(_scene.Operator, letters, "dead:page");
        await _talk.PressDataAsync(_scene.Operator, letters, "dead:page:5");
        await _talk.PressAsync(_scene.Operator, letters, "dead:replay");
        await _talk.PressAsync(_scene.Operator, letters, "dead:delete?");
        await _talk.PressAsync(_scene.Operator, letters, "dead:page"); // Not that.
        await _talk.PressDataAsync(_scene.Operator, letters, "dead:delete?:all");
        await _talk.PressAsync(_scene.Operator, letters, "dead:delete");
    }

    private Task<int> ChooseAsync(Action<User> change) => _scene.Chat.QueryAsync(async context =>
    {
        change(await context.Users.SingleAsync(user => user.TelegramUserId == new Core.Telegram.TelegramUserId(_anna.Id)));
        return await context.SaveChangesAsync();
    });

    private static EndMeeting Meeting(string topic) => new() { UserId = "", Topic = topic, WithVideo = false, WithTimeline = false };

    // Nobody is told: it is found by whoever looks.
    private Task<EndedMeeting> HoldAsync(string topic, DateTimeOffset start) => _scene.Zoom.EndMeetingAsync(
        Meeting(topic) with { UserId = _work.Id, StartTime = start, SendWebhook = false }, CancellationToken.None);
}
