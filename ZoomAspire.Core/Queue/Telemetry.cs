using System.Diagnostics;

namespace ZoomAspire.Core.Queue;

/// <summary>The spans of jobs and of hints at them.</summary>
internal static class Telemetry
{
    /// <summary>Name of our activity source and of our meter.</summary>
    public const string Name = "ZoomAspire";

    private static readonly ActivitySource Source = new(Name);

    /// <summary>
    /// Starts the span of an attempt. The first continues the trace of what caused the job; later ones, and those of what was queued again
    /// after it had waited or was dead, come long after and are traces of their own, linked to it.
    /// </summary>
    public static Activity? StartAttempt(ClaimedJob job)
    {
        var name = $"job {job.Kind}";
        var cause = ActivityContext.TryParse(job.TraceParent, job.TraceState, isRemote: true, out var context) ? context : default;
        var activity = job is { Attempts: 1, ReleasedAt: null }
            ? Source.StartActivity(name, ActivityKind.Consumer, cause)
            : StartLinked(name, cause);
        return activity?.SetTag("job.id", job.Id).SetTag("job.attempt", job.Attempts).SetTag("job.subject", job.SubjectId)
            .SetTag("job.replayed", job.ReleasedAt is not null);
    }

    /// <summary>Starts the span of telling the workers about jobs.</summary>
    /// <param name="count">How many jobs.</param>
    public static Activity? StartHint(int count) => Source.StartActivity("hint jobs", ActivityKind.Producer)
        ?.SetTag("messaging.system", "redis").SetTag("messaging.destination.name", RedisJobStream.Key).SetTag("messaging.batch.message_count", count);

    private static Activity? StartLinked(string name, ActivityContext cause)
    {
        Activity.Current = null;
        return Source.StartActivity(
            ActivityKind.Consumer, parentContext: default, links: cause == default ? [] : [new ActivityLink(cause)], name: name);
    }
}
