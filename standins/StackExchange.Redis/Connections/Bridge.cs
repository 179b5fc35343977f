using System.Net;
using Microsoft.Extensions.Logging;

namespace StackExchange.Redis.Connections;

/// <summary>What a <see cref="Bridge"/> tells its owner.</summary>
internal interface IBridgeOwner
{
    /// <summary>Commands that a new connection starts with.</summary>
    IEnumerable<Message> Opening(ConnectionType type);

    void OnMessage(RedisResult reply);

    void OnFailed(ConnectionType type, EndPoint endPoint, RedisConnectionException error);

    void OnRestored(ConnectionType type, EndPoint endPoint);
}

/// <summary>
/// Keeps one connection of one kind, connecting again for as long as it lives. Commands wait in its backlog while there is
/// none, for as long as they may; what was sent is never sent again.
/// </summary>
internal sealed partial class Bridge : IAsyncDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly ConfigurationOptions _options;
    private readonly ConnectionType _type;
    private readonly IBridgeOwner _owner;
    private readonly ILogger _logger;
    private readonly EndPoint[] _endPoints;
    private readonly MessageQueue _backlog = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource<RedisConnectionException?> _started =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task _running = Task.CompletedTask;
    private volatile Connection? _connection;
    private volatile RedisConnectionException? _lastFailure;
    private volatile bool _disposed;

    public Bridge(ConfigurationOptions options, ConnectionType type, IBridgeOwner owner, ILogger logger)
    {
        _options = options;
        _type = type;
        _owner = owner;
        _logger = logger;
        _endPoints = options.EndPoints.WithDefaultPort(options.Ssl ? 6380 : 6379);
    }

    public EndPoint? ConnectedTo => _connection?.EndPoint;

    public bool IsIdle => _backlog.OldestIssuedAt() is null && (_connection?.IsIdle ?? true);

    /// <summary>
    /// Starts connecting. The result is null with the first connection, or the last failure when that many attempts, or the
    /// credentials, have failed; either way it goes on until disposed.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The multiplexer was closed.</exception>
    public Task<RedisConnectionException?> StartAsync(int attempts)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(ConnectionMultiplexer));
        // The connection outlives whoever happens to ask for it first: it must not carry that caller's trace and other context.
        using (ExecutionContext.SuppressFlow())
        {
            _running = Task.WhenAll(Task.Run(() => KeepConnectedAsync(attempts)), Task.Run(CheckHealthAsync));
        }

        return _started.Task;
    }

    /// <exception cref="ObjectDisposedException">The multiplexer was closed.</exception>
    public Task<RedisResult> SendAsync(Message message)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(ConnectionMultiplexer));
        _backlog.Enqueue(message);
        if (_disposed)
        {
            _backlog.FailAll(Disposed);
        }

        return message.Reply;
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await _closing.CancelAsync();
        _connection?.Abort(ConnectionFailureType.ConnectionDisposed, "The multiplexer was closed.");
        await _running;
        _backlog.FailAll(Disposed);
        _closing.Dispose();
    }

    private async Task KeepConnectedAsync(int attempts)
    {
        var failed = 0;
        while (!_closing.IsCancellationRequested)
        {
            using var connection = await TryConnectAsync();
            if (connection is not null)
            {
                failed = 0;
                await UseAsync(connection);
            }
            else if (++failed >= attempts || _lastFailure?.FailureType == ConnectionFailureType.AuthenticationFailure)
            {
                _started.TrySetResult(_lastFailure);
            }

            await Task.Delay(Pause(failed), _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The first server that answers, or null when none does.</summary>
    private async Task<Connection?> TryConnectAsync()
    {
        foreach (var endPoint in _endPoints)
        {
            try
            {
                return await Connection.OpenAsync(endPoint, _options, _type, _closing.Token);
            }
            catch (Exception) when (_closing.IsCancellationRequested)
            {
                return null;
            }
            catch (RedisConnectionException error)
            {
                ReportFailure(endPoint, error);
            }
        }

        return null;
    }

    private async Task UseAsync(Connection connection)
    {
        var running = connection.RunAsync(_backlog, _owner.Opening(_type), _owner.OnMessage);
        _connection = connection;
        var restored = _lastFailure is not null;
        _lastFailure = null;
        _started.TrySetResult(null);
        LogConnected(connection);
        if (restored)
        {
            _owner.OnRestored(_type, connection.EndPoint);
        }

        if (_disposed)
        {
            connection.Abort(ConnectionFailureType.ConnectionDisposed, "The multiplexer was closed.");
        }

        var error = await running;
        _connection = null;
        if (!_disposed)
        {
            ReportFailure(connection.EndPoint, error);
        }
    }

    /// <summary>Attempts that fail one after the other are reported once.</summary>
    private void ReportFailure(EndPoint endPoint, RedisConnectionException error)
    {
        var isFirst = _lastFailure is null;
        _lastFailure = error;
        if (isFirst)
        {
            LogFailed(_type, error);
            _owner.OnFailed(_type, endPoint, error);
        }
    }

    private async Task CheckHealthAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(Math.Clamp(_options.AsyncTimeout / 4, 20, 1000)));
        try
        {
            while (await timer.WaitForNextTickAsync(_closing.Token))
            {
                _backlog.RemoveIssuedBefore(Environment.TickCount64 - _options.AsyncTimeout, TimedOutInBacklog);
                _connection?.CheckHealth(_backlog);
            }
        }
        catch (OperationCanceledException)
        {
            // Closed.
        }
    }

    private Exception TimedOutInBacklog(Message message)
    {
        var what = $"timeout is {_options.AsyncTimeout}ms, command={message.Command}";
        return _lastFailure is { } failure
            ? new RedisConnectionException(
                failure.FailureType,
                "The message timed out in the backlog attempting to send because no connection became available, " +
                $"{what} - Last Connection Exception: {failure.Message}",
                failure,
                CommandStatus.WaitingInBacklog)
            : new RedisTimeoutException($"The message timed out before it could be sent, {what}", CommandStatus.WaitingToBeSent);
    }

    private static RedisConnectionException Disposed(Message message) => new(
        ConnectionFailureType.ConnectionDisposed,
        $"The multiplexer was closed before {message.Command} was sent.",
        null,
        CommandStatus.WaitingInBacklog);

    /// <summary>Doubles from a tenth of a second, with jitter: many clients come back at the same moment.</summary>
    private static TimeSpan Pause(int failedAttempts)
    {
        var longest = TimeSpan.FromMilliseconds(100 * Math.Pow(2, Math.Min(failedAttempts, 10)));
        return (longest < LongestPause ? longest : LongestPause) * (0.5 + (Random.Shared.NextDouble() / 2));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Connected to Redis: {Connection}")]
    private partial void LogConnected(Connection connection);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No Redis connection ({Type}): trying again until there is one")]
    private partial void LogFailed(ConnectionType type, Exception error);
}
