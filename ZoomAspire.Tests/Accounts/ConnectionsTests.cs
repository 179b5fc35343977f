using System.Text;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Accounts;

public sealed class ConnectionsTests : IAsyncLifetime
{
    private static readonly TelegramUserId Ann = new(101);
    private static readonly TelegramUserId Mallory = new(666);

    private AccountsFixture _accounts = null!;
    private long _connection;

    private ZoomUser AnnsZoom => _accounts.Zoom.Users[0];

    public async Task InitializeAsync()
    {
        _accounts = await AccountsFixture.CreateAsync();
        _connection = (await _accounts.ConnectAsync(Ann, AnnsZoom)).Account.ConnectionId;
    }

    public async Task DisposeAsync() => await _accounts.DisposeAsync();

    [Fact]
    public async Task Disconnecting_revokes_at_zoom_and_leaves_nothing_but_ids()
    {
        Assert.Equal(DisconnectResult.Disconnected, await DisconnectAsync(Ann));

        Assert.Empty(_accounts.Zoom.GetState().Grants);
        var connection = await _accounts.ConnectionAsync(_connection);
        Assert.Equal(ConnectionStatus.Revoked, connection.Status);
        Assert.Null(connection.AccessToken);
        Assert.Null(connection.RefreshToken);
        Assert.Null(connection.Email);
        Assert.Null(connection.DisplayName);
        Assert.Null(connection.ApiUrl);
        Assert.Null(connection.ConnectedAt);
        Assert.Equal("", connection.Scopes);
        Assert.Equal(0, await _accounts.ReadAsync(context => context.Routes.CountAsync()));
        Assert.Equal([$"ended {_connection}"], _accounts.Events.All);
        Assert.Equal([AuditActions.ConnectionFinished, AuditActions.ConnectionDisconnected], await _accounts.AuditAsync());
        Assert.Equal(DisconnectResult.NotFound, await DisconnectAsync(Ann));
    }

    [Fact]
    public async Task Only_the_owner_disconnects()
    {
        Assert.Equal(DisconnectResult.NotFound, await DisconnectAsync(Mallory));

        Assert.Equal(ConnectionStatus.Active, (await _accounts.ConnectionAsync(_connection)).Status);
        Assert.Single(_accounts.Zoom.GetState().Grants);
    }

    [Fact]
    public async Task Disconnecting_after_weeks_of_silence_still_revokes_at_zoom()
    {
        _accounts.Clock.Advance(TimeSpan.FromDays(21));

        Assert.Equal(DisconnectResult.Disconnected, await DisconnectAsync(Ann));

        Assert.Empty(_accounts.Zoom.GetState().Grants);
    }

    [Fact]
    public async Task Disconnecting_while_zoom_is_away_erases_everything_and_says_that_zoom_does_not_know()
    {
        _accounts.Fail(ZoomOperation.Revoke, ZoomFaultKind.Unavailable);

        Assert.Equal(DisconnectResult.DisconnectedRevocationPending, await DisconnectAsync(Ann));

        Assert.Null((await _accounts.ConnectionAsync(_connection)).RefreshToken);
    }

    [Fact]
    public async Task Disconnecting_outlives_a_hiccup_of_zoom()
    {
        _accounts.Fail(ZoomOperation.Revoke, ZoomFaultKind.Unavailable, count: 2);

        Assert.Equal(DisconnectResult.Disconnected, await DisconnectAsync(Ann));
    }

    [Fact]
    public async Task Disconnecting_works_though_the_key_of_the_tokens_is_lost()
    {
        await _accounts.ReadAsync(context => context.Database.ExecuteSqlRawAsync("UPDATE connections SET access_token = '\\x00', refresh_token = '\\x00'"));

        Assert.Equal(DisconnectResult.DisconnectedButNotRevoked, await DisconnectAsync(Ann));
    }

