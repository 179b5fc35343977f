using System.Diagnostics;
using System.Threading.Channels;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Bench;

/// <summary>The worker's queue as it is in production, with a handler that only says when it was called.</summary>
internal sealed class BenchWorker : IAsyncDisposable
{
    private readonly IHost _host;

    private BenchWorker(IHost host) => _host = host;

    /// <summary>What was begun, with <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public ChannelReader<(Guid Job, long At)> Begun => _host.Services.GetRequiredService<BegunJobs>().Reader;

    public JobHints Hints => _host.Services.GetRequiredService<JobHints>();

    public static async Task<BenchWorker> StartAsync(bool hangs, CancellationToken cancellationToken)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddEnvironmentVariables();
        builder.Services.AddMetrics();
        builder.AddZoomAspireData();
        builder.AddRedisClient(RedisOptions.ConnectionName);
        builder.AddJobWorker();
        builder.Services.AddSingleton(new BegunJobs(hangs));
        builder.Services.AddJobHandler<BenchHandler>(JobKind.FetchMeeting);
        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        return new BenchWorker(host);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    private sealed class BegunJobs(bool hangs)
    {
        private readonly Channel<(Guid Job, long At)> _channel = Channel.CreateUnbounded<(Guid Job, long At)>();

        public bool Hangs => hangs;

        public ChannelReader<(Guid Job, long At)> Reader => _channel.Reader;

        public void Add(Guid job) => _channel.Writer.TryWrite((job, Stopwatch.GetTimestamp()));
    }

    private sealed class BenchHandler(BegunJobs begun) : IJobHandler
    {
        public Task HandleAsync(JobLease job, CancellationToken cancellationToken)
        {
            begun.Add(job.Id);
            return begun.Hangs ? Task.Delay(Timeout.Infinite, cancellationToken) : Task.CompletedTask;
        }

        public Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

/// <summary>A worker in a process of its own, to be killed: it takes jobs and never comes to an end with them.</summary>
internal static class WorkerChild
{
    public const string Command = "--worker";

    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var worker = await BenchWorker.StartAsync(hangs: true, cancellationToken);
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }
}
