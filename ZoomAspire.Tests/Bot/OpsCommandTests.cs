using Microsoft.EntityFrameworkCore;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Queue;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Tests.Queue;

namespace ZoomAspire.Tests.Bot;

public sealed class OpsCommandTests : IAsyncLifetime
{
    private BotScene _scene = null!;
    private UserView _operator = null!;
    private UserView _mallory = null!;

    public async Task InitializeAsync()
    {
        _scene = await BotScene.SetAsync();
        _operator = _scene.NewUser("Olga");
        _mallory = _scene.NewUser("Mallory");
        await _scene.StartBotAsync(null, $"--OPERATOR_USER_IDS={_operator.Id}");
        var tenant = await QueueHost.AddTenantAsync(_scene.Database);
        await QueueHost.AddJobsAsync(_scene.Database, tenant, 2, JobKind.FetchMeeting);
        var parked = await QueueHost.AddJobsAsync(_scene.Database, tenant, 1, JobKind.StageRecording);
        var dead = await QueueHost.AddJobsAsync(_scene.Database, tenant, 3, JobKind.DeliverRecording);
        await _scene.QueryAsync(context => context.Database.ExecuteSqlAsync(
            $"""
            UPDATE jobs SET status = 'parked', failure_kind = 'needs_reauth', failures = 1 WHERE id = {parked[0]};
            UPDATE jobs SET status = 'dead', failure_kind = 'permanent', last_error = 'No.', finished_at = now() WHERE id = ANY ({dead});
            INSERT INTO operator_alerts (name, sent_at, firing_since, observed) VALUES ('queue_depth', now(), now(), '501 jobs due');
            """));
    }

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task An_operator_sees_numbers_of_queue_failures_dead_letters_and_alerts()
    {
        var text = (await _scene.AskAsync(_operator, "/ops", "Operations")).Text;

        Assert.Matches(@"fetch_meeting: 2 due \(oldest \d+ s\), 0 later, 0 running, 0 parked", text);
        Assert.Contains("stage_recording: 0 due, 0 later, 0 running, 1 parked", text, StringComparison.Ordinal);
        Assert.Contains("needs_reauth: 1", text, StringComparison.Ordinal);
        Assert.Contains("DeliverRecording · Permanent: 3", text, StringComparison.Ordinal);
        Assert.Contains("501 jobs due", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operator_acknowledges_an_alert_and_goes_to_the_dead_letters_and_back()
    {
        var overview = await _scene.AskAsync(_operator, "/ops", "Operations");

        var notice = await _scene.NoticeAsync(_scene.Press(_operator, overview, "Acknowledge queue_depth"));
        Assert.StartsWith("Acknowledged", notice, StringComparison.Ordinal);
        overview = await _scene.SeeEditedAsync(overview, ", acknowledged: 501 jobs due");
        _scene.Press(_operator, overview, "Dead letters");
        overview = await _scene.SeeEditedAsync(overview, "Dead letters: 3");
        _scene.Press(_operator, overview, "« /ops");
        await _scene.SeeEditedAsync(overview, "Operations");

        var line = await _scene.QueryAsync(context => context.AuditLog.SingleAsync(entry => entry.Action == AuditActions.AlertAcknowledged));
        Assert.EndsWith($"Telegram user {_operator.Id}", line.Source, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sweep_that_an_operator_begins_leaves_a_line()
    {
        var overview = await _scene.AskAsync(_operator, "/ops", "Operations");

        Assert.Equal("0 connections are compared with Zoom within minutes.", await _scene.NoticeAsync(_scene.Press(_operator, overview, "Sweep now")));
        Assert.Equal(1, await _scene.QueryAsync(context => context.AuditLog.CountAsync(entry => entry.Action == AuditActions.SweepBegun)));
    }

    [Fact]
    public async Task An_alert_in_the_operators_group_is_acknowledged_there_by_an_operator_only()
    {
        var group = _scene.Telegram.CreateGroup("Operators", [_operator.Id, _mallory.Id]);
        var chat = new Chat { Id = group.Id, Type = ChatType.Supergroup };

        await _scene.PressAsync(_mallory, chat, "ack:queue_depth");
        Assert.Null(await AcknowledgedByAsync());
        await _scene.PressAsync(_operator, chat, "ack:queue_depth");
        Assert.Equal(_operator.Id, await AcknowledgedByAsync());
    }

    [Fact]
    public async Task To_anybody_else_the_command_is_unknown_and_its_buttons_do_nothing()
    {
        await _scene.AskAsync(_mallory, "/ops", "I don't know");

        foreach (var data in new[] { "ops:show", "ops:sweep", "ops:ack:queue_depth", "ack:queue_depth" })
        {
            await _scene.PressAsync(_mallory, new Chat { Id = _mallory.Id, Type = ChatType.Private }, data);
        }

        Assert.Null(await AcknowledgedByAsync());
        Assert.Equal(0, await _scene.QueryAsync(context => context.AuditLog.CountAsync(entry => entry.Action == AuditActions.SweepBegun)));
        Assert.DoesNotContain(_scene.Said(_mallory.Id), text => text.Contains("Operations", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ops")]
    [InlineData("ops:")]
    [InlineData("ops:ack")]
    [InlineData("ops:burn:all")]
    [InlineData("ack")]
    [InlineData("ack:nonsense")]
    public async Task Nonsense_of_an_operator_changes_nothing_and_breaks_nothing(string data)
    {
        await _scene.PressAsync(_operator, new Chat { Id = _operator.Id, Type = ChatType.Private }, data);

        Assert.Null(await AcknowledgedByAsync());
        Assert.Equal(0, _scene.Logs.Count(Microsoft.Extensions.Logging.LogLevel.Error, "could not be handled"));
    }

    private async Task<long?> AcknowledgedByAsync() =>
        (await _scene.QueryAsync(context => context.OperatorAlerts.AsNoTracking().SingleAsync())).AcknowledgedBy?.Value;
}
