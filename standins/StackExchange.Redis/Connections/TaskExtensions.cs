namespace StackExchange.Redis.Connections;

internal static class TaskExtensions
{
    /// <summary>Says that nobody will look: a failure is no unobserved exception.</summary>
    public static void Forget(this Task task) =>
        _ = task.ContinueWith(
            faulted => faulted.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
}
