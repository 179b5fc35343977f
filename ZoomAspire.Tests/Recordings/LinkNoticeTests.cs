using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Simulator.Telegram;

namespace ZoomAspire.Tests.Recordings;

/// <summary>What the owner of a dead link is told. The clock is the real one: what moves is since when the link is dead.</summary>
public sealed class LinkNoticeTests : IAsyncLifetime
{
    private PipelineScene _scene = null!;

    public async Task InitializeAsync() => _scene = await PipelineScene.CreateAsync();

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task The_owner_is_told_at_once_and_reminded_after_1_7_and_21_days_each_time_once_with_how_much_waits()
    {
        await DieAsync(meetings: 2);
        await DeletionAsync("NULL");
        var first = Assert.Single(_scene.Seen());
        Assert.Equal((LinkNoticeText.Button, BotActions.Connect), Button(first));
        var told = 1;
        foreach (var (days, expected) in new[] { (0.9, 0), (1.1, 1), (6.9, 0), (7.1, 1), (20.9, 0), (21.1, 1), (60, 0) })
        {
            await DeadSinceAsync(days);
            await RemindAsync();
            await RemindAsync();

            Assert.Equal(told += expected, _scene.Seen().Count);
        }

        Assert.All(_scene.Seen().Skip(1), message => Assert.Contains("2 recordings wait", message.Text, StringComparison.Ordinal));
        Assert.All(_scene.Seen(), message => Assert.Equal(BotActions.Connect, Button(message).Data));
        Assert.Contains("last reminder", _scene.Seen()[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_holds_a_connection_holds_up_no_reminder()
    {
        await DieAsync(meetings: 1);
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE connections SET needs_reauth_since = NULL"));
        await using (var holder = _scene.Database.NewContext())
        {
            await using var transaction = await holder.Database.BeginTransactionAsync();
            await holder.Database.ExecuteSqlAsync($"SELECT 1 FROM connections FOR NO KEY UPDATE");

            await QueueAsync().WaitAsync(TimeSpan.FromSeconds(30));
        }

        await QueueAsync();
        Assert.NotNull(await _scene.ReadAsync(context => context.Connections.Select(connection => connection.NeedsReauthSince).SingleAsync()));
    }

    [Fact]
    public async Task After_a_standstill_only_the_latest_reminder_is_sent()
    {
        await DieAsync(meetings: 1);
        await DeletionAsync("NULL");
        await DeadSinceAsync(8);

        await RemindAsync();

        Assert.Equal(2, _scene.Seen().Count);
        Assert.Equal(ConnectionNoticeKind.AfterWeek, (await NoticesAsync())[^1].Kind);
    }

    [Fact]
    public async Task Before_zoom_deletes_what_waits_the_owner_is_warned_once_a_week()
    {
        await DieAsync(meetings: 3);
        await DeletionAsync("now() + interval '4 days'");
        await RemindAsync();
        Assert.Single(_scene.Seen());

        // One in two days, one in six, one without end.
        await DeletionAsync(
            "CASE row_number WHEN 1 THEN now() + interval '2 days' WHEN 2 THEN now() + interval '6 days' ELSE NULL END");
        await RemindAsync();
        await RemindAsync();

        var warning = _scene.Seen()[^1];
        Assert.Equal(2, _scene.Seen().Count);
        Assert.Contains("2 recordings of", warning.Text, StringComparison.Ordinal);
        Assert.Contains("3 recordings wait", warning.Text, StringComparison.Ordinal);
        Assert.Equal(BotActions.Connect, Button(warning).Data);

        // The second one's day comes near: the first warning spoke of it. A third, later one is new.
        await DeletionAsync("now() + interval '1 day'");
        await RemindAsync();
        Assert.Equal(2, _scene.Seen().Count);
        await _scene.ReadAsync(context => context.Database.ExecuteSqlRawAsync(
            "UPDATE connection_notices SET about = about - interval '8 days' WHERE kind = 'before_deletion'"));
        await RemindAsync();
        Assert.Equal(3, _scene.Seen().Count);
    }

    [Fact]
    public async Task Reminders_end_when_the_owner_reconnects_or_disconnects()
    {
        await DieAsync(meetings: 1);
        await DeadSinceAsync(1.5);
        await QueueAsync();
        await _scene.ConnectAsync();
        await _scene.RunAsync();
        Assert.DoesNotContain(await NoticesAsync(), notice => notice.Kind == ConnectionNoticeKind.AfterDay);

        await DieAsync(meetings: 1);
        var seen = _scene.Seen().Count;
        await DeadSinceAsync(7.5);
        await QueueAsync();
        await using (var scope = _scene.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<Connections>().DisconnectAsync(
                new TelegramUserId(_scene.ChatId), _scene.ConnectionId, default);
        }

        await RemindAsync();
        Assert.Equal(seen, _scene.Seen().Count);
    }

    [Fact]
    public async Task A_second_death_is_told_again()
    {
        await DieAsync(meetings: 1);
        await _scene.ConnectAsync();
        await _scene.RunAsync();
        await DieAsync(meetings: 1);

        Assert.Equal(2, (await NoticesAsync()).Count(notice => notice.Kind == ConnectionNoticeKind.NeedsReauth));
    }

    [Fact]
    public async Task A_notice_whose_fate_is_unknown_is_not_sent_twice_and_one_that_was_refused_is_sent_again()
    {
        await DieAsync(meetings: 1);
        await DeletionAsync("NULL");
        await DeadSinceAsync(1.1);
        _scene.Telegram.Inject(new TelegramFault("sendMessage", "bad_gateway_after"));
        await RemindAsync();
        await RemindAsync();
        Assert.Equal(2, _scene.Seen().Count);
        Assert.Equal(ConnectionNoticeState.Sending, (await NoticesAsync())[^1].State);

        await DeadSinceAsync(7.1);
        _scene.Telegram.Inject(new TelegramFault("sendMessage", "too_many_requests"));
        await RemindAsync();
        Assert.Equal(3, _scene.Seen().Count);
        Assert.Equal(ConnectionNoticeState.Sent, (await NoticesAsync())[^1].State);
    }

    [Theory]
    [InlineData("ALTER TABLE meetings RENAME zoom_deletes_at TO hidden", "ALTER TABLE meetings RENAME hidden TO zoom_deletes_at")]
    [InlineData("ALTER TABLE users RENAME locale TO hidden", "ALTER TABLE users RENAME hidden TO locale")]
    public async Task A_database_that_fails_before_a_notice_is_sent_costs_nobody_the_notice(string fail, string mend)
    {
        await DieAsync(meetings: 1);
        await DeletionAsync("NULL");
        await DeadSinceAsync(1.1);
        await QueueAsync();
        await ExecuteAsync(fail);
        await _scene.RunOnceAsync();
        await ExecuteAsync(mend);

        await _scene.RunAsync();

        Assert.Equal(2, _scene.Seen().Count);
        Assert.Equal((ConnectionNoticeKind.AfterDay, ConnectionNoticeState.Sent), ((await NoticesAsync())[^1].Kind, (await NoticesAsync())[^1].State));
    }

    [Fact]
    public async Task A_connection_that_cannot_be_looked_at_keeps_no_other_owner_from_the_reminder()
    {
        await DieAsync(meetings: 1);
        await DeletionAsync("'infinity'"); // No reminder of a stage is due, and the calendar has no week after this.
        await ExecuteAsync(
            """
            INSERT INTO connections (provider, client_id, user_id, external_user_id, account_id, access_token_expires_at, scopes, status,
                                     refresh_error_count, authorized_at, version, needs_reauth_since)
            SELECT provider, client_id, user_id, 'another', account_id, now(), '', 'needs_reauth', 0, now(), 1, now() FROM connections
            """);

        Assert.Equal(1, await QueueAsync());
    }

    [Fact]
    public async Task What_waits_is_what_waits_for_this_owner()
    {
        await DieAsync(meetings: 2);
        await DeletionAsync("NULL");
        await using var context = _scene.Database.NewContext();
        var links = new LinkNotices(context, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<LinkNotices>.Instance);
        var connection = await context.Connections.AsNoTracking().SingleAsync();

        Assert.Equal(2, (await links.CountWaitingAsync(connection, default)).Count);

        await ExecuteAsync("UPDATE jobs SET status = 'done', finished_at = now() WHERE id = (SELECT id FROM jobs WHERE status = 'parked' LIMIT 1)");
        Assert.Equal(1, (await links.CountWaitingAsync(connection, default)).Count);
    }

    [Fact]
    public async Task An_owner_is_warned_before_a_refresh_token_ends_that_cannot_be_refreshed()
    {
        await _scene.ReadAsync(context => context.Database.ExecuteSqlRawAsync(
            "UPDATE connections SET last_refresh_at = now() - interval '70 days', refresh_error_count = 40"));
        await RemindAsync();
        Assert.Empty(_scene.Seen());
        await _scene.ReadAsync(context => context.Database.ExecuteSqlRawAsync(
            "UPDATE connections SET last_refresh_at = now() - interval '77 days'"));

        await RemindAsync();
        await RemindAsync();

        var warning = Assert.Single(_scene.Seen());
        Assert.Contains("Without renewal it ends on", warning.Text, StringComparison.Ordinal);
        Assert.Equal(BotActions.Connect, Button(warning).Data);
    }

    [Fact]
    public async Task When_zoom_deletes_a_recording_is_kept_from_the_answer()
    {
        var ended = await _scene.EndMeetingAsync();
        await _scene.RunAsync();

        var meeting = await _scene.ReadAsync(context => context.Meetings.AsNoTracking().SingleAsync());
        Assert.NotNull(meeting.StartTime);
        Assert.Equal(meeting.StartTime!.Value.AddDays(30).UtcDateTime.Date, meeting.ZoomDeletesAt!.Value.UtcDateTime);
        Assert.NotEmpty(ended.Files);
    }

    private static (string? Label, string? Data) Button(MessageView message)
    {
        var button = Assert.Single(Assert.Single(message.Keyboard));
        return (button.Text, button.CallbackData);
    }

    private async Task DieAsync(int meetings)
    {
        for (var i = 0; i < meetings; i++)
        {
            await _scene.EndMeetingAsync();
        }

        await _scene.Zoom.RemoveAppAsync(_scene.Host.Id);
        await _scene.RunAsync();
    }

    private Task<int> DeadSinceAsync(double days) => _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
        $"""
        WITH moved AS (
            UPDATE connections SET needs_reauth_since = now() - {TimeSpan.FromDays(days)} RETURNING id, needs_reauth_since)
        UPDATE connection_notices n SET about = moved.needs_reauth_since FROM moved WHERE n.id = (SELECT max(id) FROM connection_notices WHERE kind = 'needs_reauth')
        """));

    private Task<int> DeletionAsync(string when)
    {
        var sql = "UPDATE meetings SET zoom_deletes_at = " + when +
            " FROM (SELECT id AS meeting, row_number() OVER (ORDER BY id) FROM meetings) n WHERE meeting = id";
        return _scene.ReadAsync(context => context.Database.ExecuteSqlRawAsync(sql));
    }

    private Task<int> ExecuteAsync(string sql) => _scene.ReadAsync(context => context.Database.ExecuteSqlRawAsync(sql));

    private Task<List<ConnectionNotice>> NoticesAsync() =>
        _scene.ReadAsync(context => context.ConnectionNotices.AsNoTracking().OrderBy(notice => notice.Id).ToListAsync());

    private async Task<int> QueueAsync()
    {
        await using var scope = _scene.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<LinkNotices>().QueueAsync(default);
    }

    private async Task RemindAsync()
    {
        await QueueAsync();
        await _scene.RunAsync();
    }
}
