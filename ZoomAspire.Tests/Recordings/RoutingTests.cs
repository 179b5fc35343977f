using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Simulator.Zoom;

namespace ZoomAspire.Tests.Recordings;

/// <summary>Recordings go where their owner has said, as long as the group and the owner's place in it allow it.</summary>
public sealed class RoutingTests : IAsyncLifetime
{
    private PipelineScene _scene = null!;
    private long _group;

    public async Task InitializeAsync()
    {
        _scene = await PipelineScene.CreateAsync();
        var boss = _scene.Telegram.CreateUser("Boss");
        _group = _scene.Telegram.CreateGroup("Team", [boss.Id, _scene.ChatId], supergroup: true).Id;
    }

    public async Task DisposeAsync()
    {
        Assert.Empty(_scene.Telegram.Violations);
        await _scene.DisposeAsync();
    }

    [Fact]
    public async Task A_meeting_with_the_words_comes_to_the_group_only_and_says_whose_it_is_and_others_come_privately()
    {
        await _scene.AddRouteAsync(_group, words: "board");

        await EndAsync("The BOARD, November");
        await EndAsync("Boarding school");

        var routed = Assert.Single(_scene.Audios(_group));
        Assert.Equal("The BOARD, November", routed.File!.Title);
        Assert.Contains(_scene.Host.DisplayName, routed.Text, StringComparison.Ordinal);
        Assert.Equal("Boarding school", Assert.Single(_scene.Audios()).File!.Title);
    }

    [Fact]
    public async Task A_series_is_known_by_its_number_whatever_its_topic()
    {
        var first = await _scene.EndMeetingAsync();
        await _scene.RunAsync();
        await _scene.AddRouteAsync(_group, series: first.MeetingId);

        await _scene.EndMeetingAsync(_scene.Board() with { MeetingId = first.MeetingId, Topic = "Renamed" });
        await _scene.EndMeetingAsync(_scene.Board() with { Topic = "Another" });
        await _scene.RunAsync();

        Assert.Equal("Renamed", Assert.Single(_scene.Audios(_group)).File!.Title);
        Assert.Equal(2, _scene.Audios().Count);
    }

    [Fact]
    public async Task A_route_for_both_brings_a_recording_to_both()
    {
        await _scene.AddRouteAsync(_group, route => route.IsAlsoPrivate = true, words: "board");

        await EndAsync("Board");

        Assert.Single(_scene.Audios(_group));
        Assert.Single(_scene.Audios());
    }

    [Fact]
    public async Task A_route_that_waits_for_consent_brings_nothing_to_the_group()
    {
        await _scene.AddRouteAsync(
            _group, route => (route.State, route.RequestedAt) = (RouteState.Pending, TimeProvider.System.GetUtcNow()), words: "board");

        await EndAsync("Board");

        Assert.Empty(_scene.Seen(_group));
        Assert.Single(_scene.Audios());
    }

