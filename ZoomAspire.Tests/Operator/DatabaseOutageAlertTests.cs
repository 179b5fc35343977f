using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using StackExchange.Redis;
using Telegram.Bot;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Operator;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Tests.Infrastructure;
using ZoomAspire.Tests.Recordings;

namespace ZoomAspire.Tests.Operator;

public sealed class DatabaseOutageAlertTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();

    private PipelineScene _scene = null!;
    private ConnectionMultiplexer _redis = null!;
    private ChatView _group = null!;

    public async Task InitializeAsync()
    {
        _scene = await PipelineScene.CreateAsync();
        _group = _scene.Telegram.CreateGroup("Operators", [_scene.ChatId]);
        _redis = await ConnectionMultiplexer.ConnectAsync(TestServices.Redis);
        await _redis.GetDatabase().KeyDeleteAsync(DatabaseOutageAlert.Key);
    }

    public async Task DisposeAsync()
    {
        await _redis.GetDatabase().KeyDeleteAsync(DatabaseOutageAlert.Key);
        await _redis.DisposeAsync();
        await AllowAsync(true);
        await _scene.DisposeAsync();
    }

    [Fact]
    public async Task An_outage_is_told_by_one_replica_while_it_lasts_and_its_end_once()
    {
        var (one, another) = (NewAlert(), NewAlert());
        Assert.False(await one.LookAsync(CancellationToken.None));

        await AllowAsync(false);
        Assert.False(await one.LookAsync(CancellationToken.None));
        Assert.False(await another.LookAsync(CancellationToken.None));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await one.LookAsync(CancellationToken.None));
        Assert.False(await another.LookAsync(CancellationToken.None));
        Assert.False(await one.LookAsync(CancellationToken.None));

        await AllowAsync(true);
        // Whoever told that it began may be gone by then.
        Assert.True(await another.LookAsync(CancellationToken.None));
        Assert.False(await one.LookAsync(CancellationToken.None));
        Assert.False(await another.LookAsync(CancellationToken.None));

        Assert.Equal(
            ["⚠️ PostgreSQL is away", "✅ Over: PostgreSQL is away"],
            _scene.Seen(_group.Id).Select(message => message.Text.Split('\n')[0]));
    }

    [Fact]
    public async Task A_restart_that_takes_less_than_a_minute_is_not_told()
    {
        var alert = NewAlert();
        await AllowAsync(false);
        await alert.LookAsync(CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(45));
        await AllowAsync(true);
        await alert.LookAsync(CancellationToken.None);
        await AllowAsync(false);
        await alert.LookAsync(CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(45));

        Assert.False(await alert.LookAsync(CancellationToken.None));
        Assert.Empty(_scene.Seen(_group.Id));
    }

    [Fact]
    public async Task A_failure_of_the_socket_that_nobody_wraps_is_an_outage()
    {
        await using var worker = new ServiceCollection()
            .AddDbContext<ZoomAspireContext>(options => options.UseNpgsql(_scene.Database.ConnectionString).AddInterceptors(new BareSocketFailures()))
            .BuildServiceProvider();
        var alert = NewAlert(worker);
        Assert.False(await alert.LookAsync(CancellationToken.None));
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.True(await alert.LookAsync(CancellationToken.None));

        Assert.StartsWith("⚠️ PostgreSQL is away", Assert.Single(_scene.Seen(_group.Id)).Text, StringComparison.Ordinal);
    }

    private DatabaseOutageAlert NewAlert(IServiceProvider? worker = null) => new(
        (worker ?? _scene.Services).GetRequiredService<IServiceScopeFactory>(),
        _scene.Services.GetRequiredService<ITelegramBotClient>(),
        _redis,
        Options.Create(new OperatorOptions { Chat = $"{_group.Id}" }),
        _time,
        NullLogger<DatabaseOutageAlert>.Instance);

    // Nobody gets in any more, and who is in is thrown out.
    private async Task AllowAsync(bool isAllowed)
    {
        var own = new NpgsqlConnectionStringBuilder(_scene.Database.ConnectionString);
        var name = own.Database!;
        own.Database = "postgres";
        await using var source = NpgsqlDataSource.Create(own.ConnectionString);
        await using var allow = source.CreateCommand($"ALTER DATABASE \"{name}\" ALLOW_CONNECTIONS {isAllowed}");
        await allow.ExecuteNonQueryAsync();
        await using var end = source.CreateCommand("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND NOT $2");
        end.Parameters.AddWithValue(name);
        end.Parameters.AddWithValue(isAllowed);
        await end.ExecuteNonQueryAsync();
    }
}
