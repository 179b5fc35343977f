using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Configuration;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Media;
using ZoomAspire.Core.Notes;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>Registers recordings.</summary>
public static class RecordingsExtensions
{
    /// <summary>
    /// Registers what every service needs that changes connections or chats: their end, their pause and their return reach the
    /// work that belongs to them.
    /// </summary>
    /// <param name="builder">The service's builder.</param>
    public static IHostApplicationBuilder AddRecordings(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddScoped<IConnectionObserver, ConnectionFollower>();
        builder.Services.AddScoped<IConnectionObserver, SweepFollower>();
        builder.Services.AddScoped<IConnectionObserver, WaitedWork>(); // After the one that queues what was parked.
        builder.Services.AddScoped<IReplayObserver, ReplayedDeliveries>();
        builder.Services.AddScoped<ParkedWork>();
        builder.Services.AddScoped<GroupMigration>();
        builder.Services.AddScoped<LatestRecordingRequest>();
        builder.Services.AddScoped<Redelivery>();
        builder.Services.AddScoped<FetchRequest>();
        builder.Services.AddScoped<RecentSeries>();
        builder.Services.AddSettings<PublicOptions>();
        builder.Services.AddScoped<MediaLinks>();
        builder.Services.AddScoped<NotesStore>();
        builder.Services.AddScoped<NotesRequests>();
        builder.Services.AddScoped<SpeakerAudioRequest>();
        builder.Services.AddScoped<TranscriptSearch>();
        builder.Services.AddScoped<SendQuestions>();
        return builder;
    }

    /// <summary>
    /// Registers what people do with their recordings: look at them, have them sent, again or by the month, stop and remove them. Needs the
    /// database, the queue, accounts, Telegram and the rest of recordings.
    /// </summary>
    /// <param name="services">The service's registrations.</param>
    public static IServiceCollection AddRecordingHistory(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddZoomClient();
        services.AddSingleton<ZoomListings>();
        services.AddScoped<RecordedMeetings>();
        services.AddScoped(scope => new RecordingHistory(
            scope.GetRequiredService<ZoomAspireContext>(),
            scope.GetRequiredService<ZoomListings>(),
            scope.GetRequiredService<RecordedMeetings>(),
            scope.GetRequiredService<TimeProvider>()));
        services.AddScoped<RecordingWish>();
        services.AddScoped<BackfillRequest>();
        services.AddScoped<StartedWork>();
        services.AddScoped<DeliveryRemoval>();
        return services;
    }

    /// <summary>
    /// Registers the worker's part: the queue's consumer and dispatcher, the media store, and the handlers from the webhook to
    /// the audio in the chat. Needs the database, Redis, accounts and Telegram.
    /// </summary>
    /// <param name="builder">The worker's builder.</param>
    public static IHostApplicationBuilder AddRecordingPipeline(this IHostApplicationBuilder builder)
    {
        builder.AddRecordings();
        builder.Services.AddRecordingHistory();
        builder.AddJobWorker();
        builder.AddMedia();
        var services = builder.Services;
        services.AddAudioConverter();
        services.AddSingleton<ProgressTeller>();
        services.AddSingleton<UploadProgress>();
        services.AddSingleton<SharedFiles>();
        services.AddHostedService(provider => provider.GetRequiredService<SharedFiles>());
        services.AddScoped<RecordingFitter>();
        services.AddScoped<AudioButtons>();
        services.AddSingleton<PipelineMetrics>();
        services.AddSingleton<LateAnnouncement>();
        services.AddScoped<DeliveryTargets>();
        services.AddScoped<TelegramCalls>();
        services.AddScoped<GroupPermission>();
        services.AddScoped<Announcer>();
        services.AddScoped<AudioMessages>();
        services.AddScoped<OwnerNotices>();
        services.AddScoped<SweepSchedule>();
        services.AddSingleton<NotesTurn>();
        services.AddScoped<NotesCollector>();
        services.AddScoped<NotesReader>();
        services.AddNotesModel();
        services.AddSingleton<NotesMaker>();
        services.AddScoped<NotesMessages>();
        services.AddScoped<TranscriptAttachment>();
        services.AddScoped<NotesPurge>();
        services.AddScoped<Withholding>();
        services.AddScoped(provider => new UnreachableOwners(
            provider.GetRequiredService<ConnectionStore>(), provider.GetRequiredService<ILogger<UnreachableOwners>>()));
        services.AddScoped<MissedNotes>();
        services.AddScoped<MissedRecordings>();
        services.AddScoped<DeadFetches>();
        services.AddScoped<LinkNotices>();
        services.AddScoped<DeliveryOrder>();
        services.AddScoped<MovedMeetingPurge>();
        services.AddScoped<EndedConnectionPurge>();
        services.AddScoped<MediaRetention>();
        services.AddScoped<RowRetention>();
        services.AddJobHandler<FetchMeetingHandler>(JobKind.FetchMeeting);
        services.AddJobHandler<StageRecordingHandler>(JobKind.StageRecording);
        services.AddJobHandler<DeliverRecordingHandler>(JobKind.DeliverRecording);
        services.AddJobHandler<FetchNotesHandler>(JobKind.FetchNotes);
        services.AddJobHandler<ShowNotesHandler>(JobKind.ShowNotes);
        services.AddJobHandler<FetchSpeakersHandler>(JobKind.FetchSpeakers);
        services.AddJobHandler<ReportFailureHandler>(JobKind.ReportFailure);
        services.AddJobHandler<AskToReconnectHandler>(JobKind.AskToReconnect);
        services.AddJobHandler<TellDeauthorizedHandler>(JobKind.TellDeauthorized);
        services.AddJobHandler<TellUserGoneHandler>(JobKind.TellUserGone);
        services.AddJobHandler<TellUnreachableHandler>(JobKind.TellUnreachable);
        services.AddJobHandler<TellFetchFailedHandler>(JobKind.TellFetchFailed);
        services.AddJobHandler<SweepRecordingsHandler>(JobKind.SweepRecordings);
        services.AddJobHandler<TellCaughtUpHandler>(JobKind.TellCaughtUp);
        services.AddJobHandler<TellLatestNotFoundHandler>(JobKind.TellLatestNotFound);
        services.AddJobHandler<BackfillHandler>(JobKind.Backfill);
        services.AddJobHandler<SendLatestRecordingHandler>(JobKind.SendLatestRecording);
        services.AddJobHandler<TellAccountMovedHandler>(JobKind.TellAccountMoved);
        services.AddJobHandler<TellFlowBurnedHandler>(JobKind.TellFlowBurned);
        services.AddJobHandler<TellAccountChangedHandler>(JobKind.TellAccountChanged);
        services.AddJobHandler<TellMissingScopesHandler>(JobKind.TellMissingScopes);
        services.AddJobHandler<AskToSendHandler>(JobKind.AskToSend);
        services.AddJobHandler<TellRouteAllowedHandler>(JobKind.TellRouteAllowed);
        services.AddJobHandler<TellRouteEndedHandler>(JobKind.TellRouteRefused);
        services.AddJobHandler<TellRouteEndedHandler>(JobKind.TellRouteStopped);
        services.AddJobHandler<TellRouteEndedHandler>(JobKind.TellRouteOwnerLeft);
        return builder;
    }
}
