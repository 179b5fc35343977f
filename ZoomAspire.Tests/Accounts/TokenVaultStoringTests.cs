using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Accounts;

/// <summary>A refresh has killed the pair before: whatever the database does then, the fresh pair is stored, or revoked.</summary>
public sealed class TokenVaultStoringTests : IAsyncLifetime
{
    private static readonly TelegramUserId Ann = new(101);

    private AccountsFixture _accounts = null!;
    private long _connection;
    private int _timers;

    private ZoomUser AnnsZoom => _accounts.Zoom.Users[0];

    public async Task InitializeAsync()
    {
        _accounts = await AccountsFixture.CreateAsync();
        _connection = (await _accounts.ConnectAsync(Ann, AnnsZoom)).Account.ConnectionId;
        _accounts.Clock.Advance(TimeSpan.FromHours(1));
        _timers = _accounts.Clock.PendingTimers;
    }

    public async Task DisposeAsync() => await _accounts.DisposeAsync();

    [Fact]
    public async Task A_database_that_is_away_for_a_minute_costs_no_connection()
    {
        await FailToStoreAsync(times: 30);

        var token = await AdvanceUntilDoneAsync(_accounts.Vault.GetAsync(_connection, default));

        await StoredAsync(token);
    }

    [Fact]
    public async Task A_lock_that_a_broken_session_still_holds_is_waited_for_longer_than_any_other()
    {
        await FailToStoreAsync(times: 1);
        await using var other = _accounts.Database.NewContext();
        Task<IDbContextTransaction>? holder = null;
        var vault = NewVault(async () =>
        {
            holder = LockAsync(other);
            await WaitForLockAsync(longerThan: TimeSpan.Zero);
        });
        vault.LockTimeout = TimeSpan.FromMilliseconds(100);

        var asked = vault.GetAsync(_connection, default);
        await Eventually.HoldsAsync(() => holder is { IsCompleted: true }, "the lock is gone");
        await WaitForLockAsync(longerThan: 3 * vault.LockTimeout);
        await (await holder!).RollbackAsync();

        await StoredAsync(await AdvanceUntilDoneAsync(asked));
    }

    [Fact]
    public async Task A_refusal_that_was_believed_before_the_fresh_pair_was_stored_is_taken_back()
    {
        await FailToStoreAsync(times: 2);
        Task<AccessToken>? second = null;
        var vault = NewVault(async () =>
        {
            // Another process waits for the row; once it has it, it asks with the pair that is dead by then.
            second = _accounts.NewProcess().GetRequiredService<TokenVault>().GetAsync(_connection, default);
            await WaitForLockAsync(longerThan: TimeSpan.Zero);
        });

        var asked = vault.GetAsync(_connection, default);
        await Eventually.HoldsAsync(() => second is { IsCompleted: true }, "the other process has been refused");
        await Assert.ThrowsAsync<ReauthorizationRequiredException>(() => second!);

        await StoredAsync(await AdvanceUntilDoneAsync(asked));
        Assert.Equal([$"suspended {_connection}", $"restored {_connection}"], _accounts.Events.All);
    }

    [Fact]
    public async Task A_fresh_pair_whose_connection_ended_before_it_was_stored_is_revoked()
    {
        await FailToStoreAsync(times: 1);
        Task<DisconnectResult>? disconnect = null;
        var vault = NewVault(async () =>
        {
            disconnect = _accounts.ConnectionsAsync(connections => connections.DisconnectAsync(Ann, _connection, default));
            await WaitForLockAsync(longerThan: TimeSpan.Zero);
        });

        await Assert.ThrowsAsync<ConnectionGoneException>(() => AdvanceUntilDoneAsync(vault.GetAsync(_connection, default)));

        Assert.Equal(DisconnectResult.Disconnected, await disconnect!);
        Assert.Empty(_accounts.Zoom.GetState().Grants);
    }

    private TokenVault NewVault(Func<Task> beforeFirstRefresh)
    {
        var first = true;
        return _accounts.NewProcess(services => TokenVaultTests.Intercept(services, async () =>
        {
            if (first)
            {
                first = false;
                await beforeFirstRefresh();
            }
        })).GetRequiredService<TokenVault>();
    }

    private Task<int> FailToStoreAsync(int times)
    {
        var sql =
            """
            CREATE SEQUENCE tries;
            CREATE FUNCTION fail_first() RETURNS trigger LANGUAGE plpgsql AS $f$
            BEGIN
                IF nextval('tries') <= TIMES THEN RAISE EXCEPTION 'as the test wants it' USING ERRCODE = 'admin_shutdown'; END IF;
                RETURN NEW;
            END $f$;
            CREATE TRIGGER fail_first BEFORE UPDATE OF refresh_token ON connections FOR EACH ROW
                WHEN (NEW.refresh_token IS NOT NULL) EXECUTE FUNCTION fail_first();
            """.Replace("TIMES", $"{times}", StringComparison.Ordinal);
        return _accounts.ReadAsync(context => context.Database.ExecuteSqlRawAsync(sql));
    }

    private static async Task<IDbContextTransaction> LockAsync(ZoomAspireContext context)
    {
        var transaction = await context.Database.BeginTransactionAsync();
        await context.Database.ExecuteSqlRawAsync("SELECT 1 FROM connections FOR UPDATE");
        return transaction;
    }

    private Task WaitForLockAsync(TimeSpan longerThan) => Eventually.HoldsAsync(
        () => _accounts.ReadAsync(async context => await context.Database
            .SqlQuery<int>(
                $"""
                SELECT count(*)::int AS "Value" FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock' AND now() - query_start > {longerThan}
                """)
            .SingleAsync() > 0),
        "somebody waits for the row");

    private async Task<T> AdvanceUntilDoneAsync<T>(Task<T> work)
    {
        await Eventually.HoldsAsync(
            () =>
            {
                // Only what waits for the clock: however slow the machine is, no try is left out.
                _accounts.Clock.Advance(_accounts.Clock.PendingTimers > _timers ? TimeSpan.FromSeconds(2) : TimeSpan.Zero);
                return work.IsCompleted;
            },
            "the work is done");
        return await work;
    }

    private async Task StoredAsync(AccessToken token)
    {
        Assert.Equal(AnnsZoom.Id, _accounts.Zoom.OAuth.FindAccess(token.Value)?.UserId);
        Assert.Equal(token, await _accounts.NewProcess().GetRequiredService<TokenVault>().GetAsync(_connection, default));
        Assert.Equal(ConnectionStatus.Active, (await _accounts.ConnectionAsync(_connection)).Status);
    }
}
