using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Tests.Recordings;

/// <summary>What becomes of a connection when its user is deactivated, activated, deleted or taken out of the account at Zoom.</summary>
public sealed class UserStandingTests : IAsyncLifetime
{
    private PipelineScene _scene = null!;
    private DateTimeOffset _connectedAt;

    public async Task InitializeAsync()
    {
        _scene = await PipelineScene.CreateAsync();
        // Whole milliseconds, as Zoom's event_ts.
        _connectedAt = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + 1);
    }

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Theory]
    [InlineData("user.deleted")]
    [InlineData("user.disassociated")]
    public async Task A_user_who_is_gone_is_purged_and_told_once(string name)
    {
        await _scene.EndMeetingAsync();

        Assert.Equal(WebhookOutcome.Accepted, await TakeInAsync(name, Later(1)));
        Assert.Equal(WebhookOutcome.UnknownHost, await TakeInAsync(name, Later(1)));
        await _scene.RunAsync();

        var connection = await ConnectionAsync();
        Assert.Equal((ConnectionStatus.Revoked, null, null, null), (connection.Status, connection.AccessToken, connection.RefreshToken, connection.Email));
        Assert.NotNull(connection.EndedAt);
        Assert.DoesNotContain(await _scene.JobsAsync(), job => job.Status is JobStatus.Queued or JobStatus.Parked or JobStatus.Running);
        Assert.Contains("Your Zoom user was deleted", Assert.Single(_scene.Seen()).Text, StringComparison.Ordinal);
        Assert.Contains(AuditActions.ConnectionUserGone, await AuditAsync());
    }

    [Fact]
    public async Task A_deactivated_user_waits_and_goes_on_when_active_again()
    {
        Assert.Equal(WebhookOutcome.Accepted, await TakeInAsync("user.deactivated", Later(1)));
        Assert.Equal(WebhookOutcome.Duplicate, await TakeInAsync("user.deactivated", Later(1)));
        await _scene.EndMeetingAsync();
        await _scene.RunAsync();
        Assert.Equal(ConnectionStatus.NeedsReauth, (await ConnectionAsync()).Status);
        Assert.NotNull((await ConnectionAsync()).RefreshToken);
        Assert.Equal(JobStatus.Parked, (await _scene.JobsAsync()).Single(job => job.Kind == JobKind.FetchMeeting).Status);
        Assert.Contains("was deactivated at Zoom", Assert.Single(_scene.Seen()).Text, StringComparison.Ordinal);

        Assert.Equal(WebhookOutcome.Accepted, await TakeInAsync("user.activated", Later(2)));
        await _scene.RunAsync();

        Assert.Equal(ConnectionStatus.Active, (await ConnectionAsync()).Status);
        Assert.Single(_scene.Audios());
        Assert.Equal([AuditActions.ConnectionFinished, AuditActions.ConnectionPaused, AuditActions.ConnectionResumed], await AuditAsync());
    }

    [Fact]
    public async Task An_activation_counts_however_long_ago_its_event_was_forgotten()
    {
        Assert.Equal(WebhookOutcome.Accepted, await TakeInAsync("user.activated", Later(2)));
        await _scene.ReadAsync(context => context.Database.ExecuteSqlRawAsync("DELETE FROM webhook_events"));

        Assert.Equal(WebhookOutcome.Accepted, await TakeInAsync("user.deactivated", Later(1)));

        Assert.Equal(ConnectionStatus.Active, (await ConnectionAsync()).Status);
    }

    [Fact]
    public async Task Events_that_overtake_each_other_end_as_they_happened()
    {
        await TakeInAsync("user.activated", Later(2));
        await TakeInAsync("user.deactivated", Later(1));
        Assert.Equal(ConnectionStatus.Active, (await ConnectionAsync()).Status);

        await TakeInAsync("user.deactivated", Later(4));
        await TakeInAsync("user.activated", Later(3));
        Assert.Equal(ConnectionStatus.NeedsReauth, (await ConnectionAsync()).Status);
    }

    [Fact]
    public async Task A_pause_is_not_set_back_by_an_event_about_an_earlier_one()
    {
        await TakeInAsync("user.deactivated", Later(3));
        await TakeInAsync("user.deactivated", Later(1));
        await TakeInAsync("user.activated", Later(2));

        Assert.Equal((ConnectionStatus.NeedsReauth, Later(3)), ((await ConnectionAsync()).Status, (await ConnectionAsync()).PausedAt));
    }

    [Fact]
    public async Task Approving_again_ends_the_pause_and_a_late_event_never_wipes_the_new_connection()
    {
        await TakeInAsync("user.deactivated", Later(0));
        await _scene.ConnectAsync();
        Assert.Equal((ConnectionStatus.Active, null), ((await ConnectionAsync()).Status, (await ConnectionAsync()).PausedAt));

        Assert.Equal(WebhookOutcome.UnknownHost, await TakeInAsync("user.deleted", Later(0)));
        Assert.Equal(ConnectionStatus.Active, (await ConnectionAsync()).Status);
    }

    [Fact]
    public async Task Another_account_or_user_and_events_that_say_too_little_change_nothing()
    {
        Assert.Equal(WebhookOutcome.UnknownHost, await TakeInAsync("user.deleted", Later(1), account: "another"));
        Assert.Equal(WebhookOutcome.UnknownHost, await TakeInAsync("user.deleted", Later(1), user: "another"));
        Assert.Equal(WebhookOutcome.Malformed, await TakeInAsync("user.deleted", null));
        Assert.Equal(ConnectionStatus.Active, (await ConnectionAsync()).Status);
        Assert.Equal(0, await _scene.ReadAsync(context => context.WebhookEvents.CountAsync()));
    }

    private DateTimeOffset Later(double hours) => _connectedAt.AddHours(hours);

    private async Task<WebhookOutcome> TakeInAsync(string name, DateTimeOffset? at, string? account = null, string? user = null)
    {
        var payload = JsonSerializer.SerializeToElement(new Dictionary<string, object>
        {
            ["account_id"] = account ?? _scene.Host.AccountId,
            ["operator"] = "admin@example.org",
            ["object"] = new Dictionary<string, object> { ["id"] = user ?? _scene.Host.Id, ["email"] = "ann@example.org" },
        });
        await using var scope = _scene.Services.CreateAsyncScope();
        return await ActivatorUtilities.CreateInstance<UserStanding>(scope.ServiceProvider)
            .TakeInAsync(new WebhookEnvelope(name, at, payload), default);
    }

    private Task<Connection> ConnectionAsync() => _scene.ReadAsync(context => context.Connections.AsNoTracking().SingleAsync());

    private Task<List<string>> AuditAsync() =>
        _scene.ReadAsync(context => context.AuditLog.OrderBy(entry => entry.Id).Select(entry => entry.Action).ToListAsync());
}
