using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Tests.Bot;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Accounts;

public sealed class KeyRotationTests : IAsyncLifetime
{
    private static readonly TelegramUserId Ann = new(101);
    private static readonly string OldKey = TestSettings.All["TOKEN_ENCRYPTION_KEYS"]!;
    private static readonly string NewKey = "k2:" + Convert.ToBase64String(Enumerable.Repeat((byte)2, 32).ToArray());

    private AccountsFixture _accounts = null!;
    private long _connection;

    public async Task InitializeAsync()
    {
        _accounts = await AccountsFixture.CreateAsync();
        _connection = (await _accounts.ConnectAsync(Ann, _accounts.Zoom.Users[0])).Account.ConnectionId;
    }

    public async Task DisposeAsync() => await _accounts.DisposeAsync();

    [Fact]
    public async Task After_a_change_of_keys_everything_is_sealed_anew_and_the_old_key_can_go()
    {
        await _accounts.StartAsync(Ann); // A flow under way, with its verifier.
        var token = await _accounts.Vault.GetAsync(_connection, default);
        var both = Process($"{NewKey},{OldKey}");
        Assert.Equal(3, (await CountAsync(both))["k1"]);

        Assert.Equal(3, await ResealAsync(both));

        Assert.Equal(new Dictionary<string, long> { ["k2"] = 3 }, await CountAsync(both));
        Assert.Equal(0, await ResealAsync(both));
        var alone = Process(NewKey);
        Assert.Equal(token, await alone.GetRequiredService<TokenVault>().GetAsync(_connection, default));
        _accounts.Clock.Advance(TimeSpan.FromHours(1));
        Assert.NotNull(await alone.GetRequiredService<TokenVault>().GetAsync(_connection, default));
    }

    [Fact]
    public async Task Many_rows_are_sealed_anew_in_batches_that_may_be_stopped_and_gone_on_with()
    {
        await AddCopiesAsync(130);
        var both = Process($"{NewKey},{OldKey}");
        await _accounts.ReadAsync(context => context.Database.ExecuteSqlRawAsync(
            """
            CREATE SEQUENCE rewrites;
            CREATE FUNCTION fail_later() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF nextval('rewrites') = 70 THEN RAISE EXCEPTION 'as the test wants it'; END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER fail_later BEFORE UPDATE OF access_token ON connections FOR EACH ROW EXECUTE FUNCTION fail_later();
            """));

        await Assert.ThrowsAnyAsync<Exception>(() => ResealAsync(both));
        Assert.Equal(50, (await CountAsync(both))["k2"]);
        await ResealAsync(both);

        Assert.Equal(["k2"], (await CountAsync(both)).Keys);
    }

    [Fact]
    public async Task Sealing_anew_reads_each_row_a_few_times_however_many_there_are()
    {
        const int Rows = 1000;
        await AddCopiesAsync(Rows);

        await ResealAsync(Process($"{NewKey},{OldKey}"));
        Npgsql.NpgsqlConnection.ClearAllPools(); // Sessions report what they read when they end.

        await Eventually.HoldsAsync(
            async () => await ReadRowsAsync("n_tup_upd") >= 2 * Rows, "the server has counted");
        Assert.InRange(await ReadRowsAsync("seq_tup_read"), 0, 100 * Rows);
    }

    private Task<long> ReadRowsAsync(string counter)
    {
        var sql = "SELECT " + counter + " AS \"Value\" FROM pg_stat_user_tables WHERE relname = 'connections'";
        return _accounts.ReadAsync(async context => (await context.Database.SqlQueryRaw<long>(sql).ToListAsync()).Single());
    }

    [Fact]
    public async Task A_row_that_a_refresh_has_locked_is_passed_over_and_its_fresh_pair_stands()
    {
        var both = Process($"{NewKey},{OldKey}");
        await using var context = _accounts.Database.NewContext();
        await using (var refresh = await context.Database.BeginTransactionAsync())
        {
            await context.Database.ExecuteSqlAsync($"SELECT 1 FROM connections WHERE id = {_connection} FOR NO KEY UPDATE");
            Assert.Equal(0, await ResealAsync(both));
            await refresh.RollbackAsync();
        }

        Assert.Equal(2, await ResealAsync(both));
    }

    [Fact]
    public async Task Sealing_anew_under_load_loses_no_pair()
    {
        var both = Process($"{NewKey},{OldKey}");
        var vault = both.GetRequiredService<TokenVault>();
        for (var i = 0; i < 10; i++)
        {
            _accounts.Clock.Advance(TimeSpan.FromHours(1));
            var tokens = await Task.WhenAll(
                Enumerable.Range(0, 5).Select(_ => Task.Run(() => vault.GetAsync(_connection, default)))
                    .Append(Task.Run(async () => (await ResealAsync(both), await vault.GetAsync(_connection, default)).Item2)));
            await SealWithOldKeyAsync();
            Assert.NotNull(_accounts.Zoom.OAuth.FindAccess(tokens[^1].Value));
        }

        Assert.Equal(ConnectionStatus.Active, (await _accounts.ConnectionAsync(_connection)).Status);
    }

