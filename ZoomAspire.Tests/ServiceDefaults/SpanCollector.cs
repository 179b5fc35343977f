using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;

namespace ZoomAspire.Tests.ServiceDefaults;

/// <summary>An exporter that keeps what would be exported.</summary>
internal sealed class SpanCollector : BaseExporter<Activity>
{
    public ConcurrentQueue<Activity> Spans { get; } = new();

    public override ExportResult Export(in Batch<Activity> batch)
    {
        foreach (var span in batch)
        {
            Spans.Enqueue(span);
        }

        return ExportResult.Success;
    }

    /// <summary>All that a span would tell.</summary>
    public static string TextOf(Activity span) => string.Join(' ', [
        span.DisplayName, span.StatusDescription, span.TraceStateString,
        .. span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"),
        .. span.Events.SelectMany(happened => happened.Tags.Select(tag => $"{tag.Key}={tag.Value}")),
        .. span.Baggage.Select(item => $"{item.Key}={item.Value}")]);
}
