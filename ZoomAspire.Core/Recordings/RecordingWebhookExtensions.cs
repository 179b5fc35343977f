using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>Registers what takes in events about recordings.</summary>
public static class RecordingWebhookExtensions
{
    /// <summary>Registers the handlers of events about recordings and about what is written of them. Needs the database, the queue and the accounts.</summary>
    /// <param name="services">Where they are registered.</param>
    public static IServiceCollection AddRecordingWebhooks(this IServiceCollection services) =>
        services
        .AddSingleton(IntakeTimings.Default)
        .AddSingleton<IntakeBatches>()
        .AddWebhookEventHandler<RecordingIntake>("recording.completed")
        .AddWebhookEventHandler<RecordingChangeIntake>(
            "recording.trashed",
            "recording.deleted",
            "recording.recovered",
            "recording.batch_trashed",
            "recording.batch_deleted",
            "recording.batch_recovered")
        .AddWebhookEventHandler<NotesIntake>(
            "recording.transcript_completed",
            "meeting.aic_transcript_completed",
            "meeting.summary_completed",
            "meeting.summary_updated",
            "meeting.summary_recovered",
            NotesIntake.SummaryTrashed,
            NotesIntake.SummaryDeleted);
}