    [Fact]
    public async Task A_missing_key_is_named_with_how_many_need_it_and_the_others_are_served()
    {
        var logs = new LogCollector();
        var process = Process(NewKey, services =>
        {
            services.AddSingleton<ILoggerProvider>(logs);
            services.AddSingleton<IHostedService, SealedValueCheck>();
        });
        await using var scope = process.CreateAsyncScope();
        process.GetRequiredService<DatabaseReadiness>().MarkReady();
        var check = process.GetServices<IHostedService>().OfType<SealedValueCheck>().Single();
        await check.StartAsync(default);
        await Eventually.HoldsAsync(() => logs.Count(LogLevel.Error, "does not hold key") > 0, "the missing key is named");
        await check.StopAsync(default);

        Assert.Equal(1, logs.Count(LogLevel.Error, "does not hold key \"k1\", which 2 secrets"));
        var health = await process.GetRequiredService<SealedValueStatus>().CheckHealthAsync(new HealthCheckContext());
        Assert.Equal(HealthStatus.Degraded, health.Status);
        await Assert.ThrowsAsync<SealBrokenException>(() => process.GetRequiredService<TokenVault>().GetAsync(_connection, default));
        Assert.Equal(ConnectionStatus.Active, (await _accounts.ConnectionAsync(_connection)).Status);

        var other = (await ConnectAsync(process, new TelegramUserId(102))).Account.ConnectionId;
        Assert.NotNull(await process.GetRequiredService<TokenVault>().GetAsync(other, default));
        Assert.Equal(0, await ResealAsync(process));
    }

    private IServiceProvider Process(string keys, Action<IServiceCollection>? change = null) =>
        _accounts.NewProcess(change, new Dictionary<string, string?> { ["TOKEN_ENCRYPTION_KEYS"] = keys });

    private async Task<FinishResult.Finished> ConnectAsync(IServiceProvider process, TelegramUserId user)
    {
        var link = await FlowsAsync(process, flows => flows.StartAsync(user, TelegramChatId.PrivateWith(user), null, null, default));
        var (state, code) = _accounts.Consent(link, _accounts.Zoom.Users[1]);
        var approved = Assert.IsType<CallbackResult.Approved>(await FlowsAsync(process, flows => flows.CallbackAsync(state, code, default)));
        return Assert.IsType<FinishResult.Finished>(await FlowsAsync(process, flows => flows.FinishAsync(approved.Nonce, user, default)));
    }

    private static async Task<T> FlowsAsync<T>(IServiceProvider process, Func<OAuthFlows, Task<T>> act)
    {
        await using var scope = process.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<OAuthFlows>());
    }

    private static async Task<int> ResealAsync(IServiceProvider process)
    {
        await using var scope = process.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SealedValues>().ResealAsync(default);
    }

    private static async Task<IReadOnlyDictionary<string, long>> CountAsync(IServiceProvider process)
    {
        await using var scope = process.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SealedValues>().CountAsync(default);
    }

    // So that there is something to do in each round.
    private async Task SealWithOldKeyAsync()
    {
        var (old, both) = (_accounts.Services.GetRequiredService<Sealer>(), Process($"{NewKey},{OldKey}").GetRequiredService<Sealer>());
        await using var context = _accounts.Database.NewContext();
        var connection = await context.Connections.SingleAsync(row => row.Id == _connection);
        var (access, refresh) = (SealedPlace.AccessTokenOf(_connection), SealedPlace.RefreshTokenOf(_connection));
        connection.AccessToken = old.Seal(both.Open(connection.AccessToken!, access), access);
        connection.RefreshToken = old.Seal(both.Open(connection.RefreshToken!, refresh), refresh);
        await context.SaveChangesAsync();
    }

    // Each sealed for its own row.
    private async Task AddCopiesAsync(int count)
    {
        await using var context = _accounts.Database.NewContext();
        var sealer = _accounts.Services.GetRequiredService<Sealer>();
        for (var i = 1; i <= count; i++)
        {
            var id = _connection + i;
            var (access, refresh) = (sealer.Seal("a", SealedPlace.AccessTokenOf(id)), sealer.Seal("r", SealedPlace.RefreshTokenOf(id)));
            await context.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO connections (id, provider, client_id, external_user_id, account_id, access_token, refresh_token,
                                         access_token_expires_at, scopes, status, refresh_error_count, authorized_at, version)
                VALUES ({id}, 'zoom', 'client', {$"user{i}"}, 'account', {access}, {refresh}, now(), '', 'active', 0, now(), 1)
                """);
        }
    }
}
