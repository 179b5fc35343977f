using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Queue;
using ZoomAspire.Simulator.Telegram;

namespace ZoomAspire.Tests.Recordings;

/// <summary>Notices about connections: committed with what they tell of, hence told though the process that caused them died.</summary>
public sealed class AccountNoticeTests : IAsyncLifetime
{
    private PipelineScene _scene = null!;

    public async Task InitializeAsync() => _scene = await PipelineScene.CreateAsync();

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task Whose_link_somebody_else_opened_is_told_with_a_way_to_connect()
    {
        await AddAsync(JobKind.TellFlowBurned, user => user);

        await _scene.RunAsync();

        var notice = Assert.Single(_scene.Seen());
        Assert.StartsWith("⚠️ Somebody else opened the last step", notice.Text, StringComparison.Ordinal);
        Assert.Equal("connect", Assert.Single(notice.Keyboard.SelectMany(row => row)).CallbackData);
    }

    [Fact]
    public async Task What_got_no_answer_is_said_once_more_and_then_taken_as_heard()
    {
        _scene.Telegram.Inject(new TelegramFault("sendMessage", "reset_after", Times: 100));
        await AddAsync(JobKind.TellFlowBurned, user => user);

        await _scene.RunAsync();

        Assert.Equal(2, _scene.Seen().Count);
        Assert.Equal(JobStatus.Done, Assert.Single(await _scene.JobsAsync()).Status);
    }

    [Fact]
    public async Task What_got_no_answer_is_said_again_when_the_trouble_had_time_to_pass()
    {
        _scene.Telegram.Inject(new TelegramFault("sendMessage", "reset_after"));
        await AddAsync(JobKind.TellFlowBurned, user => user);

        await _scene.RunOnceAsync();

        var job = Assert.Single(await _scene.JobsAsync());
        Assert.InRange((job.NextAttemptAt - TimeProvider.System.GetUtcNow()).TotalMinutes, 9, 11);
    }

    [Fact]
    public async Task After_a_crash_in_the_middle_it_is_said_once_more_at_most()
    {
        await AddAsync(JobKind.TellFlowBurned, user => user);
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE jobs SET unconfirmed_sends = 2"));

        await _scene.RunAsync();

        Assert.Empty(_scene.Seen());
        Assert.Equal(JobStatus.Done, Assert.Single(await _scene.JobsAsync()).Status);
    }

    [Theory]
    [InlineData("internal_error", 9)]
    [InlineData("too_many_requests", 9)]
    [InlineData("reset_before", 1)]
    public async Task What_was_not_said_is_tried_again_until_it_is(string fault, int times)
    {
        _scene.Telegram.Inject(new TelegramFault("sendMessage", fault, times));
        await AddAsync(JobKind.TellFlowBurned, user => user);

        await _scene.RunAsync();

        Assert.Single(_scene.Seen());
    }

    [Fact]
    public async Task Lost_scopes_are_told_with_what_no_longer_works()
    {
        await SetScopesAsync("user:read:user cloud_recording:read:recording");
        await AddAsync(JobKind.TellMissingScopes, _ => _scene.ConnectionId);

        await _scene.RunAsync();

        var notice = Assert.Single(_scene.Seen());
        Assert.Contains("I cannot fetch recordings", notice.Text, StringComparison.Ordinal);
        Assert.Contains("cloud_recording:read:list_recording_files", notice.Text, StringComparison.Ordinal);
        Assert.Equal("Connect Zoom", Assert.Single(notice.Keyboard.SelectMany(row => row)).Text);
    }

    [Fact]
    public async Task Scopes_that_are_back_before_the_notice_goes_out_are_not_told_of()
    {
        await AddAsync(JobKind.TellMissingScopes, _ => _scene.ConnectionId);

        await _scene.RunAsync();

        Assert.Empty(_scene.Seen());
        Assert.Equal(JobStatus.Done, Assert.Single(await _scene.JobsAsync()).Status);
    }

    [Fact]
    public async Task A_connection_that_has_another_owner_by_now_is_not_told_of_to_the_old_one()
    {
        await SetScopesAsync("user:read:user");
        await AddAsync(JobKind.TellMissingScopes, _ => _scene.ConnectionId);
        await _scene.ReadAsync(context => context.Database.ExecuteSqlRawAsync(
            """
            INSERT INTO users (telegram_user_id, created_at) VALUES (4711, now());
            UPDATE connections SET user_id = (SELECT id FROM users WHERE telegram_user_id = 4711);
            """));

        await _scene.RunAsync();

        Assert.Empty(_scene.Seen());
    }

    private Task<int> SetScopesAsync(string scopes) =>
        _scene.ReadAsync(context => context.Connections.ExecuteUpdateAsync(row => row.SetProperty(connection => connection.Scopes, scopes)));

    private async Task AddAsync(JobKind kind, Func<long, long> subject)
    {
        await using var context = _scene.Database.NewContext();
        var owner = await context.Users.Select(user => user.Id).SingleAsync();
        JobQueue.Add(context, kind, subject(owner), owner);
        await context.SaveChangesAsync();
    }
}
