using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis.Connections;

namespace StackExchange.Redis;

public sealed class ConnectionMultiplexer : IConnectionMultiplexer, IBridgeOwner
{
    private readonly ConfigurationOptions _options;
    private readonly Bridge _commands;
    private readonly Bridge _subscriber;
    private readonly Lazy<Task> _subscriberStarted;
    private long _operationCount;

    private ConnectionMultiplexer(ConfigurationOptions options)
    {
        _options = options;
        var logger = options.LoggerFactory?.CreateLogger<ConnectionMultiplexer>() ?? (ILogger)NullLogger.Instance;
        _commands = new Bridge(options, ConnectionType.Interactive, this, logger);
        _subscriber = new Bridge(options, ConnectionType.Subscription, this, logger);
        _subscriberStarted = new Lazy<Task>(() => _subscriber.StartAsync(attempts: 1));
    }

    public event EventHandler<ConnectionFailedEventArgs>? ConnectionFailed;

    public event EventHandler<ConnectionFailedEventArgs>? ConnectionRestored;

    public event EventHandler<InternalErrorEventArgs>? InternalError;

    public string ClientName => _options.EffectiveClientName;

    public string Configuration => _options.ToString();

    public int TimeoutMilliseconds => _options.SyncTimeout;

    public long OperationCount => Interlocked.Read(ref _operationCount);

    public bool IsConnected => ConnectedTo is not null;

    public bool IsConnecting => !IsConnected;

    internal Subscriptions Subscriptions { get; } = new();

    internal EndPoint? ConnectedTo => _commands.ConnectedTo;

    internal bool IsSubscriberConnected => _subscriber.ConnectedTo is not null;

    internal int DefaultDatabase => _options.DefaultDatabase ?? 0;

    public static Task<ConnectionMultiplexer> ConnectAsync(string configuration, TextWriter? log = null) =>
        ConnectAsync(ConfigurationOptions.Parse(configuration), log);

    /// <exception cref="RedisConnectionException">No server could be reached and AbortOnConnectFail is set.</exception>
    public static async Task<ConnectionMultiplexer> ConnectAsync(ConfigurationOptions configuration, TextWriter? log = null)
    {
        if (configuration.EndPoints.Count == 0)
        {
            throw new ArgumentException("No endpoints specified", nameof(configuration));
        }

        var options = configuration.Clone();
        var multiplexer = new ConnectionMultiplexer(options);
        var failure = await multiplexer._commands.StartAsync(options.AbortOnConnectFail ? Math.Max(1, options.ConnectRetry) : 1);
        await (log ?? TextWriter.Null).WriteLineAsync(multiplexer.GetStatus());
        if (failure is null || !options.AbortOnConnectFail)
        {
            return multiplexer;
        }

        await multiplexer.DisposeAsync();
        throw new RedisConnectionException(
            failure.FailureType,
            $"{failure.Message} To allow this multiplexer to continue retrying until it's able to connect, use " +
            "abortConnect=false in your connection string or AbortOnConnectFail=false; in your code.",
            failure);
    }

    public static ConnectionMultiplexer Connect(string configuration, TextWriter? log = null) =>
        Connect(ConfigurationOptions.Parse(configuration), log);

    public static ConnectionMultiplexer Connect(ConfigurationOptions configuration, TextWriter? log = null) =>
        Task.Run(() => ConnectAsync(configuration, log)).GetAwaiter().GetResult();

    public IDatabase GetDatabase(int db = -1, object? asyncState = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(db, -1);
        return new Database(this, db < 0 ? DefaultDatabase : db);
    }

    public ISubscriber GetSubscriber(object? asyncState = null) => new Subscriber(this);

    public EndPoint[] GetEndPoints(bool configuredOnly = false) => _options.EndPoints.WithDefaultPort(_options.Ssl ? 6380 : 6379);

    public IServer GetServer(EndPoint endpoint, object? asyncState = null) => new Server(this, endpoint, _options.AllowAdmin);

    public IServer[] GetServers() => Array.ConvertAll(GetEndPoints(), endPoint => GetServer(endPoint));

    public string GetStatus() =>
        $"Commands: {EndPointCollection.ToString(ConnectedTo) ?? "not connected"}, " +
        $"subscriptions: {EndPointCollection.ToString(_subscriber.ConnectedTo) ?? "not connected"}";

    public void Close(bool allowCommandsToComplete = true) =>
        Task.Run(() => CloseAsync(allowCommandsToComplete)).GetAwaiter().GetResult();

    public async Task CloseAsync(bool allowCommandsToComplete = true)
    {
        var patience = Environment.TickCount64 + _options.AsyncTimeout;
        while (allowCommandsToComplete && IsConnected && !_commands.IsIdle && Environment.TickCount64 < patience)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }

        await _commands.DisposeAsync();
        await _subscriber.DisposeAsync();
    }

    public void Dispose() => Close();

    public async ValueTask DisposeAsync() => await CloseAsync();

    public override string ToString() => ClientName;

    internal Task<RedisResult> SendAsync(Message message, CommandFlags flags)
    {
        Interlocked.Increment(ref _operationCount);
        return WithFlags(_commands.SendAsync(message), flags);
    }

    internal Task SendToSubscriberAsync(Message message, CommandFlags flags)
    {
        _ = _subscriberStarted.Value;
        return WithFlags(_subscriber.SendAsync(message), flags);
    }

    internal void ReportError(Exception error, string origin) =>
        InternalError?.Invoke(this, new InternalErrorEventArgs(this, GetEndPoints()[0], ConnectionType.Subscription, error, origin));

    IEnumerable<Message> IBridgeOwner.Opening(ConnectionType type) =>
        type == ConnectionType.Subscription ? Subscriptions.SubscribeToAll() : [];

    void IBridgeOwner.OnMessage(RedisResult reply) => Subscriptions.Dispatch(reply);

    void IBridgeOwner.OnFailed(ConnectionType type, EndPoint endPoint, RedisConnectionException error) => Raise(
        ConnectionFailed,
        new ConnectionFailedEventArgs(this, endPoint, type, error.FailureType, error, EndPointCollection.ToString(endPoint)!));

    void IBridgeOwner.OnRestored(ConnectionType type, EndPoint endPoint) => Raise(
        ConnectionRestored,
        new ConnectionFailedEventArgs(
            this, endPoint, type, ConnectionFailureType.None, null, EndPointCollection.ToString(endPoint)!));

    /// <summary>Nobody waits for what is sent without wanting an answer.</summary>
    private static Task<RedisResult> WithFlags(Task<RedisResult> reply, CommandFlags flags)
    {
        if (!flags.HasFlag(CommandFlags.FireAndForget))
        {
            return reply;
        }

        reply.Forget();
        return Task.FromResult(RedisResult.Create(RedisValue.Null));
    }

    /// <summary>Away from the connection, which must not wait for a handler.</summary>
    private void Raise(EventHandler<ConnectionFailedEventArgs>? handlers, ConnectionFailedEventArgs arguments) =>
        Task.Run(() => handlers?.Invoke(this, arguments)).ContinueWith(
            failed => ReportError(failed.Exception!.GetBaseException(), nameof(Raise)),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default);
}
