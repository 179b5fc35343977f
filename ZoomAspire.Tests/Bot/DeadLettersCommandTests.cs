using Microsoft.EntityFrameworkCore;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Queue;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Tests.Queue;

namespace ZoomAspire.Tests.Bot;

public sealed class DeadLettersCommandTests : IAsyncLifetime
{
    private BotScene _scene = null!;
    private UserView _operator = null!;
    private UserView _mallory = null!;
    private List<Guid> _letters = null!;

    public async Task InitializeAsync()
    {
        _scene = await BotScene.SetAsync();
        _operator = _scene.NewUser("Olga");
        _mallory = _scene.NewUser("Mallory");
        await _scene.StartBotAsync(null, $"--OPERATOR_USER_IDS={_operator.Id}");
        _letters = await QueueHost.AddJobsAsync(_scene.Database, await QueueHost.AddTenantAsync(_scene.Database), 3, JobKind.StageRecording);
        await _scene.QueryAsync(context => context.Database.ExecuteSqlAsync(
            $"""
            UPDATE jobs SET status = 'dead', failure_kind = 'permanent', last_error = 'Zoom <refuses>.', finished_at = now(), attempts = 7,
                            trace_parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
            """));
    }

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task An_operator_sees_reason_attempts_kind_and_trace_and_replays_one_and_all()
    {
        var list = await _scene.AskAsync(_operator, "/deadletters", "Dead letters: 3");
        Assert.Contains("Permanent: Zoom <refuses>.", list.Text, StringComparison.Ordinal);
        Assert.Contains("7 attempts", list.Text, StringComparison.Ordinal);
        Assert.Contains("trace 0af7651916cd43dd8448eb211c80319c", list.Text, StringComparison.Ordinal);

        var notice = await _scene.NoticeAsync(_scene.Press(_operator, list, "▶ Replay 1"));
        Assert.Equal("1 dead letter is tried again.", notice);
        list = await _scene.SeeEditedAsync(list, "Dead letters: 2");
        await _scene.NoticeAsync(_scene.Press(_operator, list, "▶ Replay all StageRecording"));
        await _scene.SeeEditedAsync(list, "There are no dead letters.");

        Assert.Equal(3, await CountAsync(JobStatus.Queued));
        var lines = await _scene.QueryAsync(context => context.AuditLog.Where(line => line.Action == AuditActions.DeadLetterReplayed).ToListAsync());
        Assert.Equal(3, lines.Count);
        Assert.All(lines, line => Assert.EndsWith($"Telegram user {_operator.Id}", line.Source, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Deleting_asks_first_and_leaves_an_audit_line_for_each()
    {
        var list = await _scene.AskAsync(_operator, "/deadletters", "Dead letters: 3");

        await _scene.NoticeAsync(_scene.Press(_operator, list, "🗑 Delete all"));
        var question = await _scene.SeeEditedAsync(list, "Delete all dead letters for good?");
        Assert.Equal(3, await CountAsync(JobStatus.Dead));
        var notice = await _scene.NoticeAsync(_scene.Press(_operator, question, "Yes, delete"));

        Assert.Equal("3 dead letters were deleted.", notice);
        Assert.Equal(0, await _scene.QueryAsync(context => context.Jobs.CountAsync()));
        Assert.Equal(3, await _scene.QueryAsync(context => context.AuditLog.CountAsync(line => line.Action == AuditActions.DeadLetterDeleted)));
    }

    [Fact]
    public async Task To_anybody_else_the_command_is_unknown_and_its_buttons_do_nothing()
    {
        await _scene.AskAsync(_mallory, "/deadletters", "I don't know");

        foreach (var data in new[] { "dead:delete:all", "dead:replay:all", $"dead:delete:{_letters[0]:n}", "dead:page:0", "dead:delete?:all" })
        {
            await PressAsync(_mallory, data);
        }

        Assert.Equal(3, await CountAsync(JobStatus.Dead));
        Assert.DoesNotContain(_scene.Said(_mallory.Id), text => text.Contains("Dead letters", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("dead")]
    [InlineData("dead:")]
    [InlineData("dead:delete")]
    [InlineData("dead:delete:nonsense")]
    [InlineData("dead:page:-1")]
    [InlineData("dead:page:99999999999")]
    [InlineData("dead:burn:all")]
    public async Task Nonsense_of_an_operator_changes_nothing_and_breaks_nothing(string data)
    {
        await PressAsync(_operator, data);

        Assert.Equal(3, await CountAsync(JobStatus.Dead));
        Assert.Equal(0, _scene.Logs.Count(Microsoft.Extensions.Logging.LogLevel.Error, "could not be handled"));
    }

    private Task<int> CountAsync(JobStatus status) => _scene.QueryAsync(context => context.Jobs.CountAsync(job => job.Status == status));

    private Task PressAsync(UserView presser, string data) =>
        _scene.PressAsync(presser, new Chat { Id = presser.Id, Type = ChatType.Private }, data);
}
