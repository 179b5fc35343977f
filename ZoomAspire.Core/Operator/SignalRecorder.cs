using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Core.Operator;

/// <summary>
/// Listens to this process's instruments and adds what the rules of alerts look at to what the other processes have counted. While the
/// database is away it is kept, and added to the minute in which the database is back.
/// </summary>
/// <param name="rules">Say which instruments.</param>
/// <param name="meters">Makes this process's meters: others in the same process, as in tests, are not listened to.</param>
/// <param name="scopes">Makes scopes.</param>
/// <param name="readiness">Says when there is a schema.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of failures.</param>
internal sealed partial class SignalRecorder(
    AlertRules rules,
    IMeterFactory meters,
    IServiceScopeFactory scopes,
    DatabaseReadiness readiness,
    TimeProvider time,
    ILogger<SignalRecorder> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LastChance = TimeSpan.FromSeconds(2);

    private readonly Lock _counting = new();
    private readonly MeterListener _listener = new();
    private Dictionary<string, SignalCount> _counted = [];

    /// <inheritdoc />
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, meters) && SignalsOf(instrument) is { Length: > 0 } signals)
            {
                listener.EnableMeasurementEvents(instrument, signals);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, labels, state) => Count(value, labels, state));
        _listener.SetMeasurementEventCallback<int>((_, value, labels, state) => Count(value, labels, state));
        _listener.SetMeasurementEventCallback<double>((_, value, labels, state) => Count(value, labels, state));
        _listener.Start();
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bounded.CancelAfter(LastChance);
        await TryFlushAsync(bounded.Token);
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _listener.Dispose();
        base.Dispose();
    }

    /// <summary>Adds what was counted to what all have counted.</summary>
    /// <param name="cancellationToken">Gives up; it is kept for the next time then.</param>
    internal async Task FlushAsync(CancellationToken cancellationToken)
    {
        _listener.RecordObservableInstruments();
        var counted = Take();
        if (counted.Count == 0)
        {
            return;
        }

        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<SignalStore>().AddAsync(counted, cancellationToken);
        }
        catch
        {
            PutBack(counted);
            throw;
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            await TryFlushAsync(stoppingToken);
            await Task.Delay(Interval, time, stoppingToken);
        }
    }

    private async Task TryFlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FlushAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailed(FailureClassifier.Classify(exception).Reason);
        }
        catch (OperationCanceledException)
        {
            // It stops, and the database did not answer in time: what was counted is lost.
        }
    }

    private Signal[] SignalsOf(Instrument instrument) => [.. rules.Signals.Where(signal => signal.Instrument == instrument.Name)];

    private void Count(double value, ReadOnlySpan<KeyValuePair<string, object?>> labels, object? state)
    {
        foreach (var signal in (Signal[])state!)
        {
            if (signal.Read(value, labels) is { } counted)
            {
                Add(signal.Name, new SignalCount(counted, counted));
            }
        }
    }

    private void Add(string name, SignalCount count)
    {
        lock (_counting)
        {
            _counted[name] = _counted.TryGetValue(name, out var before) ? before.And(count) : count;
        }
    }

    private Dictionary<string, SignalCount> Take()
    {
        lock (_counting)
        {
            var counted = _counted;
            _counted = [];
            return counted;
        }
    }

    private void PutBack(Dictionary<string, SignalCount> counted)
    {
        foreach (var (name, count) in counted)
        {
            Add(name, count);
        }
    }

    [LoggerMessage(LogLevel.Warning, "What the alerts look at could not be written and is kept: {Reason}")]
    private partial void LogFailed(string reason);
}
