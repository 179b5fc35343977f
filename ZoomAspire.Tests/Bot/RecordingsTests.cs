using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Simulator.Zoom;

namespace ZoomAspire.Tests.Bot;

/// <summary>Conversations about one's own recordings: what Zoom has, what has come, and what can be done about it.</summary>
public sealed class RecordingsTests : IAsyncLifetime
{
    private BotScene _scene = null!;
    private UserView _anna = null!;
    private ZoomUser _account = null!;

    private static DateTimeOffset Now => HistoryRows.Now;

    public async Task InitializeAsync()
    {
        _scene = await BotScene.StartAsync();
        _anna = _scene.NewUser();
        _account = _scene.NewAccount("Anna Smith", "anna@example.com");
    }

    public async Task DisposeAsync()
    {
        Assert.Empty(_scene.Telegram.Violations);
        await _scene.DisposeAsync();
    }

    [Fact]
    public async Task Without_a_connection_it_leads_to_connecting()
    {
        var answer = await _scene.AskAsync(_anna, "/recordings", "No Zoom account is connected yet");

        Assert.Equal("Connect Zoom", Assert.Single(Buttons(answer)));
    }

    [Fact]
    public async Task With_nothing_recorded_it_says_so_and_offers_older_months()
    {
        await ConnectAsync();

        var answer = await _scene.AskAsync(_anna, "/recordings", "Zoom has no cloud recordings of yours of the last 8 weeks");

        Assert.Equal(["📅 A whole month", "🔄 Refresh"], Buttons(answer));
    }

