using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Tests.Infrastructure;
using ZoomAspire.Tests.Queue;

namespace ZoomAspire.Tests.Recordings;

/// <summary>Events that arrive at the same time are taken in together.</summary>
public sealed class IntakeBatchesTests : IAsyncLifetime
{
    private const int Many = 200;
    private const int Few = 10;

    private PipelineScene _scene = null!;

    public async Task InitializeAsync() => _scene = await PipelineScene.CreateAsync();

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task Events_that_arrive_together_share_transactions_and_each_has_its_job()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, Many).Select(number => TakeInAsync(Event($"meeting {number}"))));

        Assert.All(outcomes, outcome => Assert.Equal(WebhookOutcome.Accepted, outcome));
        await ExpectOneJobEachAsync(Many);
        Assert.InRange(await TransactionsAsync(), 1, Many / 2);
    }

    [Fact]
    public async Task What_everybody_sends_twice_at_once_is_one_job_each()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, Many).Select(number => TakeInAsync(Event($"meeting {number / 2}"))));

        Assert.Equal(Many / 2, outcomes.Count(outcome => outcome == WebhookOutcome.Accepted));
        Assert.Equal(Many / 2, outcomes.Count(outcome => outcome == WebhookOutcome.Duplicate));
        Assert.Equal(Many / 2, (await _scene.JobsAsync()).Count);
    }

    [Fact]
    public async Task One_that_cannot_be_stored_takes_nobody_with_it()
    {
        var many = Enumerable.Range(0, Many).Select(number => TakeInAsync(Event($"meeting {number}", number == Many / 2 ? "no\0text" : "text"))).ToList();

        var failures = 0;
        foreach (var one in many)
        {
            try
            {
                Assert.Equal(WebhookOutcome.Accepted, await one);
            }
            catch (Exception exception) when (DatabaseErrors.IsFailure(exception))
            {
                failures++;
            }
        }

        Assert.Equal(1, failures);
        Assert.Equal(Many - 1, (await _scene.JobsAsync()).Count);
    }

    [Fact]
    public async Task A_deletion_in_one_account_holds_up_nobody_elses_events()
    {
        await AddHostOfAnotherAccountAsync();
        await using var deletion = _scene.Database.NewContext();
        await using var transaction = await deletion.Database.BeginTransactionAsync();
        await Tombstones.KeepOutEntriesAsync(deletion, _scene.Host.AccountId, CancellationToken.None);

        var waits = TakeInAsync(Event("meeting of the first"));
        var others = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => TakeInAsync(
            Event($"meeting {number}") with { AccountId = "another", HostId = new ZoomUserId("another") })));

        Assert.All(others, outcome => Assert.Equal(WebhookOutcome.Accepted, outcome));
        await Eventually.HoldsAsync(_scene.SomebodyWaitsAsync, "the event waits");
        Assert.False(waits.IsCompleted);
        await transaction.RollbackAsync();
        Assert.Equal(WebhookOutcome.Accepted, await waits);
    }

    [Fact]
    public async Task A_meeting_that_somebody_else_is_entering_is_waited_for_and_gets_its_job()
    {
        await using var other = _scene.Database.NewContext();
        await using var transaction = await other.Database.BeginTransactionAsync();
        await other.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO meetings (provider, zoom_meeting_uuid, zoom_meeting_id, owner_zoom_user_id, connection_id, user_id, topic, duration_minutes, created_at)
            SELECT 'zoom', 'meeting 1', 1, external_user_id, id, user_id, 'listed', 1, now() FROM connections
            """);

        var first = TakeInAsync(Event("meeting 1"));
        await Eventually.HoldsAsync(_scene.SomebodyWaitsAsync, "the event waits");
        await transaction.CommitAsync();

        Assert.Equal(WebhookOutcome.Accepted, await first);
        Assert.Single(await _scene.JobsAsync());
        Assert.Equal(1, await _scene.ReadAsync(context => context.Meetings.CountAsync()));
    }

    [Fact]
    public async Task Where_a_commit_takes_too_long_each_is_taken_in_by_itself()
    {
        await CommitSlowlyTogetherAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, Few).Select(number => TakeInAsync(Event($"meeting {number}"))));

        Assert.All(outcomes, outcome => Assert.Equal(WebhookOutcome.Accepted, outcome));
        await ExpectOneJobEachAsync(Few);
        Assert.Equal(Few, await TransactionsAsync());
    }

    [Fact]
    public async Task What_was_committed_though_nobody_heard_of_it_is_recognised()
    {
        await using var services = ServicesOf(new UnheardCommits());
        var batches = NewBatches(services.GetRequiredService<IServiceScopeFactory>(), _scene.Services.GetRequiredService<JobHints>());

        var outcomes = await Task.WhenAll(Enumerable.Range(0, Few).Select(number => TakeInAsync(Event($"meeting {number}"), batches)));

        Assert.All(outcomes, outcome => Assert.Equal(WebhookOutcome.Duplicate, outcome));
        await ExpectOneJobEachAsync(Few);
    }

    [Fact]
    public async Task While_Redis_hangs_nobody_waits_for_hints_of_what_others_have_entered()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"{redis.ConnectionString},asyncTimeout=60000");
        await connection.GetDatabase().ExecuteAsync("CLIENT", "PAUSE", 600_000, "ALL");
        // By a clock that stands still: hints are waited for without end.
        var hints = new JobHints(connection, new ManualTimeProvider(), NullLogger<JobHints>.Instance);
        var batches = NewBatches(_scene.Services.GetRequiredService<IServiceScopeFactory>(), hints);

        for (var number = 0; number < Few; number++)
        {
            Assert.Equal(WebhookOutcome.Accepted, await TakeInAsync(Event($"meeting {number}"), batches).WaitAsync(TimeSpan.FromSeconds(30)));
        }

        await ExpectOneJobEachAsync(Few);
        await redis.StopAsync(); // The connection ends without waiting for answers.
    }

    private IntakeBatches NewBatches(IServiceScopeFactory scopes, JobHints hints) =>
        new(scopes, hints, _scene.Services.GetRequiredService<IOptions<ZoomOptions>>(), IntakeTimings.Default, TimeProvider.System);

    private ServiceProvider ServicesOf(IInterceptor interceptor) => new ServiceCollection()
        .AddDbContext<ZoomAspireContext>(options => options.UseNpgsql(_scene.Database.ConnectionString).AddInterceptors(interceptor))
        .BuildServiceProvider();

    // What is written has been written by then. Who comes alone waits for locks without a limit.
    private Task<int> CommitSlowlyTogetherAsync() => _scene.ReadAsync(context => context.Database.ExecuteSqlRawAsync(
        """
        CREATE FUNCTION commit_slowly() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF current_setting('lock_timeout') <> '0' THEN PERFORM pg_sleep(60); END IF;
                RETURN NULL;
            END $$;
        CREATE CONSTRAINT TRIGGER commit_slowly AFTER INSERT ON jobs DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION commit_slowly();
        """));

    private async Task ExpectOneJobEachAsync(int count)
    {
        var subjects = await _scene.ReadAsync(context => context.Jobs.Select(job => job.SubjectId).ToListAsync());
        Assert.Equal(count, subjects.Count);
        Assert.Equal(count, subjects.Distinct().Count());
        Assert.Equal(2 * count, await _scene.ReadAsync(context => context.WebhookEvents.CountAsync()));
    }

    private RecordingCompleted Event(string uuid, string topic = "Board") => new(
        _scene.Host.AccountId, new ZoomUserId(_scene.Host.Id), new MeetingUuid(uuid), 1, topic, null, null, 1, ["file 1", "file 2"]);

    private async Task<WebhookOutcome> TakeInAsync(RecordingCompleted completed, IntakeBatches? batches = null)
    {
        await using var scope = _scene.Services.CreateAsyncScope();
        var intake = batches is null
            ? scope.ServiceProvider.GetRequiredService<RecordingIntake>()
            : ActivatorUtilities.CreateInstance<RecordingIntake>(scope.ServiceProvider, batches);
        return await intake.TakeInAsync(
            new WebhookEnvelope("recording.completed", TimeProvider.System.GetUtcNow(), default), completed, CancellationToken.None);
    }

    private Task<int> TransactionsAsync() => _scene.ReadAsync(context => context.Database
        .SqlQuery<int>($"SELECT count(DISTINCT xmin::text)::int AS \"Value\" FROM jobs").SingleAsync());

    private Task<int> AddHostOfAnotherAccountAsync() => _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
        $"""
        CREATE TABLE copied AS SELECT * FROM connections;
        UPDATE copied SET id = id + 1000, external_user_id = 'another', account_id = 'another';
        INSERT INTO connections SELECT * FROM copied;
        DROP TABLE copied;
        """));

    /// <summary>Commits of which the one who committed gave up waiting to hear.</summary>
    private sealed class UnheardCommits : DbTransactionInterceptor
    {
        public override Task TransactionCommittedAsync(
            DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) =>
            throw new OperationCanceledException();
    }
}
