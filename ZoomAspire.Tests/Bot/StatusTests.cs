using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Simulator.Telegram;

namespace ZoomAspire.Tests.Bot;

public sealed class StatusTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Delivered = new(2026, 11, 19, 13, 30, 0, TimeSpan.Zero);

    private BotScene _scene = null!;
    private UserView _anna = null!;

    public async Task InitializeAsync()
    {
        _scene = await BotScene.StartAsync();
        _anna = _scene.NewUser();
    }

    public async Task DisposeAsync()
    {
        Assert.Empty(_scene.Telegram.Violations);
        await _scene.DisposeAsync();
    }

    [Fact]
    public async Task With_nothing_delivered_yet_it_says_what_to_expect()
    {
        await _scene.ConnectAsync(_anna, _scene.NewAccount("Anna Smith", "anna@example.com"));

        var answer = await _scene.AskAsync(_anna, "/status", "✅ Anna Smith");

        Assert.Contains("Recordings arrive in this chat.", answer.Text, StringComparison.Ordinal);
        Assert.Contains("Nothing has been delivered yet", answer.Text, StringComparison.Ordinal);
        Assert.Equal(["🔄 Refresh", "📼 Recordings"], answer.Keyboard.SelectMany(row => row).Select(button => button.Text));
    }

    [Fact]
    public async Task It_tells_the_last_delivery_in_the_users_time_and_what_is_under_way()
    {
        var account = _scene.NewAccount("Anna Smith", "anna@example.com");
        await _scene.ConnectAsync(_anna, account);
        var connection = await _scene.ConnectionOfAsync(account);
        await using var context = _scene.Database.NewContext();
        await SetTimeZoneAsync(context, connection, "Europe/Berlin");
        await DeliverAsync(context, connection, "Older", Delivered.AddDays(-1));
        await DeliverAsync(context, connection, "Board @all – evil.com", Delivered);
        AddJobs(context, connection, JobStatus.Queued, JobStatus.Running, JobStatus.Parked, JobStatus.Done);
        await context.SaveChangesAsync();

        var answer = await _scene.AskAsync(_anna, "/status", "Last delivery");

        Assert.Contains("“Board @\u2060all – evil.\u2060com”, 19 November 2026 at 14:30.", answer.Text, StringComparison.Ordinal);
        Assert.Contains("On the way: 2 recordings.", answer.Text, StringComparison.Ordinal);
        Assert.Contains("Waiting for you: 1 recording.", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(answer.Entities, entity => entity.Type is "mention" or "url");
    }

    [Fact]
    public async Task It_tells_when_zoom_was_last_looked_through_for_what_no_webhook_told()
    {
        var account = _scene.NewAccount("Anna Smith", "anna@example.com");
        await _scene.ConnectAsync(_anna, account);
        var connection = await _scene.ConnectionOfAsync(account);
        await using var context = _scene.Database.NewContext();
        await SetTimeZoneAsync(context, connection, "Europe/Berlin");
        context.RecordingSweeps.Add(new RecordingSweep { ConnectionId = connection.Id, DueAt = Delivered, CompletedAt = Delivered });
        await context.SaveChangesAsync();

        var answer = await _scene.AskAsync(_anna, "/status", "✅ Anna Smith");

        Assert.Contains("Last look for recordings that I was not told about: 19 November 2026 at 14:30.", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_elses_deliveries_are_not_told()
    {
        var bob = _scene.NewUser("Bob");
        var account = _scene.NewAccount("Anna Smith", "anna@example.com");
        await _scene.ConnectAsync(_anna, account);
        await _scene.ConnectAsync(bob, _scene.NewAccount("Bob", "bob@example.com"));
        await using var context = _scene.Database.NewContext();
        await DeliverAsync(context, await _scene.ConnectionOfAsync(account), "Secret", Delivered);

        var answer = await _scene.AskAsync(bob, "/status", "✅ Bob");

        Assert.Contains("Nothing has been delivered yet", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dead_link_is_told_with_the_way_to_renew_it()
    {
        var account = _scene.NewAccount("Anna Smith", "anna@example.com");
        await _scene.ConnectAsync(_anna, account);
        await _scene.QueryAsync(context => context.Connections.ExecuteUpdateAsync(
            set => set.SetProperty(connection => connection.Status, ConnectionStatus.NeedsReauth)));

        var answer = await _scene.AskAsync(_anna, "/status", "⚠️ Anna Smith");
        _scene.Press(_anna, answer, "Reconnect Zoom");
        await _scene.HearAsync(_anna.Id, "Zoom wants you to approve Anna Smith", after: answer);
        await _scene.HearAsync(_anna.Id, "Recordings wait until then", after: _scene.Telegram.Start(_anna.Id));
    }

    [Fact]
    public async Task A_paused_connection_asks_for_nothing()
    {
        var account = _scene.NewAccount("Anna Smith", "anna@example.com");
        await _scene.ConnectAsync(_anna, account);
        await _scene.QueryAsync(context => context.Connections.ExecuteUpdateAsync(set => set
            .SetProperty(connection => connection.Status, ConnectionStatus.NeedsReauth)
            .SetProperty(connection => connection.PausedAt, Delivered)));

        var answer = await _scene.AskAsync(_anna, "/status", "⏸ Anna Smith");

        Assert.Contains("Deactivated at Zoom since 19 November 2026", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("approve", answer.Text, StringComparison.Ordinal);
        Assert.Equal(["🔄 Refresh", "📼 Recordings"], answer.Keyboard.SelectMany(row => row).Select(button => button.Text));
        await _scene.AskAsync(_anna, "/connect", "is already connected");
    }

    private static async Task SetTimeZoneAsync(ZoomAspireContext context, Connection connection, string zone)
    {
        var user = await context.Users.SingleAsync(user => user.Id == connection.UserId);
        user.TimeZone = zone;
        await context.SaveChangesAsync();
    }

    private static async Task DeliverAsync(
        ZoomAspireContext context, Connection connection, string topic, DateTimeOffset at)
    {
        var destination = await context.Destinations.SingleAsync(destination => destination.UserId == connection.UserId);
        var delivery = await DeliveryRows.AddAsync(context, connection, destination, topic);
        (delivery.State, delivery.DeliveredAt) = (DeliveryState.Delivered, at);
        await context.SaveChangesAsync();
    }

    private static void AddJobs(ZoomAspireContext context, Connection connection, params JobStatus[] states)
    {
        foreach (var (index, status) in states.Index())
        {
            // A recording has one open job at the most.
            JobQueue.Add(context, JobKind.StageRecording, index, connection.UserId!.Value).Status = status;
            JobQueue.Add(context, JobKind.AskToReconnect, 1, connection.UserId!.Value).Status = status;
        }
    }
}
