using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Simulator;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Accounts;

/// <summary>Accounts on a database of their own, with a simulated Zoom and a clock that the test moves.</summary>
internal sealed class AccountsFixture : IAsyncDisposable
{
    private readonly List<IHost> _processes = [];

    private AccountsFixture(TestDatabase database, ManualTimeProvider clock, SimulatorOptions options, SimulatorHost simulator)
    {
        Options = options;
        Database = database;
        Clock = clock;
        Simulator = simulator;
    }

    public TestDatabase Database { get; }

    public ManualTimeProvider Clock { get; }

    /// <summary>Of the simulator; the apps and secrets that it knows may change while it runs.</summary>
    public SimulatorOptions Options { get; }

    public SimulatorHost Simulator { get; }

    public ZoomSimulator Zoom => Simulator.Zoom;

    public ConnectionEvents Events { get; } = new();

    /// <summary>The services of the first process.</summary>
    public IServiceProvider Services => _processes[0].Services;

    public TokenVault Vault => Services.GetRequiredService<TokenVault>();

    public static async Task<AccountsFixture> CreateAsync(
        Action<IServiceCollection>? change = null, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var clock = new ManualTimeProvider();
        var options = new SimulatorOptions
        {
            PagePort = 0,
            ZoomPort = 0,
            DownloadPort = 0,
            TelegramPort = 0,
            ZoomClientId = TestSettings.ClientId,
            ZoomClientSecret = TestSettings.All["ZOOM_CLIENT_SECRET"]!,
            ZoomRedirect = new Uri(TestSettings.All["ZOOM_REDIRECT"]!),
            TelegramBotToken = TestSettings.BotToken,
        };
        var simulator = await SimulatorHost.StartAsync(options, clock, NullLoggerFactory.Instance, CancellationToken.None);
        var fixture = new AccountsFixture(await TestDatabase.CreateAsync(), clock, options, simulator);
        fixture.NewProcess(change, settings);
        return fixture;
    }