    [Fact]
    public async Task Connecting_again_after_a_disconnect_starts_afresh()
    {
        await DisconnectAsync(Ann);
        _accounts.Clock.Advance(TimeSpan.FromDays(3));

        var finished = await _accounts.ConnectAsync(Ann, AnnsZoom);

        var connection = await _accounts.ConnectionAsync(_connection);
        Assert.Equal(ConnectionStatus.Active, connection.Status);
        Assert.Equal(_accounts.Clock.GetUtcNow(), connection.ConnectedAt);
        Assert.Single(Assert.Single(await _accounts.ConnectionsAsync(c => c.GetForUserAsync(Ann, default))).Destinations);
    }

    [Fact]
    public async Task Removing_the_app_at_zoom_ends_the_connection()
    {
        _accounts.Clock.Advance(TimeSpan.FromMinutes(1));

        var owner = await DeauthorizeAsync(Notice());

        Assert.Equal(Ann, owner?.TelegramUserId);
        var connection = await _accounts.ConnectionAsync(_connection);
        Assert.Equal(ConnectionStatus.Revoked, connection.Status);
        Assert.Null(connection.AccessToken);
        Assert.Equal([$"ended {_connection}"], _accounts.Events.All);
        Assert.Equal([AuditActions.ConnectionFinished, AuditActions.ConnectionDeauthorized], await _accounts.AuditAsync());
        Assert.Null(await DeauthorizeAsync(Notice()));
    }

    [Fact]
    public async Task A_notice_from_before_the_authorisation_or_about_something_else_ends_nothing()
    {
        _accounts.Clock.Advance(TimeSpan.FromMinutes(1));
        var genuine = Notice();

        Assert.Null(await DeauthorizeAsync(genuine with { At = _accounts.Clock.GetUtcNow() - TimeSpan.FromMinutes(1) }));
        Assert.Null(await DeauthorizeAsync(genuine with { ClientId = "another-app" }));
        Assert.Null(await DeauthorizeAsync(genuine with { AccountId = "another-account" }));
        Assert.Null(await DeauthorizeAsync(genuine with { UserId = new ZoomUserId("another-user") }));

        Assert.Equal(ConnectionStatus.Active, (await _accounts.ConnectionAsync(_connection)).Status);
    }

    [Fact]
    public async Task No_table_holds_a_token_a_nonce_or_a_verifier_in_the_clear()
    {
        var authorize = await _accounts.StartAsync(Mallory);
        var nonce = await _accounts.ApproveAsync(Ann, AnnsZoom);
        var token = (await _accounts.Vault.ReplaceRejectedAsync(_connection, await _accounts.Vault.GetAsync(_connection, default), default)).Value;
        var state = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(authorize.Query)["state"].ToString();

        var dump = await DumpAsync();

        Assert.Contains(AnnsZoom.Email, dump, StringComparison.Ordinal);
        foreach (var secret in new[] { token, token[..40], nonce, state, "eyJ" })
        {
            Assert.DoesNotContain(secret, dump, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret)), dump, StringComparison.Ordinal);
        }
    }

    private Task<DisconnectResult> DisconnectAsync(TelegramUserId user) =>
        _accounts.ConnectionsAsync(connections => connections.DisconnectAsync(user, _connection, default));

    private Deauthorization Notice() =>
        new(TestSettings.ClientId, AnnsZoom.AccountId, new ZoomUserId(AnnsZoom.Id), _accounts.Clock.GetUtcNow());

    private Task<User?> DeauthorizeAsync(Deauthorization notice) => _accounts.InScopeAsync<IServiceProvider, User?>(async services =>
    {
        var context = (Core.Data.ZoomAspireContext)services.GetService(typeof(Core.Data.ZoomAspireContext))!;
        var connections = (Connections)services.GetService(typeof(Connections))!;
        await using var transaction = await context.Database.BeginTransactionAsync();
        var owner = await connections.DeauthorizedAsync(notice, default);
        await transaction.CommitAsync();
        return owner;
    });

    private async Task<string> DumpAsync()
    {
        await using var connection = new NpgsqlConnection(_accounts.Database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            SELECT string_agg((xpath('/table', query_to_xml(format('SELECT to_jsonb(t)::text AS row FROM %I t', tablename), true, false, '')))[1]::text, E'\n')
            FROM pg_tables WHERE schemaname = 'public'
            """,
            connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