    [Fact]
    public async Task Without_any_route_recordings_come_to_the_private_chat()
    {
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"DELETE FROM destinations"));

        await EndAsync("Board");

        Assert.Single(_scene.Audios());
        Assert.DoesNotContain(_scene.Telegram.Calls, call => call.Method.Equals("getChatMember", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_topic_of_a_forum_gets_what_is_routed_there()
    {
        var forum = _scene.Telegram.CreateGroup("Forum", [_scene.ChatId], forum: true);
        var topic = _scene.Telegram.CreateTopic(forum.Id, "Board");
        await _scene.AddRouteAsync(forum.Id, words: "board", threadId: topic.MessageThreadId);

        await EndAsync("Board");

        Assert.Equal(topic.MessageThreadId, Assert.Single(_scene.Audios(forum.Id)).MessageThreadId);
        Assert.Empty(_scene.Audios());
    }

    [Fact]
    public async Task What_its_owner_has_left_the_group_of_comes_privately_the_routes_end_and_the_owner_is_told_once()
    {
        await _scene.AddRouteAsync(_group, words: "board");
        await _scene.AddRouteAsync(_group, words: "sales");
        await _scene.EndMeetingAsync(_scene.Board() with { Topic = "Board" });
        await _scene.EndMeetingAsync(_scene.Board() with { Topic = "Sales" });
        _scene.Telegram.Leave(_group, _scene.ChatId);

        await _scene.RunAsync();

        Assert.Empty(_scene.Seen(_group));
        Assert.Equal(["Board", "Sales"], _scene.Audios().Select(audio => audio.File!.Title!).Order(StringComparer.Ordinal));
        Assert.Single(_scene.Seen(), message => message.Text.StartsWith("I no longer see you in", StringComparison.Ordinal));
        Assert.Equal(RouteMatch.Everything, await _scene.ReadAsync(context => context.Routes.Select(route => route.Match).SingleAsync()));
        Assert.Equal(2, await _scene.ReadAsync(context => context.AuditLog.CountAsync(line => line.Action == AuditActions.RouteOwnerLeft)));
        Assert.All(await _scene.JobsAsync(), job => Assert.Equal(JobStatus.Done, job.Status));
    }

    [Fact]
    public async Task What_comes_privately_anyway_comes_there_once_when_its_owner_has_left_the_group()
    {
        await _scene.AddRouteAsync(_group, route => route.IsAlsoPrivate = true);
        _scene.Telegram.Leave(_group, _scene.ChatId);

        await EndAsync("Board");

        Assert.Single(_scene.Audios());
        Assert.Empty(_scene.Seen(_group));
        Assert.Equal(DeliveryState.Delivered, (await _scene.DeliveryAsync()).State);
    }

    [Theory]
    [InlineData("internal_error")]
    [InlineData("reset_before")]
    [InlineData("too_many_requests")]
    public async Task A_Telegram_that_does_not_answer_is_no_proof_of_leaving(string fault)
    {
        await _scene.AddRouteAsync(_group, words: "board");
        _scene.Telegram.Inject(new TelegramFault("getChatMember", fault, Times: 3));

        await EndAsync("Board");

        Assert.Single(_scene.Audios(_group));
        Assert.Empty(_scene.Seen());
        Assert.Equal(2, await _scene.ReadAsync(context => context.Routes.CountAsync()));
    }

    [Fact]
    public async Task What_was_announced_in_a_group_whose_owner_then_left_is_taken_back_there_and_comes_privately()
    {
        await _scene.AddRouteAsync(_group, words: "board");
        _scene.Telegram.Inject(new TelegramFault("editMessageMedia", "internal_error", Times: 100));
        await _scene.EndMeetingAsync(_scene.Board() with { Topic = "Board" });
        await _scene.RunRoundsAsync(6);
        Assert.Contains("Board", Assert.Single(_scene.Seen(_group)).Text, StringComparison.Ordinal);
        _scene.Telegram.ClearFaults();
        _scene.Telegram.Leave(_group, _scene.ChatId);

        await _scene.RunAsync();

        Assert.Equal("🎙 This recording is not delivered to this group any more.", Assert.Single(_scene.Seen(_group)).Text);
        Assert.Single(_scene.Audios());
    }

    [Fact]
    public async Task A_group_that_can_no_longer_be_written_to_keeps_nothing_from_the_private_chat()
    {
        await _scene.AddRouteAsync(_group, words: "board");
        _scene.Telegram.Inject(new TelegramFault("editMessageMedia", "internal_error", Times: 100));
        await _scene.EndMeetingAsync(_scene.Board() with { Topic = "Board" });
        await _scene.RunRoundsAsync(6);
        Assert.Single(_scene.Seen(_group));
        _scene.Telegram.ClearFaults();
        _scene.Telegram.KickBot(_group);
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"DELETE FROM routes WHERE match = 'words'"));

        await _scene.RunAsync();

        Assert.Single(_scene.Audios());
        Assert.Single(_scene.Seen());
        Assert.All(await _scene.JobsAsync(), job => Assert.Equal(JobStatus.Done, job.Status));
        var states = await _scene.ReadAsync(context => context.ChatMessages.OrderBy(row => row.Id).Select(row => row.State).ToListAsync());
        Assert.Equal([ChatMessageState.Removed, ChatMessageState.Delivered], states);
    }

    [Fact]
    public async Task A_route_that_is_stopped_right_after_the_announcement_is_stopped_before_the_audio()
    {
        await _scene.AddRouteAsync(_group, words: "board");
        await _scene.StopRoutesOnceAsync(ChatMessageState.Announced);

        await EndAsync("Board");

        Assert.Equal("🎙 This recording is not delivered to this group any more.", Assert.Single(_scene.Seen(_group)).Text);
        Assert.Single(_scene.Audios());
    }

    [Fact]
    public async Task A_Telegram_that_does_not_say_who_is_in_the_group_diverts_the_recording_and_ends_no_route()
    {
        await _scene.AddRouteAsync(_group, words: "board");
        _scene.Telegram.Switch(new TelegramSettings(HidesMembers: true));
        await EndAsync("Board one");
        _scene.Telegram.Switch(new TelegramSettings());
        await EndAsync("Board two");

        Assert.Equal("Board one", Assert.Single(_scene.Seen()).File!.Title);
        Assert.Equal("Board two", Assert.Single(_scene.Seen(_group)).File!.Title);
        Assert.Equal(2, await _scene.ReadAsync(context => context.Routes.CountAsync()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_download_that_takes_long_is_announced_in_the_group_only_while_its_owner_is_in_it(bool hasLeft)
    {
        await _scene.AddRouteAsync(_group, words: "board");
        await _scene.EndMeetingAsync(_scene.Board() with { Topic = "Board" });
        await _scene.RunOnceAsync();
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE deliveries SET requested_at = now() - interval '2 minutes'"));
        _scene.Fail(ZoomOperation.DownloadFile, ZoomFaultKind.Unavailable, count: 1);
        if (hasLeft)
        {
            _scene.Telegram.Leave(_group, _scene.ChatId);
        }

        await _scene.RunOnceAsync();

        Assert.Equal(hasLeft ? 0 : 1, _scene.Seen(_group).Count);
        await _scene.RunAsync();
        Assert.Single(_scene.Audios(hasLeft ? _scene.ChatId : _group));
    }

    [Fact]
    public async Task A_request_that_nobody_answered_is_deleted_after_a_week()
    {
        foreach (var (words, days) in new[] { ("new", 6), ("old", 7) })
        {
            await _scene.AddRouteAsync(
                _group,
                route => (route.State, route.RequestedAt) = (RouteState.Pending, TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(days)),
                words);
        }

        await using (var scope = _scene.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<RowRetention>().SweepAsync(default);
        }

        var left = await _scene.ReadAsync(context => context.Routes.Where(route => route.State == RouteState.Pending).ToListAsync());
        Assert.Equal("new", Assert.Single(left).Words);
    }

    [Fact]
    public async Task What_is_on_its_way_when_the_route_is_stopped_comes_privately()
    {
        await _scene.AddRouteAsync(_group, words: "board");
        await _scene.EndMeetingAsync(_scene.Board() with { Topic = "Board" });
        await _scene.RunOnceAsync();
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"DELETE FROM routes WHERE match = 'words'"));

        await _scene.RunAsync();

        Assert.Empty(_scene.Seen(_group));
        Assert.Single(_scene.Audios());
    }

    [Fact]
    public async Task A_failure_is_told_privately_where_the_group_may_not_get_the_recording_any_more()
    {
        await _scene.AddRouteAsync(_group, words: "board");
        _scene.Fail(ZoomOperation.Download, ZoomFaultKind.HostileRedirect);
        await _scene.EndMeetingAsync(_scene.Board() with { Topic = "Board" });
        _scene.Telegram.Leave(_group, _scene.ChatId);

        await _scene.RunAsync();

        Assert.Empty(_scene.Seen(_group));
        Assert.Contains(_scene.Seen(), message => message.Text.Contains("could not be delivered", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failure_that_a_group_was_told_is_taken_back_when_the_recording_comes_privately_after_all()
    {
        await _scene.AddRouteAsync(_group, words: "board");
        _scene.Fail(ZoomOperation.Download, ZoomFaultKind.HostileRedirect);
        await EndAsync("Board");
        Assert.Contains("could not be delivered", Assert.Single(_scene.Seen(_group)).Text, StringComparison.Ordinal);
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"DELETE FROM routes WHERE match = 'words'"));
        _scene.Heal();

        var delivery = await _scene.DeliveryAsync();
        await using var scope = _scene.Services.CreateAsyncScope();
        Assert.Equal(RedeliveryResult.Started, await scope.ServiceProvider.GetRequiredService<Redelivery>().AskAsync(
            delivery.Id, new TelegramUserId(_scene.ChatId), new TelegramChatId(_group), default));
        await _scene.RunAsync();

        Assert.Contains("not delivered to this group any more", Assert.Single(_scene.Seen(_group)).Text, StringComparison.Ordinal);
        Assert.Single(_scene.Audios());
    }

    [Fact]
    public async Task What_waits_for_an_unreachable_group_comes_privately_once_no_route_leads_there_any_more()
    {
        await _scene.AddRouteAsync(_group, words: "board");
        _scene.Telegram.KickBot(_group);
        await EndAsync("Board");
        Assert.Empty(_scene.Audios());
        var destination = await _scene.ReadAsync(context => context.Destinations.SingleAsync(row => row.ChatId == new TelegramChatId(_group)));

        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"DELETE FROM routes WHERE match = 'words'"));
        await using (var scope = _scene.Services.CreateAsyncScope())
        {
            Assert.Equal(1, await scope.ServiceProvider.GetRequiredService<ParkedWork>().ReleaseAsync(destination.Id, default));
        }

        await _scene.RunAsync();

        Assert.Single(_scene.Audios());
    }

    [Fact]
    public async Task A_group_that_becomes_a_supergroup_keeps_its_routes_and_consent_given_to_either_counts()
    {
        var group = _scene.Telegram.CreateGroup("Old", [_scene.ChatId]);
        await _scene.AddRouteAsync(group.Id, words: "board");
        await _scene.AddRouteAsync(group.Id, words: "sales");
        var supergroup = _scene.Telegram.Migrate(group.Id);
        await _scene.AddRouteAsync(supergroup.Id, route => route.State = RouteState.Pending, words: "board");

        await EndAsync("Board");
        await EndAsync("Sales");

        Assert.Equal(2, _scene.Audios(supergroup.Id).Count);
        Assert.Empty(_scene.Audios());
        Assert.Equal(3, await _scene.ReadAsync(context => context.Routes.CountAsync(route => route.State == RouteState.Active)));
    }

    [Theory]
    [InlineData(JobKind.TellRouteRefused, "does not want your recordings there")]
    [InlineData(JobKind.TellRouteStopped, "has stopped your recordings there")]
    public async Task Owners_are_told_privately_what_administrators_decide(JobKind kind, string notice)
    {
        await _scene.AddRouteAsync(_group, words: "board");
        await _scene.ReadAsync(async context =>
        {
            var destination = await context.Destinations.SingleAsync(row => row.ChatId == new TelegramChatId(_group));
            destination.Title = "Team <b>";
            JobQueue.Add(context, kind, destination.Id, destination.UserId);
            return await context.SaveChangesAsync();
        });

        await _scene.RunAsync();

        Assert.Contains($"Team <b> {notice}", Assert.Single(_scene.Seen()).Text, StringComparison.Ordinal);
    }

    private async Task EndAsync(string topic)
    {
        await _scene.EndMeetingAsync(_scene.Board() with { Topic = topic });
        await _scene.RunAsync();
    }
}
