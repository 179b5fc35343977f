using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Telegram.Bot;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Media;
using ZoomAspire.Core.Privacy;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Simulator;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Infrastructure;
using ZoomAspire.Tests.Queue;

namespace ZoomAspire.Tests.Recordings;

/// <summary>
/// The worker's pipeline between a simulated Zoom and a simulated Telegram, on real servers. Jobs run when the test says so, each
/// retry at once.
/// </summary>
internal sealed class PipelineScene : IAsyncDisposable
{
    private const int MaxRounds = 60;

    private readonly IHost _host;
    private IHost? _another;

    private PipelineScene(
        TestDatabase database, SimulatorHost simulator, Dictionary<string, string?> settings, Action<ILoggingBuilder>? log)
    {
        Database = database;
        Simulator = simulator;
        Settings = settings;
        _host = NewHost(settings, log);
    }

    /// <summary>Everything that a worker process needs to work on this scene.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; }

    public TestDatabase Database { get; }

    public SimulatorHost Simulator { get; }

    public ZoomSimulator Zoom => Simulator.Zoom;

    public TelegramSimulator Telegram => Simulator.Telegram;

    public IServiceProvider Services => _host.Services;

    public MediaStore Media => Services.GetRequiredService<MediaStore>();

    public CrashPlan Crashes => Services.GetRequiredService<CrashPlan>();

    /// <summary>The one Telegram user of the simulator, connected as <see cref="Host"/>.</summary>
    public long ChatId { get; private set; }

    public ZoomUser Host { get; private set; } = null!;

    public long ConnectionId { get; private set; }

    public static async Task<PipelineScene> CreateAsync(
        IReadOnlyDictionary<string, string?>? settings = null, string redis = QueueHost.NoRedis, Action<ILoggingBuilder>? log = null)
    {
        var simulator = await SimulatorHost.StartAsync(
            new SimulatorOptions
            {
                PagePort = 0,
                ZoomPort = 0,
                DownloadPort = 0,
                TelegramPort = 0,
                ZoomClientId = TestSettings.ClientId,
                ZoomClientSecret = TestSettings.All["ZOOM_CLIENT_SECRET"]!,
                ZoomRedirect = new Uri(TestSettings.All["ZOOM_REDIRECT"]!),
                TelegramBotToken = TestSettings.BotToken,
            },
            CancellationToken.None);
        var database = await TestDatabase.CreateAsync();
        var scene = new PipelineScene(database, simulator, NewSettings(database, simulator, redis, settings), log);
        await scene.Media.EnsureBucketAsync(CancellationToken.None);
        await scene.ConnectAsync();
        return scene;
    }

    /// <summary>Starts consumer and dispatcher, as in the worker.</summary>
    public Task StartAsync() => _host.StartAsync();

    /// <summary>The same in a second worker beside the first.</summary>
    public Task StartAnotherAsync()
    {
        _another = NewHost(new Dictionary<string, string?>(Settings));
        return _another.StartAsync();
    }

    /// <summary>A meeting ends at Zoom, and its webhook is taken in.</summary>
    public async Task<EndedMeeting> EndMeetingAsync(EndMeeting? meeting = null)
    {
        var ended = await Zoom.EndMeetingAsync((meeting ?? Board()) with { SendWebhook = false }, CancellationToken.None);
        await TakeInAsync(ended);
        return ended;
    }

    public EndMeeting Board() => new() { UserId = Host.Id, Topic = "Board – November", WithVideo = false, WithTimeline = false };

    public Task<WebhookOutcome> TakeInAsync(EndedMeeting ended, string part = "") =>
        TakeInAsync(ended, [.. ended.Files.Select(file => (file.Id ?? file.RecordingType) + part)]);

