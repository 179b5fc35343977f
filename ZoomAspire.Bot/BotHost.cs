using ZoomAspire.Bot.Answers;
using ZoomAspire.Bot.Buttons;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Commands;
using ZoomAspire.Bot.History;
using ZoomAspire.Bot.Links;
using ZoomAspire.Bot.Polling;
using ZoomAspire.Bot.Routes;
using ZoomAspire.Bot.Settings;
using ZoomAspire.Bot.Updates;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Configuration;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Notes;
using ZoomAspire.Core.Operator;
using ZoomAspire.Core.Privacy;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;
using ZoomAspire.ServiceDefaults;
using ZoomAspire.ServiceDefaults.Health;

namespace ZoomAspire.Bot;

/// <summary>The service that talks with people in Telegram.</summary>
internal static class BotHost
{
    /// <summary>Everything registered, nothing built.</summary>
    /// <param name="args">Command line.</param>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = ServiceRunner.CreateBuilder(args);
        builder.AddServiceDefaults();
        builder.AddZoomAspireData();
        builder.AddRedisClient("redis");
        builder.AddTelegram(isInteractive: true);
        builder.AddAccounts();
        builder.AddJobQueue();
        builder.AddRecordings();
        builder.Services.AddRecordingHistory();
        builder.Services.AddOperator();
        builder.Services.AddRoutes();
        builder.Services.AddPrivacy();
        builder.Services.AddConversation().AddCommands().AddPolling();
        return builder;
    }

    /// <summary>The service, ready to run.</summary>
    /// <param name="builder">From <see cref="CreateBuilder"/>.</param>
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var app = builder.Build();
        app.MapDefaultEndpoints();
        return app;
    }

    private static IServiceCollection AddConversation(this IServiceCollection services)
    {
        services.AddSettings<ApiOptions>();
        services.AddSettings<NotesModelOptions>();
        services.ConfigureDbContext<ZoomAspireContext>(context => context.AddInterceptors(new UpdateAttempt.Watch()));
        services.AddHttpClient<ConnectLinks>(client => client.Timeout = TimeSpan.FromSeconds(10));
        return services
            .AddSingleton<Messenger>()
            .AddSingleton<UpdateHandler>()
            .AddScoped<MessageRouter>()
            .AddScoped<ButtonRouter>()
            .AddScoped<MembershipHandler>()
            .AddScoped<KnownUsers>()
            .AddScoped<KnownChats>()
            .AddScoped<KnownTopics>()
            .AddScoped<GroupRights>()
            .AddScoped<GroupOffer>()
            .AddScoped<RouteScreens>()
            .AddScoped<RouteMaking>()
            .AddScoped<RouteWordsAnswer>()
            .AddScoped<IAnswer>(scope => scope.GetRequiredService<RouteWordsAnswer>())
            .AddSingleton<Questions>()
            .AddScoped<ConnectInvitation>()
            .AddScoped<DeliveryOverviewQuery>()
            .AddScoped<HistoryScreens>()
            .AddScoped<StatusScreen>()
            .AddScoped<SearchAnswer>()
            .AddScoped<SettingsScreens>()
            .AddScoped<SettingsAnswers>()
            .AddScoped<IAnswer>(scope => scope.GetRequiredService<SettingsAnswers>())
            .AddScoped<PrivacyAnswer>();
    }

    private static IServiceCollection AddCommands(this IServiceCollection services) => services
        .AddScoped<ICommand, StartCommand>()
        .AddScoped<ICommand, ConnectCommand>()
        .AddScoped<ICommand, StatusCommand>()
        .AddScoped<RecordingsCommand>()
        .AddScoped<ICommand>(scope => scope.GetRequiredService<RecordingsCommand>())
        .AddScoped<ICommand, SearchCommand>()
        .AddScoped<ICommand, RoutesCommand>()
        .AddScoped<ICommand, SettingsCommand>()
        .AddScoped<ICommand, PrivacyCommand>()
        .AddScoped<ICommand, CancelCommand>()
        .AddScoped<ICommand, DisconnectCommand>()
        .AddScoped<ICommand, HelpCommand>()
        .AddScoped<ICommand, DeadLettersCommand>()
        .AddScoped<ICommand, OpsCommand>()
        .AddScoped<ICommand, LinkCommand>()
        // For commands that speak of others, which are made together with them.
        .AddScoped(scope => new Lazy<IEnumerable<ICommand>>(scope.GetServices<ICommand>))
        .AddScoped<IButton, ConnectButton>()
        .AddScoped<IButton, UndoButton>()
        .AddScoped<IButton, LatestButton>()
        .AddScoped<IButton, StatusButton>()
        .AddScoped<IButton, RecordingsButton>()
        .AddScoped<IButton, DisconnectChoiceButton>()
        .AddScoped<IButton, DisconnectButton>()
        .AddScoped<IButton, KeepButton>()
        .AddScoped<IButton, AgainButton>()
        .AddScoped<IButton, FetchButton>()
        .AddScoped<IButton, OriginalButton>()
        .AddScoped<IButton, RevokeLinkButton>()
        .AddScoped<IButton, SettingsButton>()
        .AddScoped<IButton, PrivacyButton>()
        .AddScoped<IButton, SendQuestionButton>()
        .AddScoped<IButton, NotesLengthButton>()
        .AddScoped<IButton, NotesModelButton>()
        .AddScoped<IButton, NotesButton>()
        .AddScoped<IButton, SpeakersButton>()
        .AddScoped<IButton, TranscriptButton>()
        .AddScoped<IButton, TranscriptFileButton>()
        .AddScoped<IButton, MoreFoundButton>()
        .AddScoped<IButton, AskButton>()
        .AddScoped<IAnswer, AskedMoment>()
        .AddScoped<IButton, DeadLettersButton>()
        .AddScoped<IButton, OpsButton>()
        .AddScoped<IButton, AcknowledgeButton>()
        .AddScoped<IButton, AcceptLinkButton>()
        .AddScoped<IButton, DeclineLinkButton>()
        .AddScoped<IButton, RouteButton>()
        .AddScoped<IButton, RouteWishesButton>()
        .AddScoped<IButton, GroupRouteButton>();

    private static IServiceCollection AddPolling(this IServiceCollection services)
    {
        services.AddOptions<PollingOptions>();
        services.AddHealthChecks().AddCheck<PollingStatus>("telegram");
        return services
            .AddSingleton<CommandMenu>()
            .AddSingleton<HandledUpdates>()
            .AddSingleton<PollerLease>()
            .AddSingleton<PollingStatus>()
            .AddSingleton<UpdatePoller>()
            .AddSingleton<Func<UpdateDispatcher>>(all => () => ActivatorUtilities.CreateInstance<UpdateDispatcher>(all))
            .AddHostedService<PollingService>();
    }
}