    /// <summary>Services of their own, as another process has them.</summary>
    public IServiceProvider NewProcess(Action<IServiceCollection>? change = null, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Development" });
        builder.Configuration.AddInMemoryCollection(TestSettings.All);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:zoomaspire"] = Database.ConnectionString,
            ["ZOOM_OAUTH_BASE_URL"] = Simulator.ZoomAddress.AbsoluteUri,
            ["ZOOM_API_BASE_URL"] = Simulator.ZoomAddress.AbsoluteUri,
        });
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        builder.Services.AddSingleton<TimeProvider>(Clock);
        // The circuit breaker goes by real time: a test that lets the provider fail for days has it open in a second.
        builder.Services.AddSingleton(new ZoomHttpTimings { BreakThroughput = int.MaxValue });
        builder.AddZoomAspireData();
        builder.Services.AddSingleton<ISharedClock>(new ManualSharedClock(Clock));
        builder.AddAccounts();
        builder.Services.RemoveAll<IHostedService>();
        builder.Services.AddScoped<IConnectionObserver>(_ => Events);
        change?.Invoke(builder.Services);
        var process = builder.Build();
        _processes.Add(process);
        return process.Services;
    }

    /// <summary>A process whose clock is wrong.</summary>
    public IServiceProvider NewSkewedProcess(
        int minutesAhead, Action<IServiceCollection>? change = null, IReadOnlyDictionary<string, string?>? settings = null) => NewProcess(
        services =>
        {
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new SkewedTime(Clock, TimeSpan.FromMinutes(minutesAhead))));
            change?.Invoke(services);
        },
        settings);

    public async Task<T> InScopeAsync<TService, T>(Func<TService, Task<T>> act)
        where TService : notnull
    {
        await using var scope = Services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public Task<T> FlowsAsync<T>(Func<OAuthFlows, Task<T>> act) => InScopeAsync(act);

    public Task<T> ConnectionsAsync<T>(Func<Connections, Task<T>> act) => InScopeAsync(act);

    public async Task<T> ReadAsync<T>(Func<ZoomAspireContext, Task<T>> read)
    {
        await using var context = Database.NewContext();
        return await read(context);
    }

    public Task<Uri> StartAsync(TelegramUserId user, TelegramChatId? chat = null) =>
        FlowsAsync(flows => flows.StartAsync(user, chat ?? TelegramChatId.PrivateWith(user), null, "de", CancellationToken.None));

    /// <summary>What Zoom gives the browser to bring to us.</summary>
    public (string State, string? Code) Consent(Uri authorize, ZoomUser zoomUser, bool allow = true)
    {
        var query = QueryHelpers.ParseQuery(Zoom.Consent(authorize, zoomUser.Id, allow).Query);
        return (query["state"].ToString(), query.TryGetValue("code", out var code) ? code.ToString() : null);
    }

    public Task<CallbackResult> CallbackAsync((string State, string? Code) redirect) =>
        FlowsAsync(flows => flows.CallbackAsync(redirect.State, redirect.Code, CancellationToken.None));

    /// <summary>The user of Zoom opens the link of the Telegram user and allows it.</summary>
    public async Task<string> ApproveAsync(TelegramUserId linkOf, ZoomUser zoomUser, TelegramChatId? chat = null)
    {
        var result = await CallbackAsync(Consent(await StartAsync(linkOf, chat), zoomUser));
        return Assert.IsType<CallbackResult.Approved>(result).Nonce;
    }

    public Task<FinishResult> FinishAsync(string nonce, TelegramUserId user) =>
        FlowsAsync(flows => flows.FinishAsync(nonce, user, CancellationToken.None));

    public async Task<FinishResult.Finished> ConnectAsync(TelegramUserId user, ZoomUser zoomUser, TelegramChatId? chat = null) =>
        Assert.IsType<FinishResult.Finished>(await FinishAsync(await ApproveAsync(user, zoomUser, chat), user));

    public Task<int> ExpireAsync() => FlowsAsync(flows => flows.ExpireAsync(CancellationToken.None));

    public Task<Connection> ConnectionAsync(long id) =>
        ReadAsync(context => context.Connections.AsNoTracking().SingleAsync(connection => connection.Id == id));

    public Task<List<string>> AuditAsync() =>
        ReadAsync(context => context.AuditLog.OrderBy(entry => entry.Id).Select(entry => entry.Action).ToListAsync());

    public int Refreshes(ZoomUser user) => Zoom.GetState().Grants.Single(grant => grant.UserId == user.Id).Refreshes;

    public int Calls(ZoomOperation operation) => Zoom.GetState().Calls.Count(call => call.Operation == operation);

    public void Fail(ZoomOperation operation, ZoomFaultKind kind, int? count = null) =>
        Zoom.SetFaults(new ZoomFaultRequest { Faults = [new ZoomFault { On = operation, Kind = kind, Count = count }] });

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            process.Dispose();
        }

        await Simulator.DisposeAsync();
        await Database.DisposeAsync();
    }
}

/// <summary>What observers were told, in order.</summary>
internal sealed class ConnectionEvents : IConnectionObserver
{
    private readonly List<string> _events = [];

    public IReadOnlyList<string> All
    {
        get
        {
            lock (_events)
            {
                return [.. _events];
            }
        }
    }

    public Task EndedAsync(ZoomAspireContext context, long connectionId, CancellationToken cancellationToken) => Add(context, $"ended {connectionId}");

    public Task SuspendedAsync(ZoomAspireContext context, long connectionId, CancellationToken cancellationToken) => Add(context, $"suspended {connectionId}");

    public Task RestoredAsync(ZoomAspireContext context, long connectionId, CancellationToken cancellationToken) => Add(context, $"restored {connectionId}");

    public Task ReplacedAsync(ZoomAspireContext context, long beforeId, long afterId, CancellationToken cancellationToken) =>
        Add(context, $"replaced {beforeId} by {afterId}");

    private Task Add(ZoomAspireContext context, string what)
    {
        Assert.NotNull(context.Database.CurrentTransaction);
        lock (_events)
        {
            _events.Add(what);
        }

        return Task.CompletedTask;
    }
}