    /// <summary>A webhook that names some files.</summary>
    public async Task<WebhookOutcome> TakeInAsync(EndedMeeting ended, IReadOnlyList<string> files)
    {
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<RecordingIntake>().TakeInAsync(
            new WebhookEnvelope("recording.completed", TimeProvider.System.GetUtcNow(), default),
            new RecordingCompleted(
                Host.AccountId, new ZoomUserId(Host.Id), new MeetingUuid(ended.Uuid), ended.MeetingId, "from the webhook", null, null, 1, files),
            CancellationToken.None);
    }

    /// <summary>Runs all jobs, follow-ups and retries until none is left to run.</summary>
    public async Task RunAsync()
    {
        if (await RunRoundsAsync(MaxRounds))
        {
            Assert.Fail($"After {MaxRounds} rounds there was still something to do.");
        }
    }

    /// <summary>The same, but only so often: for what is tried again for days.</summary>
    /// <returns>Whether there may be something left to do.</returns>
    public Task<bool> RunRoundsAsync(int rounds) => RunRoundsAsync(Services, Database, rounds);

    /// <summary>For the runner: no job is gone on with by itself, so that a test may look at each.</summary>
    public static CancellationToken OneByOne { get; } = new(canceled: true);

    /// <summary>The same in any worker.</summary>
    public static async Task<bool> RunRoundsAsync(IServiceProvider worker, TestDatabase database, int rounds = MaxRounds)
    {
        var store = worker.GetRequiredService<JobStore>();
        var runner = worker.GetRequiredService<JobRunner>();
        for (var round = 0; round < rounds; round++)
        {
            await using (var context = database.NewContext())
            {
                await context.Database.ExecuteSqlAsync(
                    $"""
                    UPDATE jobs SET next_attempt_at = now() - interval '1 s' WHERE status = 'queued';
                    UPDATE jobs SET lease_until = now() - interval '1 s' WHERE status = 'running';
                    """);
            }

            var due = await store.FindDueAsync(10, CancellationToken.None);
            if (due.Count == 0)
            {
                return false;
            }

            foreach (var job in due)
            {
                await runner.RunAsync(job, () => Task.CompletedTask, OneByOne, CancellationToken.None);
            }
        }

        return true;
    }

    /// <summary>Nothing is asked for to be read: for tests that count what is asked of Zoom.</summary>
    public Task<int> WithoutNotesAsync() => ReadAsync(context => context.Database.ExecuteSqlRawAsync(
        """
        CREATE FUNCTION without_notes() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.status := ''done''; NEW.attempts := 1; RETURN NEW; END';
        CREATE TRIGGER without_notes BEFORE INSERT ON jobs FOR EACH ROW WHEN (NEW.kind = 'fetch_notes') EXECUTE FUNCTION without_notes();
        """));

    /// <summary>Whatever fails has failed for longer than any patience lasts.</summary>
    public Task<int> LosePatienceAsync() => ReadAsync(context =>
        context.Database.ExecuteSqlAsync($"UPDATE jobs SET failing_since = now() - interval '4 days' WHERE failures > 0"));

    /// <summary>Runs the due jobs once: no retries, no follow-ups.</summary>
    public async Task RunOnceAsync()
    {
        foreach (var job in await Services.GetRequiredService<JobStore>().FindDueAsync(10, CancellationToken.None))
        {
            await Services.GetRequiredService<JobRunner>().RunAsync(job, () => Task.CompletedTask, OneByOne, CancellationToken.None);
        }
    }

    public async Task<T> ReadAsync<T>(Func<ZoomAspireContext, Task<T>> read)
    {
        await using var context = Database.NewContext();
        return await read(context);
    }

    public Task<List<Job>> JobsAsync() => ReadAsync(context => context.Jobs.AsNoTracking().OrderBy(job => job.CreatedAt).ToListAsync());

    public Task<Recording> RecordingAsync() => ReadAsync(context => context.Recordings.AsNoTracking().SingleAsync());

    public Task<Delivery> DeliveryAsync() => ReadAsync(context => context.Deliveries.AsNoTracking().SingleAsync());

