using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;
using Npgsql;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Audit;

public sealed class AuditLogTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Theory]
    [InlineData("UPDATE audit_log SET detail = 'another'")]
    [InlineData("DELETE FROM audit_log")]
    [InlineData("TRUNCATE audit_log")]
    public async Task The_database_refuses_to_change_what_was_written(string sql)
    {
        await WriteAsync(new AuditLine(AuditActions.FlowExpired, AuditActors.System) { Detail = "as written" });

        await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(sql));

        Assert.Equal("as written", Assert.Single(await TrailAsync()).Detail);
    }

    [Fact]
    public async Task A_line_goes_when_its_time_is_over_and_no_sooner()
    {
        await WriteAsync(new AuditLine("old", AuditActors.System), ttl: TimeSpan.FromDays(-1));
        await WriteAsync(new AuditLine("new", AuditActors.System), ttl: TimeSpan.FromDays(400));
        await using var context = _database.NewContext();

        await new RowRetention(context, Options.Create(new RetentionOptions())).SweepAsync(default);

        Assert.Equal("new", Assert.Single(await TrailAsync()).Action);
        Assert.Equal(
            _clock.GetUtcNow() + TimeSpan.FromDays(400), (await context.AuditLog.SingleAsync()).KeepUntil, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task People_are_keyed_pseudonyms_until_they_are_erased_and_strangers_afterwards()
    {
        var (ann, bob) = (await AddUserAsync(101), await AddUserAsync(102));
        foreach (var user in new[] { ann, ann, bob })
        {
            await WriteAsync(new AuditLine(AuditActions.ConnectionFinished, AuditActors.User) { UserId = user, ConnectionId = 7 });
        }

        await using var context = _database.NewContext();
        var lines = await context.AuditLog.AsNoTracking().OrderBy(entry => entry.Id).ToListAsync();
        var key = await context.AuditKeys.AsNoTracking().SingleAsync(key => key.UserId == ann);
        Assert.Equal(32, key.Key.Length);
        Assert.Equal(Hmac(key.Key, "person"), lines[0].Person);
        Assert.Equal(Hmac(key.Key, "connection 7"), lines[0].Connection);
        Assert.All(lines, line => Assert.Equal((null, null), (line.UserId, line.ConnectionId)));
        Assert.Equal(lines[0].Person, lines[1].Person);
        Assert.NotEqual(lines[0].Person, lines[2].Person);
        Assert.NotEqual(lines[0].Connection, lines[2].Connection);
        Assert.Equal(2, (await TrailAsync(new AuditFilter { TelegramUserId = new TelegramUserId(101) })).Count);

        await context.Users.Where(user => user.Id == ann).ExecuteDeleteAsync();

        Assert.Equal(3, (await TrailAsync()).Count);
        Assert.Equal(0, await context.AuditKeys.CountAsync(row => row.UserId == ann));
        Assert.Equal(new TelegramUserId(102), Assert.Single((await TrailAsync()).Select(line => line.TelegramUserId), id => id is not null));
        Assert.Equal(1, await context.Database.SqlQuery<int>(
            $"SELECT count(*)::int AS \"Value\" FROM audit_trail WHERE telegram_user_id IS NOT NULL").SingleAsync());
    }

    [Fact]
    public async Task Lines_of_the_version_before_become_pseudonyms_and_stay()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await using var context = database.NewContext();
        await context.GetService<IMigrator>().MigrateAsync("20261120100000_InitialSchema");
        await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO users (telegram_user_id, created_at) VALUES (101, now());
            INSERT INTO audit_log (at, action, actor, user_id, connection_id) VALUES
                (now(), 'connection.finished', 'user', 1, 5), (now(), 'connection.disconnected', 'user', 1, 5), (now(), 'flow.expired', 'system', NULL, 5);
            """);

        await context.Database.MigrateAsync();
        // The version before goes on writing beside this one.
        await context.Database.ExecuteSqlAsync(
            $"INSERT INTO audit_log (at, action, actor, user_id, connection_id) VALUES (now(), 'connection.finished', 'user', 1, 5)");

        var lines = await context.AuditLog.AsNoTracking().OrderBy(entry => entry.Id).ToListAsync();
        Assert.Equal(4, lines.Count);
        Assert.All(lines, line => Assert.Equal((null, null), (line.UserId, line.ConnectionId)));
        Assert.All(lines, line => Assert.True(line.KeepUntil > line.At));
        Assert.Null(lines[2].Person);
        Assert.Single(new[] { lines[0].Person, lines[1].Person, lines[3].Person }.Distinct());
        Assert.Single(new[] { lines[0].Connection, lines[1].Connection, lines[3].Connection }.Distinct());
        Assert.NotNull(lines[0].Connection);
    }

    [Fact]
    public async Task The_trail_is_read_by_filters_page_by_page_newest_first()
    {
        for (var i = 0; i < 5; i++)
        {
            await WriteAsync(new AuditLine(AuditActions.OperatorPrefix + "replay", AuditActors.Operator) { Detail = $"{i}", From = "chat" });
            await WriteAsync(new AuditLine(AuditActions.FlowExpired, AuditActors.System));
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        var filter = new AuditFilter { ActionPrefix = AuditActions.OperatorPrefix, Actor = AuditActors.Operator };
        await using var context = _database.NewContext();
        var trail = new AuditTrail(context);
        var first = await trail.ReadAsync(filter, 2, default);
        var second = await trail.ReadAsync(filter with { Before = first.Next }, 2, default);
        var third = await trail.ReadAsync(filter with { Before = second.Next }, 2, default);

        Assert.Equal(["4", "3"], first.Lines.Select(line => line.Detail));
        Assert.Equal(["2", "1"], second.Lines.Select(line => line.Detail));
        Assert.Equal(("0", null), (Assert.Single(third.Lines).Detail, third.Next));
        Assert.EndsWith("chat", first.Lines[0].Source, StringComparison.Ordinal);
        var since = first.Lines[1].At;
        Assert.Equal(2, (await trail.ReadAsync(filter with { From = since }, 200, default)).Lines.Count);
        Assert.Equal(3, (await trail.ReadAsync(filter with { To = since }, 200, default)).Lines.Count);
    }

    private static string Hmac(byte[] key, string message) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(message)));

    private async Task WriteAsync(AuditLine line, TimeSpan? ttl = null)
    {
        await using var context = _database.NewContext();
        var options = Options.Create(new RetentionOptions { Audit = ttl ?? TimeSpan.FromDays(365) });
        new AuditLog(options, new HostingEnvironment { ApplicationName = "test" }, _clock).Add(context, line);
        await context.SaveChangesAsync();
    }

    private async Task<IReadOnlyList<AuditRecord>> TrailAsync(AuditFilter? filter = null)
    {
        await using var context = _database.NewContext();
        return (await new AuditTrail(context).ReadAsync(filter ?? new AuditFilter(), AuditTrail.MaxPage, default)).Lines;
    }

    private async Task<long> AddUserAsync(long telegramId)
    {
        await using var context = _database.NewContext();
        var user = new User { TelegramUserId = new TelegramUserId(telegramId), CreatedAt = _clock.GetUtcNow() };
        context.Users.Add(user);
        await context.SaveChangesAsync();
        return user.Id;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var context = _database.NewContext();
        await context.Database.ExecuteSqlRawAsync(sql);
    }
}
