namespace ZoomAspire.Worker.Maintenance;

/// <summary>Something that is done again and again, by one replica at a time. Must bear being interrupted anywhere.</summary>
/// <param name="Name">Names it in logs, and its lock.</param>
/// <param name="Interval">From the end of one run to the beginning of the next.</param>
/// <param name="RunAsync">Does it, with services of a scope of its own.</param>
internal sealed record MaintenanceTask(
    string Name, TimeSpan Interval, Func<IServiceProvider, CancellationToken, Task> RunAsync);