    /// <summary>What is to be seen in a chat of what the bot wrote.</summary>
    public List<MessageView> Seen(long? chatId = null) =>
        [.. Telegram.Messages(chatId ?? ChatId).Where(message => message is { FromBot: true, Deleted: false })];

    public List<MessageView> Audios(long? chatId = null) => [.. Seen(chatId).Where(message => message.Kind == "audio")];

    public void Fail(ZoomOperation operation, ZoomFaultKind kind, int? count = null, Uri? target = null, ZoomRateLimitStyle style = default) =>
        Zoom.SetFaults(new ZoomFaultRequest
        {
            Faults = [new ZoomFault { On = operation, Kind = kind, Count = count, Target = target, RateLimit = style }],
        });

    public void Heal() => Zoom.SetFaults(new ZoomFaultRequest { Faults = [] });

    /// <summary>Whether somebody waits for a row or a lock that another transaction holds.</summary>
    public Task<bool> SomebodyWaitsAsync() => ReadAsync(context => context.Database.SqlQuery<bool>(
        $"""
        SELECT EXISTS (
            SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock') AS "Value"
        """).SingleAsync());

    /// <summary>A further chat for the same recordings.</summary>
    public async Task AddDestinationAsync(long chatId, int? threadId = null)
    {
        var hasPrivate = await ReadAsync(context => context.Destinations.AnyAsync(destination => destination.Kind == DestinationKind.Private));
        await AddRouteAsync(chatId, route => route.IsAlsoPrivate = hasPrivate, threadId: threadId);
    }

