using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Operator;
using ZoomAspire.Core.Queue;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Operator;

public sealed class SignalRecorderTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Processes_add_up_what_they_count_and_keep_the_lowest_level()
    {
        await using var one = await ProcessAsync();
        await using var other = await ProcessAsync();

        one.Queue.Attempted(JobKind.FetchMeeting, AttemptOutcome.Done, TimeSpan.FromSeconds(3));
        one.Queue.Attempted(JobKind.FetchMeeting, AttemptOutcome.Retried, TimeSpan.FromSeconds(3));
        one.Queue.Measured(new QueueDepth(40, 12));
        await one.Recorder.FlushAsync(default);
        other.Queue.Attempted(JobKind.StageRecording, AttemptOutcome.Dead, TimeSpan.FromSeconds(3));
        other.Queue.Measured(new QueueDepth(7, 2));
        await other.Recorder.FlushAsync(default);

        Assert.Equal(3, await TotalAsync("attempts"));
        Assert.Equal(2, await TotalAsync("attempts_failed"));
        await using var context = _database.NewContext();
        Assert.Equal(7, await context.OperatorSignals.Where(signal => signal.Name == "queue_depth").MinAsync(signal => signal.Lowest));
    }

    [Fact]
    public async Task What_nobody_has_measured_is_no_level()
    {
        await using var process = await ProcessAsync();

        await process.Recorder.FlushAsync(default);

        await using var context = _database.NewContext();
        Assert.Equal(0, await context.OperatorSignals.CountAsync(signal => signal.Name == "queue_depth"));
    }

    [Fact]
    public async Task What_could_not_be_written_is_written_later()
    {
        await using var process = await ProcessAsync();
        process.Queue.Attempted(JobKind.FetchMeeting, AttemptOutcome.Done, TimeSpan.Zero);
        await RenameAsync("operator_signals", "hidden");
        await Assert.ThrowsAnyAsync<Exception>(() => process.Recorder.FlushAsync(default));
        process.Queue.Attempted(JobKind.FetchMeeting, AttemptOutcome.Done, TimeSpan.Zero);
        await RenameAsync("hidden", "operator_signals");

        await process.Recorder.FlushAsync(default);

        Assert.Equal(2, await TotalAsync("attempts"));
    }

    [Fact]
    public async Task A_process_that_stops_writes_what_it_has_counted()
    {
        var process = await ProcessAsync();
        process.Queue.Attempted(JobKind.FetchMeeting, AttemptOutcome.Done, TimeSpan.Zero);

        await process.DisposeAsync();

        Assert.Equal(1, await TotalAsync("attempts"));
    }

    private async Task<CountingProcess> ProcessAsync()
    {
        var services = new ServiceCollection()
            .AddMetrics()
            .AddDbContext<ZoomAspireContext>(options => options.UseNpgsql(_database.ConnectionString))
            .AddScoped<SignalStore>()
            .AddSingleton<QueueMetrics>()
            .BuildServiceProvider();
        var recorder = new SignalRecorder(
            new AlertRules(Options.Create(new AlertOptions())),
            services.GetRequiredService<IMeterFactory>(),
            services.GetRequiredService<IServiceScopeFactory>(),
            new DatabaseReadiness(), // Never ready: it writes when the test says so, and when it stops.
            TimeProvider.System,
            NullLogger<SignalRecorder>.Instance);
        await recorder.StartAsync(default);
        return new CountingProcess(services, recorder);
    }

    private async Task<double> TotalAsync(string name)
    {
        await using var context = _database.NewContext();
        return await context.OperatorSignals.Where(signal => signal.Name == name).SumAsync(signal => signal.Total);
    }

    private async Task RenameAsync(string from, string to)
    {
        await using var context = _database.NewContext();
        var statement = $"ALTER TABLE {from} RENAME TO {to}";
        await context.Database.ExecuteSqlRawAsync(statement);
    }

    private sealed record CountingProcess(ServiceProvider Services, SignalRecorder Recorder) : IAsyncDisposable
    {
        public QueueMetrics Queue => Services.GetRequiredService<QueueMetrics>();

        public async ValueTask DisposeAsync()
        {
            await Recorder.StopAsync(default);
            Recorder.Dispose();
            await Services.DisposeAsync();
        }
    }
}