    [Fact]
    public async Task What_is_at_zoom_only_can_be_sent_and_two_presses_send_it_once()
    {
        await ConnectAsync();
        await HoldAsync("Before connecting @all", days: 9);

        var list = await _scene.AskAsync(_anna, "/recordings", "▫️ Not sent.");
        Assert.Contains("Your recordings of the last 8 weeks, 1 to 1 of 1", list.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(list.Entities, entity => entity.Type == "mention");
        var data = DataOf(list, "1. 📤 Send");
        var press = _scene.Press(_anna, list, "1. 📤 Send");
        var one = await _scene.SeeEditedAsync(list, "⏳ On its way: its turn comes soon.");

        Assert.Equal("", await _scene.NoticeAsync(press));
        Assert.Equal(["« Back", "🔄 Refresh"], Buttons(one));
        await PressAsync(_anna, data);
        Assert.Equal(1, await _scene.QueryAsync(context => context.Jobs.CountAsync(job => job.Kind == JobKind.FetchMeeting)));
        Assert.NotNull(await _scene.QueryAsync(context => context.Meetings.Select(meeting => meeting.AskedAt).SingleAsync()));
        _scene.Press(_anna, one, "« Back");
        await _scene.SeeEditedAsync(list, "1 to 1 of 1");
    }

    [Fact]
    public async Task What_zoom_lists_and_what_is_known_is_one_entry_that_says_where_it_went()
    {
        var connection = await ConnectAsync();
        var held = await HoldAsync("Board", days: 1);
        await using var context = _scene.Database.NewContext();
        await HistoryRows.AddDeliveredAsync(context, connection, "Board", _scene.Say(_anna, "x").MessageId, held.Uuid);

        var list = await _scene.AskAsync(_anna, "/recordings", "1 to 1 of 1");

        Assert.Contains("✅ Delivered to this chat, ", list.Text, StringComparison.Ordinal);
        Assert.Equal(["1. Details", "🔁 Send again"], Buttons(list)[..2]);
    }

    [Fact]
    public async Task What_has_no_sound_says_so_and_offers_nothing()
    {
        await ConnectAsync();
        await _scene.Simulator.Zoom.EndMeetingAsync(
            Meeting("Silence", Now.AddDays(-2)) with { WithAudio = false, WithTimeline = true }, CancellationToken.None);

        var list = await _scene.AskAsync(_anna, "/recordings", "▫️ It has no sound, so there is nothing to send.");

        Assert.Equal(["📅 A whole month", "🔄 Refresh"], Buttons(list));
    }

    [Fact]
    public async Task Pages_are_turned_in_place()
    {
        await ConnectAsync();
        for (var day = 1; day <= 7; day++)
        {
            await HoldAsync(string.Create(CultureInfo.InvariantCulture, $"Meeting {day}"), day);
        }

        var list = await _scene.AskAsync(_anna, "/recordings", "1 to 5 of 7");
        Assert.DoesNotContain("Meeting 6", list.Text, StringComparison.Ordinal);
        _scene.Press(_anna, list, "Older »");
        var older = await _scene.SeeEditedAsync(list, "6 to 7 of 7");
        Assert.Contains("7. Meeting 7", older.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Older »", Buttons(older));
        _scene.Press(_anna, older, "« Newer");
        await _scene.SeeEditedAsync(list, "1 to 5 of 7");
    }

    [Theory]
    [InlineData(ZoomFaultKind.Unavailable, "Zoom does not answer at the moment")]
    [InlineData(ZoomFaultKind.MissingScope, "Zoom does not let me look through your recordings")]
    public async Task What_is_known_shows_without_zoom(ZoomFaultKind fault, string sentence)
    {
        var connection = await ConnectAsync();
        await using var context = _scene.Database.NewContext();
        await HistoryRows.AddAsync(context, connection, "Board");
        _scene.Simulator.Zoom.SetFaults(new ZoomFaultRequest
        {
            Faults = [new ZoomFault { On = ZoomOperation.ListRecordings, Kind = fault }],
        });

        var list = await _scene.AskAsync(_anna, "/recordings", sentence);

        Assert.Contains("1. Board", list.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_dead_link_what_is_known_shows_and_what_waits_says_for_what()
    {
        var connection = await ConnectAsync();
        await using var context = _scene.Database.NewContext();
        var (_, delivery) = await HistoryRows.AddAsync(context, connection, "Board");
        JobQueue.Add(context, JobKind.StageRecording, delivery.RecordingId, connection.UserId!.Value).Status = JobStatus.Parked;
        await context.SaveChangesAsync();
        await _scene.QueryAsync(other => other.Database.ExecuteSqlAsync(
            $"UPDATE jobs SET failure_kind = 'needs_reauth', failures = 1; UPDATE connections SET status = 'needs_reauth'"));

        var list = await _scene.AskAsync(_anna, "/recordings", "Zoom wants you to approve me again. Until then I show only what I know");

        Assert.Contains("⏸ Waiting: Zoom wants you to approve me again. Send /connect", list.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recording_is_shown_by_a_link_to_its_owner_only()
    {
        var connection = await ConnectAsync();
        await using var context = _scene.Database.NewContext();
        var (meeting, _) = await HistoryRows.AddAsync(context, connection, "Secret");
        var bob = _scene.NewUser("Bob");
        var payload = string.Create(CultureInfo.InvariantCulture, $"r_{meeting.Id}");

        var shown = await _scene.HearAsync(_anna.Id, "Secret", after: _scene.Telegram.Start(_anna.Id, payload));
        Assert.Contains("13 MB", shown.Text, StringComparison.Ordinal);
        await _scene.HearAsync(bob.Id, "This recording is not yours", after: _scene.Telegram.Start(bob.Id, payload));
        await _scene.HearAsync(bob.Id, "This recording is not yours", after: _scene.Telegram.Start(bob.Id, "r_99999999999999999999"));
        await _scene.HearAsync(bob.Id, "I bring your Zoom cloud recordings", after: _scene.Telegram.Start(bob.Id, "whatever"));
        Assert.DoesNotContain(_scene.Said(bob.Id), text => text.Contains("Secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Somebody_elses_keys_open_nothing_and_change_nothing()
    {
        var connection = await ConnectAsync();
        var held = await HoldAsync("Secret of Anna", days: 3);
        await using var context = _scene.Database.NewContext();
        var (meeting, delivery) = await HistoryRows.AddDeliveredAsync(context, connection, "Secret", _scene.Say(_anna, "x").MessageId);
        var mallory = _scene.NewUser("Mallory");
        await _scene.ConnectAsync(mallory, _scene.NewAccount("Mallory", "mallory@example.com"));
        var malloryConnection = (await _scene.QueryAsync(other => other.Connections.AsNoTracking().ToListAsync())).Single(row => row.Id != connection.Id);
        var at = delivery.DeliveredAt!.Value.ToUnixTimeMilliseconds();

        foreach (var data in new[]
        {
            $"rec:one:{meeting.Id}:0", $"rec:send:{meeting.Id}:0", $"rec:again:{delivery.Id}:{at}:0", $"rec:remove:{delivery.Id}:0",
            $"rec:removed:{delivery.Id}:0", $"rec:new:0:{connection.Id}:{held.Uuid}", $"rec:new:0:{malloryConnection.Id}:{held.Uuid}",
            $"rec:new:0:{malloryConnection.Id}:{held.MeetingId}", $"rec:months:{connection.Id}", $"rec:month:{connection.Id}:2026:1",
            $"rec:fill:{connection.Id}:2026:1", "rec", "rec:", "rec:list:-1", "rec:list:99999999999999999999", "rec:again:1:9223372036854775807:0",
            "rec:month:1:0:13", "rec:new::", "rec:nonsense:1",
        })
        {
            await PressAsync(mallory, data);
        }

        Assert.DoesNotContain(_scene.Said(mallory.Id), text => text.Contains("Secret", StringComparison.Ordinal));
        Assert.Equal(0, await _scene.QueryAsync(other => other.Jobs.CountAsync()));
        Assert.Equal(0, await _scene.QueryAsync(other => other.Backfills.CountAsync()));
        Assert.Equal(1, await _scene.QueryAsync(other => other.Meetings.CountAsync()));
        Assert.Null(await _scene.QueryAsync(other => other.Deliveries.Select(row => row.WithdrawnAt).SingleAsync()));
        Assert.Equal(0, _scene.Logs.Count(Microsoft.Extensions.Logging.LogLevel.Error, "could not be handled"));
    }

    [Fact]
    public async Task In_a_group_it_leads_into_the_private_chat_and_no_button_works_there()
    {
        var connection = await ConnectAsync();
        var group = _scene.Telegram.CreateGroup("Team", [_anna.Id]);
        await using var context = _scene.Database.NewContext();
        var (meeting, _) = await HistoryRows.AddAsync(context, connection, "Secret");

        var answer = await _scene.HearAsync(group.Id, "let's continue in our private chat", after: _scene.Telegram.SendText(group.Id, _anna.Id, "/recordings"));
        await _scene.PressAsync(
            _anna, new Chat { Id = group.Id, Type = ChatType.Group }, $"rec:one:{meeting.Id}:0", answer.MessageId);

        Assert.DoesNotContain(_scene.Said(group.Id), text => text.Contains("Secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_delivered_one_is_removed_from_the_chat_after_a_question()
    {
        var connection = await ConnectAsync();
        var message = await _scene.AskAsync(_anna, "/help", "Connect your Zoom account once");
        await using var context = _scene.Database.NewContext();
        var (meeting, _) = await HistoryRows.AddDeliveredAsync(context, connection, "Board", message.MessageId);
        var shown = await _scene.HearAsync(
            _anna.Id, "✅ Delivered to this chat", after: _scene.Telegram.Start(_anna.Id, $"r_{meeting.Id.ToString(CultureInfo.InvariantCulture)}"));

        _scene.Press(_anna, shown, "🗑 Remove from chat");
        var question = await _scene.SeeEditedAsync(shown, "Remove Board from this chat");
        _scene.Press(_anna, question, "Keep it");
        var kept = await _scene.SeeEditedAsync(shown, "✅ Delivered to this chat");
        Assert.DoesNotContain(_scene.Telegram.Messages(_anna.Id), row => row.Deleted);
        _scene.Press(_anna, kept, "🗑 Remove from chat");
        _scene.Press(_anna, await _scene.SeeEditedAsync(shown, "Remove Board from this chat"), "🗑 Yes, remove it");
        var removed = await _scene.SeeEditedAsync(shown, "🗑 Removed from this chat.");

        Assert.Equal(message.MessageId, Assert.Single(_scene.Telegram.Messages(_anna.Id), row => row.Deleted).MessageId);
        Assert.Equal(["📤 Send", "« Back", "🔄 Refresh"], Buttons(removed));
    }

    [Fact]
    public async Task What_is_too_old_to_be_removed_is_the_persons_own_to_delete()
    {
        var connection = await ConnectAsync();
        await using var context = _scene.Database.NewContext();
        var (meeting, delivery) = await HistoryRows.AddDeliveredAsync(context, connection, "Board", 1);
        delivery.DeliveredAt = Now.AddDays(-3);
        await context.SaveChangesAsync();

        var shown = await _scene.HearAsync(
            _anna.Id, "Telegram no longer lets me delete it, only you", after: _scene.Telegram.Start(_anna.Id, $"r_{meeting.Id.ToString(CultureInfo.InvariantCulture)}"));

        Assert.Equal(["🔁 Send again", "« Back", "🔄 Refresh"], Buttons(shown));
    }

    [Fact]
    public async Task A_whole_month_is_counted_before_it_is_asked_for_and_begins_once()
    {
        await ConnectAsync();
        var noon = new DateTimeOffset(Now.Year, Now.Month, 1, 12, 0, 0, TimeSpan.Zero).AddMonths(-2);
        await _scene.Simulator.Zoom.EndMeetingAsync(Meeting("One", noon), CancellationToken.None);
        await _scene.Simulator.Zoom.EndMeetingAsync(Meeting("Two", noon.AddDays(4)), CancellationToken.None);
        var month = HistoryText.Month(new DateOnly(noon.Year, noon.Month, 1));
        var empty = HistoryText.Month(new DateOnly(noon.Year, noon.Month, 1).AddMonths(-1));
        var list = await _scene.AskAsync(_anna, "/recordings", "of the last 8 weeks");

        _scene.Press(_anna, list, "📅 A whole month");
        _scene.Press(_anna, await _scene.SeeEditedAsync(list, "Which month?"), empty);
        _scene.Press(_anna, await _scene.SeeEditedAsync(list, $"Zoom has no recordings of yours of {empty}"), "« Back");
        _scene.Press(_anna, await _scene.SeeEditedAsync(list, "Which month?"), month);
        var overview = await _scene.SeeEditedAsync(list, $"{month}: there are 2 recordings of yours at Zoom. 2 of them have not been sent.");
        var data = DataOf(overview, "📤 Send 2 recordings");
        _scene.Press(_anna, overview, "📤 Send 2 recordings");
        await _scene.SeeEditedAsync(list, $"I'm on it: {month}.");
        await PressAsync(_anna, data);

        Assert.Equal(1, await _scene.QueryAsync(context => context.Jobs.CountAsync(job => job.Kind == JobKind.Backfill)));
        var status = await _scene.AskAsync(_anna, "/status", $"📅 {month}: I am looking at Zoom for what there is.");
        Assert.Contains("🔄 Refresh", Buttons(status));
        await _scene.AskAsync(_anna, "/cancel", $"⏹ {month} is stopped.");
        await _scene.AskAsync(_anna, "/cancel", "There is nothing to stop");
    }

    [Fact]
    public async Task Status_tells_each_recording_under_way_with_its_step_and_is_refreshed_in_place()
    {
        var connection = await ConnectAsync();
        await using var context = _scene.Database.NewContext();
        var (_, delivery) = await HistoryRows.AddAsync(context, connection, "Board @all");
        JobQueue.Add(context, JobKind.DeliverRecording, delivery.Id, connection.UserId!.Value);
        await context.SaveChangesAsync();
        await SetAsync(context, $"UPDATE jobs SET status = 'running', lease_token = gen_random_uuid(), lease_until = now() + interval '1 day', progress_percent = 40");

        var status = await _scene.AskAsync(_anna, "/status", "On the way: 1 recording.");
        Assert.Contains("Board @\u2060all\n⏳ On its way: 40 % are sent to Telegram.", status.Text, StringComparison.Ordinal);
        await SetAsync(context, $"UPDATE jobs SET status = 'parked', failure_kind = 'unreachable', failures = 1, lease_token = NULL, lease_until = NULL");
        _scene.Press(_anna, status, "🔄 Refresh");

        await _scene.SeeEditedAsync(status, "⏸ Waiting: I cannot write in this chat.");
    }

    [Fact]
    public async Task Cancel_stops_a_single_wish()
    {
        await ConnectAsync();
        await HoldAsync("Board", days: 3);
        var list = await _scene.AskAsync(_anna, "/recordings", "▫️ Not sent.");
        _scene.Press(_anna, list, "1. 📤 Send");
        await _scene.SeeEditedAsync(list, "On its way");

        await _scene.AskAsync(_anna, "/cancel", "⏹ 1 recording does not come now.");

        Assert.Equal(JobStatus.Cancelled, await _scene.QueryAsync(context => context.Jobs.Select(job => job.Status).SingleAsync()));
        await _scene.AskAsync(_anna, "/recordings", "⏹ Stopped by you before it came.");
    }

    private static Task<int> SetAsync(ZoomAspireContext context, FormattableString sql) => context.Database.ExecuteSqlAsync(sql);

    private static List<string> Buttons(MessageView message) => [.. message.Keyboard.SelectMany(row => row).Select(button => button.Text)];

    private static string DataOf(MessageView message, string button) =>
        message.Keyboard.SelectMany(row => row).Single(candidate => candidate.Text == button).CallbackData!;

    private Task PressAsync(UserView presser, string data) => _scene.PressAsync(
        presser, new Chat { Id = presser.Id, Type = ChatType.Private }, data);

    private async Task<Connection> ConnectAsync()
    {
        await _scene.ConnectAsync(_anna, _account);
        return await _scene.ConnectionOfAsync(_account);
    }

    private EndMeeting Meeting(string topic, DateTimeOffset start) =>
        new() { UserId = _account.Id, Topic = topic, StartTime = start, WithVideo = false, WithTimeline = false, SendWebhook = false };

    private Task<EndedMeeting> HoldAsync(string topic, int days) =>
        _scene.Simulator.Zoom.EndMeetingAsync(Meeting(topic, Now.AddDays(-days)), CancellationToken.None);
}