    /// <summary>Ends the routes for words at the moment at which a message is written to have come so far.</summary>
    public async Task StopRoutesOnceAsync(ChatMessageState state)
    {
        var written = SnakeCaseNames.Of(state.ToString());
        await using var connection = new NpgsqlConnection(Database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            $"""
            CREATE FUNCTION stop_routes() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN DELETE FROM routes WHERE match = 'words'; RETURN NEW; END $$;
            CREATE TRIGGER stop_routes AFTER UPDATE ON chat_messages
                FOR EACH ROW WHEN (NEW.state = '{written}') EXECUTE FUNCTION stop_routes();
            """,
            connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A group to which some recordings go.</summary>
    public async Task AddRouteAsync(
        long chatId, Action<Route>? change = null, string? words = null, long? series = null, int? threadId = null)
    {
        await using var context = Database.NewContext();
        var owner = (await context.Connections.SingleAsync()).UserId!.Value;
        var destination = await context.Destinations.SingleOrDefaultAsync(
            row => row.ChatId == new TelegramChatId(chatId) && row.MessageThreadId == threadId);
        if (destination is null)
        {
            destination = new Destination
            {
                UserId = owner,
                ChatId = new TelegramChatId(chatId),
                MessageThreadId = threadId,
                Kind = DestinationKind.Group,
                CreatedAt = TimeProvider.System.GetUtcNow(),
            };
            context.Destinations.Add(destination);
            await context.SaveChangesAsync();
        }

        var route = new Route
        {
            UserId = owner,
            ConnectionId = ConnectionId,
            DestinationId = destination.Id,
            Match = words is not null ? RouteMatch.Words : series is not null ? RouteMatch.Series : RouteMatch.Everything,
            Words = words,
            Series = series,
        };
        change?.Invoke(route);
        context.Routes.Add(route);
        await context.SaveChangesAsync();
    }

    public async Task MoveDestinationAsync(long chatId) => await ReadAsync(context =>
        context.Database.ExecuteSqlAsync($"UPDATE destinations SET chat_id = {chatId}, kind = 'group'"));

    public async ValueTask DisposeAsync()
    {
        var bucket = Services.GetRequiredService<IOptions<MediaOptions>>().Value;
        if (_another is not null)
        {
            await _another.StopAsync();
            await ((IAsyncDisposable)_another).DisposeAsync();
        }

        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        await TestBucket.DeleteAsync(bucket);
        await Simulator.DisposeAsync();
        await Database.DisposeAsync();
    }

    private static Dictionary<string, string?> NewSettings(
        TestDatabase database, SimulatorHost simulator, string redis, IReadOnlyDictionary<string, string?>? settings)
    {
        var all = new Dictionary<string, string?>(TestSettings.All)
        {
            ["ConnectionStrings:zoomaspire"] = database.ConnectionString,
            ["ConnectionStrings:redis"] = redis,
            ["ConnectionStrings:media"] = TestServices.Media + $";Bucket=test-{Guid.NewGuid():n}",
            ["ZOOM_OAUTH_BASE_URL"] = simulator.ZoomAddress.AbsoluteUri,
            ["ZOOM_API_BASE_URL"] = simulator.ZoomAddress.AbsoluteUri,
            ["ZOOM_DOWNLOAD_HOSTS"] = $"{simulator.ZoomAddress.Authority},{simulator.DownloadAddress.Authority}",
            ["TELEGRAM_API_BASE_URL"] = simulator.TelegramAddress.AbsoluteUri,
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string?>())
        {
            all[name] = value;
        }

        return all;
    }

    /// <summary>A worker; nothing of it runs yet.</summary>
    public static IHost NewHost(Dictionary<string, string?> settings, Action<ILoggingBuilder>? log = null)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(
            new HostApplicationBuilderSettings { EnvironmentName = "Development" });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.SetMinimumLevel(LogLevel.None);
        log?.Invoke(builder.Logging);
        builder.Services.AddMetrics();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(QueueHost.Fast with { ShutdownGrace = TimeSpan.FromSeconds(5) });
        builder.AddZoomAspireData();
        builder.AddRedisClient("redis");
        builder.AddTelegram();
        builder.AddAccounts();
        builder.AddRecordingPipeline();
        builder.Services.AddRecordingWebhooks();
        builder.Services.AddPrivacyJobs();
        Crashable(builder.Services);
        return builder.Build();
    }

    private static void Crashable(IServiceCollection services)
    {
        services.AddSingleton<CrashPlan>();
        services.ConfigureDbContext<ZoomAspireContext>((provider, options) => options.AddInterceptors(provider.GetRequiredService<CrashPlan>()));
        var real = services.Single(service => service.ServiceType == typeof(ITelegramBotClient));
        services.Replace(ServiceDescriptor.Singleton<ITelegramBotClient>(provider => new CrashingBot(
            (ITelegramBotClient)real.ImplementationFactory!(provider), provider.GetRequiredService<CrashPlan>())));
    }

    public async Task ConnectAsync()
    {
        var person = Telegram.Users[0];
        ChatId = person.Id;
        Host = Zoom.Users.First(user => user.Plan == ZoomPlan.Licensed);
        Telegram.Start(ChatId);
        var user = new TelegramUserId(ChatId);
        var authorize = await FlowsAsync(flows =>
            flows.StartAsync(user, TelegramChatId.PrivateWith(user), null, "en", CancellationToken.None));
        var redirect = QueryHelpers.ParseQuery(Zoom.Consent(authorize, Host.Id, allow: true).Query);
        var approved = Assert.IsType<CallbackResult.Approved>(await FlowsAsync(flows =>
            flows.CallbackAsync(redirect["state"].ToString(), redirect["code"].ToString(), CancellationToken.None)));
        Assert.IsType<FinishResult.Finished>(await FlowsAsync(flows => flows.FinishAsync(approved.Nonce, user, CancellationToken.None)));
        ConnectionId = await ReadAsync(context => context.Connections.Select(connection => connection.Id).SingleAsync());
    }

    private async Task<T> FlowsAsync<T>(Func<OAuthFlows, Task<T>> act)
    {
        await using var scope = Services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<OAuthFlows>());
    }
}
