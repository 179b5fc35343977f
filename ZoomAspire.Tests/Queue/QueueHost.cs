using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Queue;

/// <summary>A worker with handlers that do what the test says, on a database and a Redis of the test's own.</summary>
internal sealed class QueueHost : IAsyncDisposable
{
    /// <summary>Nobody listens here.</summary>
    public const string NoRedis = "127.0.0.1:1,abortConnect=false,connectTimeout=200";

    private readonly IHost _host;

    private QueueHost(IHost host) => _host = host;

    public JobStore Store => _host.Services.GetRequiredService<JobStore>();

    public JobHints Hints => _host.Services.GetRequiredService<JobHints>();

    public HandlerScript Script => _host.Services.GetRequiredService<HandlerScript>();

    public IServiceProvider Services => _host.Services;

    /// <summary>Everything registered, nothing running.</summary>
    public static QueueHost Create(
        TestDatabase database, string redis, Action<QueueOptions>? configure = null, QueueTimings? timings = null, params JobKind[] kinds)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:redis"] = redis });
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services.AddMetrics();
        builder.Services.AddDbContext<ZoomAspireContext>(options => options.UseNpgsql(database.ConnectionString));
        builder.AddRedisClient("redis", settings => settings.DisableHealthChecks = true);
        builder.Services.AddSingleton(timings ?? Fast);
        builder.Services.AddSingleton(ReadyDatabase());
        builder.AddJobWorker();
        builder.Services.Configure(configure ?? (_ => { }));
        builder.Services.AddSingleton<HandlerScript>();
        foreach (var kind in kinds is [] ? [JobKind.FetchMeeting, JobKind.StageRecording] : kinds)
        {
            builder.Services.AddJobHandler<ScriptedHandler>(kind);
        }

        return new QueueHost(builder.Build());
    }

    public static async Task<QueueHost> StartAsync(
        TestDatabase database,
        string redis,
        Func<JobLease, ZoomAspireContext, CancellationToken, Task> handle,
        Action<QueueOptions>? configure = null,
        QueueTimings? timings = null,
        params JobKind[] kinds)
    {
        var host = Create(database, redis, configure, timings, kinds);
        host.Script.Handle = handle;
        await host._host.StartAsync();
        return host;
    }

    public static QueueTimings Fast { get; } = new()
    {
        Lease = TimeSpan.FromSeconds(20),
        Heartbeat = TimeSpan.FromMilliseconds(100),
        LeaseMargin = TimeSpan.FromSeconds(2),
        SettleAgain = TimeSpan.FromMilliseconds(100),
        Dispatch = TimeSpan.FromMilliseconds(100),
        HintAgain = TimeSpan.FromMilliseconds(300),
        StreamBlock = TimeSpan.FromMilliseconds(200),
        HintLost = TimeSpan.FromMilliseconds(500),
        ConsumerVanished = TimeSpan.FromSeconds(1),
        Sweep = TimeSpan.FromMilliseconds(200),
        ShutdownGrace = TimeSpan.FromMilliseconds(300),
    };

    public static async Task<long> AddTenantAsync(TestDatabase database)
    {
        await using var context = database.NewContext();
        var user = new User { TelegramUserId = new TelegramUserId(Random.Shared.NextInt64(1L << 50)), CreatedAt = TimeProvider.System.GetUtcNow() };
        context.Users.Add(user);
        await context.SaveChangesAsync();
        return user.Id;
    }

    /// <summary>Adds jobs without hinting at them.</summary>
    public static async Task<List<Guid>> AddJobsAsync(TestDatabase database, long tenantId, int count, JobKind kind = JobKind.FetchMeeting)
    {
        await using var context = database.NewContext();
        var ids = Enumerable.Range(0, count).Select(subject => JobQueue.Add(context, kind, subject, tenantId).Id).ToList();
        await context.SaveChangesAsync();
        return ids;
    }

    public static async Task<Job> JobAsync(TestDatabase database, Guid id)
    {
        await using var context = database.NewContext();
        return await context.Jobs.AsNoTracking().SingleAsync(job => job.Id == id);
    }

    public static Task<Job> JobWithAsync(TestDatabase database, Guid id, JobStatus status) =>
        Eventually.GetAsync(async () => await JobAsync(database, id) is { } job && job.Status == status ? job : null, $"the job is {status}");

    /// <summary>What a worker that died leaves behind: its lease has run out.</summary>
    public static async Task EndLeaseAsync(TestDatabase database, Guid id, bool longAgo = false)
    {
        var ago = longAgo ? TimeSpan.FromMinutes(11) : TimeSpan.FromSeconds(1);
        await using var context = database.NewContext();
        await context.Database.ExecuteSqlAsync($"UPDATE jobs SET lease_until = now() - {ago} WHERE id = {id}");
    }

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    private static DatabaseReadiness ReadyDatabase()
    {
        var readiness = new DatabaseReadiness();
        readiness.MarkReady();
        return readiness;
    }
}

/// <summary>What the handlers do, and what they did.</summary>
internal sealed class HandlerScript
{
    public Func<JobLease, ZoomAspireContext, CancellationToken, Task> Handle { get; set; } = (_, _, _) => Task.CompletedTask;

    public Action Stop { get; set; } = () => { };

    public ConcurrentQueue<Guid> Handled { get; } = [];

    public ConcurrentQueue<(Guid Job, JobStatus Status, JobFailure Failure)> Stopped { get; } = [];
}

internal sealed class ScriptedHandler(HandlerScript script, ZoomAspireContext context) : IJobHandler
{
    public async Task HandleAsync(JobLease job, CancellationToken cancellationToken)
    {
        script.Handled.Enqueue(job.Id);
        await script.Handle(job, context, cancellationToken);
    }

    public Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken)
    {
        script.Stop();
        script.Stopped.Enqueue((job.Id, status, failure));
        return Task.CompletedTask;
    }
}
