using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Queue;

public sealed class DeadLettersTests : IAsyncLifetime
{
    private static readonly TelegramUserId Operator = new(77);

    private TestDatabase _database = null!;
    private QueueHost _host = null!;
    private long _tenant;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _host = QueueHost.Create(_database, QueueHost.NoRedis);
        _tenant = await QueueHost.AddTenantAsync(_database);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task One_or_a_kind_or_all_are_replayed_and_nothing_else()
    {
        var fetches = await BuryAsync(JobKind.FetchMeeting, 3);
        var stagings = await BuryAsync(JobKind.StageRecording, 2);

        Assert.Equal(1, await WithAsync(letters => letters.ReplayAsync(DeadLetterScope.One(fetches[0]), default)));
        Assert.Equal(4, await DeadAsync());
        Assert.Equal(2, await WithAsync(letters => letters.ReplayAsync(DeadLetterScope.OfKind(JobKind.StageRecording), default)));
        foreach (var id in stagings)
        {
            Assert.Equal(JobStatus.Queued, (await QueueHost.JobAsync(_database, id)).Status);
        }

        Assert.Equal(2, await WithAsync(letters => letters.ReplayAsync(DeadLetterScope.All, default)));
        Assert.Equal(0, await DeadAsync());
    }

    [Fact]
    public async Task Deleting_leaves_a_line_in_the_audit_log_for_each()
    {
        var ids = await BuryAsync(JobKind.FetchMeeting, 2);
        var other = Assert.Single(await BuryAsync(JobKind.StageRecording, 1));

        Assert.Equal(1, await WithAsync(letters => letters.DeleteAsync(DeadLetterScope.One(ids[0]), Operator, default)));
        Assert.Equal(1, await WithAsync(letters => letters.DeleteAsync(DeadLetterScope.OfKind(JobKind.FetchMeeting), Operator, default)));

        Assert.Equal(JobStatus.Dead, (await QueueHost.JobAsync(_database, other)).Status);
        await using var context = _database.NewContext();
        Assert.Equal(1, await context.Jobs.CountAsync());
        var lines = await context.AuditLog.ToListAsync();
        Assert.Equal(2, lines.Count);
        Assert.All(lines, line =>
        {
            Assert.Equal((AuditActions.DeadLetterDeleted, AuditActors.Operator), (line.Action, line.Actor));
            Assert.NotNull(line.Person);
            Assert.EndsWith("Telegram user 77", line.Source, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task What_has_been_replayed_is_not_deleted()
    {
        var id = Assert.Single(await BuryAsync(JobKind.FetchMeeting, 1));
        await WithAsync(letters => letters.ReplayAsync(DeadLetterScope.All, default));

        Assert.Equal(0, await WithAsync(letters => letters.DeleteAsync(DeadLetterScope.One(id), Operator, default)));
        Assert.Equal(JobStatus.Queued, (await QueueHost.JobAsync(_database, id)).Status);
    }

    [Fact]
    public async Task They_are_counted_by_kind_and_failure_and_shown_page_by_page()
    {
        await BuryAsync(JobKind.FetchMeeting, 3);
        await BuryAsync(JobKind.StageRecording, 1);

        var counts = await WithAsync(letters => letters.CountAsync(default));
        var pages = new[]
        {
            await WithAsync(letters => letters.ListAsync(0, 3, default)), await WithAsync(letters => letters.ListAsync(3, 3, default)),
        };

        Assert.Equal(new DeadLetterCount(JobKind.FetchMeeting, FailureKind.Permanent, 3), counts[0]);
        Assert.Equal(4, pages.SelectMany(page => page).Select(letter => letter.Id).Distinct().Count());
    }

    [Theory]
    [InlineData("all")]
    [InlineData("fetch_meeting")]
    [InlineData("tell_unreachable")]
    [InlineData("0193a1b2c3d47e5f8a9b0c1d2e3f4a5b")]
    public void A_scope_is_read_as_it_was_written(string text) => Assert.Equal(text, DeadLetterScope.TryParse(text)?.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("everything")]
    [InlineData("0")]
    [InlineData("FetchMeeting")]
    public void Nonsense_is_no_scope(string text) => Assert.Null(DeadLetterScope.TryParse(text));

    [Fact]
    public async Task While_Redis_is_away_a_worker_is_not_held_up_by_kinds_that_only_a_newer_version_knows()
    {
        await QueueHost.AddJobsAsync(_database, _tenant, 2, JobKind.TellUnreachable);
        await using (var context = _database.NewContext())
        {
            await context.Database.ExecuteSqlAsync($"UPDATE jobs SET kind = 'of_the_future', next_attempt_at = now() - interval '1 hour'");
        }

        var known = await QueueHost.AddJobsAsync(_database, _tenant, 1);

        Assert.Equal(known, await _host.Store.FindDueAsync(10, default));
    }

    [Fact]
    public async Task A_job_that_failed_in_a_way_which_only_a_newer_version_knows_is_claimed_all_the_same()
    {
        var id = Assert.Single(await QueueHost.AddJobsAsync(_database, _tenant, 1));
        await using (var context = _database.NewContext())
        {
            await context.Database.ExecuteSqlAsync($"UPDATE jobs SET failure_kind = 'of_the_future', failures = 3");
        }

        var claimed = await _host.Store.ClaimAsync(id, default);

        Assert.NotNull(claimed);
        Assert.Equal(1, claimed.FailuresWith(FailureKind.Transient));
    }

    [Theory]
    [InlineData("kind")]
    [InlineData("failure_kind")]
    public async Task Letters_that_only_a_newer_version_can_read_do_not_hide_the_others(string column)
    {
        var unknown = Assert.Single(await BuryAsync(JobKind.StageRecording, 1));
        var known = Assert.Single(await BuryAsync(JobKind.FetchMeeting, 1));
        await using var context = _database.NewContext();
        await (column == "kind"
            ? context.Database.ExecuteSqlAsync($"UPDATE jobs SET kind = 'of_the_future' WHERE id = {unknown}")
            : context.Database.ExecuteSqlAsync($"UPDATE jobs SET failure_kind = 'of_the_future' WHERE id = {unknown}"));
        await using var scope = _host.Services.CreateAsyncScope();
        var letters = scope.ServiceProvider.GetRequiredService<DeadLetters>();

        Assert.Equal(known, Assert.Single(await letters.ListAsync(10, default)).Id);
        Assert.Equal(JobKind.FetchMeeting, Assert.Single(await letters.CountAsync(default)).Kind);
        Assert.Equal(1, await letters.ReplayAllAsync(default));
    }

    private async Task<List<Guid>> BuryAsync(JobKind kind, int count)
    {
        var ids = await QueueHost.AddJobsAsync(_database, _tenant, count, kind);
        await using var context = _database.NewContext();
        await context.Database.ExecuteSqlAsync(
            $"UPDATE jobs SET status = 'dead', failure_kind = 'permanent', last_error = 'No.', finished_at = now() WHERE id = ANY ({ids})");
        return ids;
    }

    private async Task<int> DeadAsync() => (await WithAsync(letters => letters.ListAsync(100, default))).Count;

    private async Task<T> WithAsync<T>(Func<DeadLetters, Task<T>> act)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<DeadLetters>());
    }
}
