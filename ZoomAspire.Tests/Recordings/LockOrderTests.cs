using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Tests.Infrastructure;
using ZoomAspire.Tests.Queue;

namespace ZoomAspire.Tests.Recordings;

/// <summary>Whoever changes many rows at once waits for the first of them with none of the others in hand.</summary>
public sealed class LockOrderTests : IAsyncLifetime
{
    private const int Count = 20;

    // The lowest id is written last, about the last subject: in every order but that of the ids it comes at the end.
    private static readonly Guid First = Id(0);

    private static readonly string[] All =
        ["ended", "suspended", "restored", "resume after reconnecting", "resume reachable", "replay"];

    private TestDatabase _database = null!;
    private QueueHost _host = null!;
    private long _connectionId;

    public static TheoryData<string> Statements => [.. All];

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _host = QueueHost.Create(_database, QueueHost.NoRedis);
        _connectionId = await AddRowsAsync();
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task Jobs_are_locked_in_the_order_of_their_ids(string statement)
    {
        await PrepareAsync(statement);
        await using var blocker = new NpgsqlConnection(_database.ConnectionString);
        await blocker.OpenAsync();
        await using var transaction = await blocker.BeginTransactionAsync();
        await ExecuteAsync(blocker, $"SELECT 1 FROM jobs WHERE id = '{First}' FOR UPDATE");

        var change = RunAsync(statement);
        await Eventually.HoldsAsync(SomebodyWaitsAsync, "the statement waits for the first job");

        // Fails at once if the one who waits holds any of them.
        await ExecuteAsync(blocker, $"SELECT 1 FROM jobs WHERE id <> '{First}' FOR UPDATE NOWAIT");
        await transaction.RollbackAsync();
        await change;
        await using var context = _database.NewContext();
        Assert.Equal(1, await context.Jobs.Select(job => job.Status).Distinct().CountAsync());
        Assert.NotEqual(JobStatus.Running, await context.Jobs.Select(job => job.Status).FirstAsync());
    }

    [Fact]
    public async Task All_of_them_at_once_never_wait_in_a_circle()
    {
        await PrepareAsync("ended");

        await Parallel.ForEachAsync(
            Enumerable.Range(0, 120),
            new ParallelOptions { MaxDegreeOfParallelism = 12 },
            async (round, _) =>
            {
                // Back and forth, so that everybody finds something to change.
                if (round % 3 == 0)
                {
                    await using var context = _database.NewContext();
                    await context.Database.ExecuteSqlAsync(
                        $"""
                        WITH locked AS (SELECT id FROM jobs ORDER BY id FOR UPDATE)
                        UPDATE jobs j SET status = 'parked', failure_kind = 'needs_reauth' FROM locked WHERE j.id = locked.id
                        """,
                        default);
                }

                await RunAsync(All[round % All.Length]);
            });
    }

    [Theory]
    [InlineData("deleted at Zoom", "recordings")]
    [InlineData("deleted at Zoom", "deliveries")]
    [InlineData("swept", "meetings")]
    [InlineData("purged", "meetings")]
    [InlineData("purged", "recordings")]
    [InlineData("purged", "deliveries")]
    public async Task Other_rows_are_too(string what, string table)
    {
        await using var blocker = new NpgsqlConnection(_database.ConnectionString);
        await blocker.OpenAsync();
        // Written anew it is the last that is met, but for who goes by the ids.
        await ExecuteAsync(blocker, "UPDATE deliveries SET state = 'pending'");
        await ExecuteAsync(blocker, $"UPDATE {table} SET id = id WHERE id = (SELECT min(id) FROM {table})");
        await using var transaction = await blocker.BeginTransactionAsync();
        await ExecuteAsync(blocker, $"SELECT 1 FROM {table} ORDER BY id LIMIT 1 FOR UPDATE");

        var change = ChangeAsync(what);
        await Eventually.HoldsAsync(SomebodyWaitsAsync, "the statement waits for the first row");

        await ExecuteAsync(blocker, $"SELECT 1 FROM {table} WHERE id > (SELECT min(id) FROM {table}) FOR UPDATE NOWAIT");
        await transaction.RollbackAsync();
        await change;
    }

    [Fact]
    public async Task A_group_that_becomes_a_supergroup_waits_for_its_deliveries_with_no_route_in_hand()
    {
        await using var blocker = new NpgsqlConnection(_database.ConnectionString);
        await blocker.OpenAsync();
        await ExecuteAsync(
            blocker,
            $"INSERT INTO routes (user_id, connection_id, destination_id) SELECT d.user_id, {_connectionId}, d.id FROM destinations d");
        await using var transaction = await blocker.BeginTransactionAsync();
        await ExecuteAsync(blocker, "SELECT 1 FROM deliveries ORDER BY id LIMIT 1 FOR UPDATE");

        await using var context = _database.NewContext();
        var following = new GroupMigration(context).FollowAsync(new TelegramChatId(1), new TelegramChatId(-1001), default);
        await Eventually.HoldsAsync(SomebodyWaitsAsync, "the migration waits for the first delivery");

        await ExecuteAsync(blocker, "SELECT 1 FROM routes FOR UPDATE NOWAIT");
        await transaction.RollbackAsync();
        await following;
    }

