using Microsoft.EntityFrameworkCore;
using Npgsql;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Accounts;

/// <summary>Users who are linked and deactivated at Zoom, and how they come back.</summary>
public sealed class PausedLinkTests : IAsyncLifetime
{
    private static readonly TelegramUserId Ann = new(101);

    private AccountsFixture _accounts = null!;
    private long _linked;

    private ZoomUser AnnsZoom => _accounts.Zoom.Users[0];

    public async Task InitializeAsync()
    {
        _accounts = await AccountsFixture.CreateAsync(services => services.AddZoomClient(), TestSettings.Organization);
        await _accounts.AddUserAsync(Ann);
        _linked = await _accounts.LinkAsync(Ann, AnnsZoom);
    }

    public async Task DisposeAsync() => await _accounts.DisposeAsync();

    [Fact]
    public async Task Who_is_active_again_goes_on_though_no_event_said_so_and_who_is_not_waits()
    {
        await PauseAsync();
        SetInactive(AnnsZoom.Id);
        Assert.Equal(0, await ResumeAsync());
        Assert.Equal(ConnectionStatus.NeedsReauth, (await _accounts.ConnectionAsync(_linked)).Status);

        SetInactive();
        Assert.Equal(1, await ResumeAsync());

        var connection = await _accounts.ConnectionAsync(_linked);
        Assert.Equal((ConnectionStatus.Active, null, null), (connection.Status, connection.PausedAt, connection.NeedsReauthSince));
        Assert.Equal([$"suspended {_linked}", $"restored {_linked}"], _accounts.Events.All);
        Assert.Contains(AuditActions.ConnectionResumed, await _accounts.AuditAsync());
        Assert.NotNull(await _accounts.Vault.GetAsync(_linked, default));
        Assert.Equal(0, await ResumeAsync());
    }

    [Fact]
    public async Task While_zoom_cannot_say_nothing_changes()
    {
        await PauseAsync();
        _accounts.Fail(ZoomOperation.Profile, ZoomFaultKind.Unavailable);

        Assert.Equal(0, await ResumeAsync());

        Assert.Equal(ConnectionStatus.NeedsReauth, (await _accounts.ConnectionAsync(_linked)).Status);
    }

    [Fact]
    public async Task An_event_about_a_user_waits_for_whoever_connects_him_with_no_connection_in_hand()
    {
        // Connected by Ann herself, too, but for the last step, which locks both of her connections.
        await _accounts.ApproveAsync(Ann, AnnsZoom);
        await using var finish = new NpgsqlConnection(_accounts.Database.ConnectionString);
        await finish.OpenAsync();
        await using var transaction = await finish.BeginTransactionAsync();
        await ExecuteAsync(finish, $"SELECT pg_advisory_xact_lock(hashtextextended('zoom user {AnnsZoom.Id}', 0))");

        var paused = PauseAsync();
        await Eventually.HoldsAsync(SomebodyWaitsAsync, "the event waits");

        // Fails at once if the one who waits holds any of them.
        await ExecuteAsync(finish, "SELECT 1 FROM connections FOR NO KEY UPDATE NOWAIT");
        await transaction.CommitAsync();
        await paused;
        Assert.NotNull((await _accounts.ConnectionAsync(_linked)).PausedAt);
    }

    private async Task PauseAsync() => Assert.Equal(
        WebhookOutcome.Accepted, await _accounts.UserEventAsync("user.deactivated", AnnsZoom, _accounts.Clock.GetUtcNow().AddMinutes(1)));

    private Task<int> ResumeAsync() => _accounts.InScopeAsync((PausedLinks links) => links.ResumeAsync(default));

    private void SetInactive(params string[] users) => _accounts.Zoom.SetFaults(new ZoomFaultRequest
    {
        Settings = new ZoomSettings { InactiveUsers = users },
    });

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    // Outside the transaction, within which this view stands still.
    private Task<bool> SomebodyWaitsAsync() => _accounts.ReadAsync(context => context.Database.SqlQuery<bool>(
        $"SELECT count(*) > 0 AS \"Value\" FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").SingleAsync());
}