    private async Task ChangeAsync(string what)
    {
        await using var context = _database.NewContext();
        var uuids = Enumerable.Range(1, Count).Select(number => new MeetingUuid($"{number}")).ToList();
        switch (what)
        {
            case "deleted at Zoom":
                var payload = JsonSerializer.SerializeToElement(new
                {
                    account_id = "a",
                    @object = new { meeting_uuids = uuids.Select(uuid => uuid.Value) },
                });
                var outcome = await new RecordingChangeIntake(context, Options.Create(new ZoomOptions { ClientId = "c" }), TimeProvider.System)
                    .TakeInAsync(new WebhookEnvelope("recording.batch_deleted", TimeProvider.System.GetUtcNow(), payload), default);
                Assert.Equal(WebhookOutcome.Accepted, outcome);
                break;
            case "swept":
                await InTransactionAsync(context, () => MeetingRows.LockAsync(context, uuids, default));
                break;
            default:
                long[] ids = [.. await context.Meetings.Select(meeting => meeting.Id).ToListAsync()];
                await InTransactionAsync(context, () => PersonalRows.LockAsync(context, ids, default));
                break;
        }
    }

    private static Guid Id(int number) => Guid.Parse(string.Create(CultureInfo.InvariantCulture, $"00000000-0000-7000-8000-{number:d12}"));

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    // Outside the transaction, within which this view stands still.
    private async Task<bool> SomebodyWaitsAsync()
    {
        await using var connection = new NpgsqlConnection(_database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'", connection);
        return (long)(await command.ExecuteScalarAsync())! > 0;
    }

    private async Task<long> AddRowsAsync()
    {
        await using var context = _database.NewContext();
        return await context.Database.SqlQuery<long>(
            $"""
            WITH u AS (INSERT INTO users (created_at) VALUES (now()) RETURNING id),
            t AS (INSERT INTO destinations (user_id, chat_id, kind, state, created_at)
                  SELECT id, 1, 'group', 'active', now() FROM u RETURNING id),
            c AS (INSERT INTO connections (user_id, provider, client_id, external_user_id, account_id, access_token_expires_at, scopes,
                                           status, refresh_error_count, authorized_at, version)
                  SELECT id, 'zoom', 'c', 'h', 'a', now(), '', 'active', 0, now(), 0 FROM u RETURNING id),
            m AS (INSERT INTO meetings (provider, zoom_meeting_uuid, zoom_meeting_id, owner_zoom_user_id, connection_id, topic,
                                        duration_minutes, created_at)
                  SELECT 'zoom', n, 1, 'h', c.id, '', 0, now() FROM c, generate_series(1, {Count}) n RETURNING id),
            r AS (INSERT INTO recordings (meeting_id, file_id, file_type, status, created_at)
                  SELECT id, 'f', 'M4A', 'pending', now() FROM m RETURNING id),
            d AS (INSERT INTO deliveries (recording_id, destination_id, state, requested_at)
                  SELECT r.id, t.id, 'failed', now() FROM r, t RETURNING id)
            SELECT c.id AS "Value" FROM c WHERE (SELECT count(*) FROM d) > 0
            """).AsAsyncEnumerable().SingleAsync();
    }

    // The last written has the first id.
    private async Task PrepareAsync(string statement)
    {
        var (kind, status, failure) = statement switch
        {
            "ended" or "suspended" => ("fetch_meeting", "queued", null),
            "restored" or "resume after reconnecting" => ("fetch_meeting", "parked", "needs_reauth"),
            "resume reachable" => ("deliver_recording", "parked", "unreachable"),
            _ => ("fetch_meeting", "dead", (string?)null),
        };
        var table = kind == "deliver_recording" ? "deliveries" : "meetings";
        await using var connection = new NpgsqlConnection(_database.ConnectionString);
        await connection.OpenAsync();
        await ExecuteAsync(
            connection,
            $"""
            INSERT INTO jobs (id, kind, subject_id, tenant_id, status, attempts, takeovers, failures, failure_kind, hinted_at)
            SELECT ('00000000-0000-7000-8000-' || lpad(({Count} - row_number() OVER (ORDER BY s.id))::text, 12, '0'))::uuid,
                   '{kind}', s.id, (SELECT id FROM users), '{status}', 0, 0, 0, {(failure is null ? "NULL" : $"'{failure}'")}, NULL
            FROM {table} s ORDER BY s.id
            """);
    }

    private async Task RunAsync(string statement)
    {
        await using var context = _database.NewContext();
        var follower = new ConnectionFollower();
        var parked = new ParkedWork(context);
        switch (statement)
        {
            case "ended":
                await InTransactionAsync(context, () => follower.EndedAsync(context, _connectionId, default));
                break;
            case "suspended":
                await InTransactionAsync(context, () => follower.SuspendedAsync(context, _connectionId, default));
                // Otherwise there were ever more of them. Rounds that do so at once find several: they, too, go by the ids.
                await context.Database.ExecuteSqlAsync(
                    $"""
                    WITH locked AS (SELECT id FROM jobs WHERE kind = 'ask_to_reconnect' ORDER BY id FOR UPDATE)
                    DELETE FROM jobs j USING locked WHERE j.id = locked.id
                    """);
                break;
            case "restored":
                await InTransactionAsync(context, () => follower.RestoredAsync(context, _connectionId, default));
                break;
            case "replay":
                await new DeadLetters(
                    context,
                    _host.Services.GetRequiredService<JobHints>(),
                    _host.Services.GetRequiredService<AuditLog>(),
                    [new ReplayedDeliveries()]).ReplayAllAsync(default);
                break;
            default:
                await parked.ResumeAsync(default);
                break;
        }
    }

    private static async Task InTransactionAsync(ZoomAspireContext context, Func<Task> act)
    {
        await using var transaction = await context.Database.BeginTransactionAsync();
        await act();
        await transaction.CommitAsync();
    }
}
