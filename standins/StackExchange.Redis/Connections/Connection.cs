using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using StackExchange.Redis.Resp;

namespace StackExchange.Redis.Connections;

/// <summary>
/// One open connection. One loop writes what is queued, as many commands at a time as there are; another reads replies and
/// gives each to the oldest command without one. When either ends, so does the connection.
/// </summary>
internal sealed class Connection : IDisposable
{
    /// <summary>More than this is sent before further commands are added.</summary>
    private const int FlushAt = 64 * 1024;

    private readonly ConfigurationOptions _options;
    private readonly ConnectionType _type;
    private readonly Stream _stream;
    private readonly PipeWriter _output;
    private readonly RespReader _input;
    private readonly MessageQueue _inFlight = new();
    private readonly CancellationTokenSource _closing = new();
    private volatile RedisConnectionException? _abortReason;
    private volatile bool _isWriting;
    private int _selectedDatabase;
    private long _lastRead = Environment.TickCount64;
    private long _lastWrite = Environment.TickCount64;

    private Connection(EndPoint endPoint, ConfigurationOptions options, ConnectionType type, Stream stream)
    {
        EndPoint = endPoint;
        _options = options;
        _type = type;
        _stream = stream;
        _selectedDatabase = options.DefaultDatabase ?? 0;
        _output = PipeWriter.Create(stream, new StreamPipeWriterOptions(minimumBufferSize: 16 * 1024));
        _input = new RespReader(PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: FlushAt)));
    }

    public EndPoint EndPoint { get; }

    /// <summary>Nothing is being sent and nothing unanswered. Asked in this order, a message on its way cannot be missed.</summary>
    public bool IsIdle => !_isWriting && _inFlight.OldestIssuedAt() is null;

    /// <exception cref="RedisConnectionException">The server is not there, not ready, or refused us.</exception>
    public static async Task<Connection> OpenAsync(
        EndPoint endPoint, ConfigurationOptions options, ConnectionType type, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.ConnectTimeout);
        try
        {
            var stream = await ConnectAsync(endPoint, options, timeout.Token);
            var connection = new Connection(endPoint, options, type, stream);
            try
            {
                await Handshake.RunAsync(connection._output, connection._input, options, type, timeout.Token);
                return connection;
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && error is not RedisConnectionException)
        {
            var reason = error is OperationCanceledException ? $"no answer within {options.ConnectTimeout}ms" : error.Message;
            throw new RedisConnectionException(
                error is AuthenticationException
                    ? ConnectionFailureType.AuthenticationFailure
                    : ConnectionFailureType.UnableToConnect,
                $"It was not possible to connect to the redis server {EndPointCollection.ToString(endPoint)}: {reason}",
                error);
        }
    }

    /// <summary>Carries messages until the connection ends, and says why it did. Commands without a reply fail with that.</summary>
    public async Task<RedisConnectionException> RunAsync(
        MessageQueue backlog, IEnumerable<Message> before, Action<RedisResult> receive)
    {
        foreach (var message in before)
        {
            Write(message);
        }

        var write = WriteAsync(backlog);
        var read = ReadAsync(receive);
        var ended = await Task.WhenAny(write, read);
        await _closing.CancelAsync();
        await _stream.DisposeAsync();
        await ((Task)Task.WhenAll(write, read)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        var reason = _abortReason ?? Describe(ended.Exception?.GetBaseException() ?? new ObjectDisposedException(ToString()));
        _inFlight.FailAll(message => new RedisConnectionException(
            reason.FailureType,
            $"{reason.Message} The command {message.Command} was sent and may have been executed.",
            reason,
            CommandStatus.Sent));
        return reason;
    }

    /// <summary>Fails commands that waited too long, keeps a silent connection alive and gives up a dead one.</summary>
    public void CheckHealth(MessageQueue backlog)
    {
        var now = Environment.TickCount64;
        _inFlight.FailIssuedBefore(now - _options.AsyncTimeout, message => new RedisTimeoutException(
            $"Timeout awaiting response ({now - message.IssuedAt}ms elapsed, timeout is {_options.AsyncTimeout}ms), " +
            $"command={message.Command}, server={EndPointCollection.ToString(EndPoint)}",
            CommandStatus.Sent));

        var patience = 4L * _options.AsyncTimeout;
        if (_inFlight.OldestIssuedAt() is { } oldest && now - Math.Max(oldest, Interlocked.Read(ref _lastRead)) > patience)
        {
            Abort(ConnectionFailureType.SocketFailure, $"The server has not answered anything for {patience}ms.");
        }
        else if (_options.KeepAlive > 0 && now - Interlocked.Read(ref _lastWrite) > _options.KeepAlive * 1000L)
        {
            Interlocked.Exchange(ref _lastWrite, now);
            var ping = new Message("PING", []);
            ping.Reply.Forget();
            backlog.Enqueue(ping);
        }
    }

    public void Abort(ConnectionFailureType type, string reason)
    {
        _abortReason ??= new RedisConnectionException(type, $"{reason} Connection: {this}.");
        Close();
    }

    public void Dispose()
    {
        Close();
        _closing.Dispose();
    }

    public override string ToString() => $"{EndPointCollection.ToString(EndPoint)}/{_type}";

    private static async Task<Stream> ConnectAsync(
        EndPoint endPoint, ConfigurationOptions options, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            await socket.ConnectAsync(endPoint, cancellationToken);
            var stream = new NetworkStream(socket, ownsSocket: true);
            return options.Ssl ? await EncryptAsync(stream, endPoint, options, cancellationToken) : stream;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<SslStream> EncryptAsync(
        Stream stream, EndPoint endPoint, ConfigurationOptions options, CancellationToken cancellationToken)
    {
        var encrypted = new SslStream(stream, leaveInnerStreamOpen: false);
        await encrypted.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = options.SslHost ?? (endPoint as DnsEndPoint)?.Host ?? (endPoint as IPEndPoint)?.Address.ToString(),
                RemoteCertificateValidationCallback = options.CertificateValidationCallback,
            },
            cancellationToken);
        return encrypted;
    }

    private async Task WriteAsync(MessageQueue backlog)
    {
        // What the caller wrote before must go out even when nothing else is queued.
        await _output.FlushAsync(_closing.Token);
        while (true)
        {
            await backlog.WaitAsync(_closing.Token);
            _isWriting = true;
            while (backlog.TryDequeue(out var message))
            {
                if (await TrySelectAsync(message))
                {
                    Write(message);
                }

                if (_output.UnflushedBytes > FlushAt)
                {
                    await _output.FlushAsync(_closing.Token);
                }
            }

            await _output.FlushAsync(_closing.Token);
            _isWriting = false;
        }
    }

    private void Write(Message message)
    {
        // First known, then sent: the reply must find it.
        _inFlight.Enqueue(message);
        RespWriter.Write(_output, message.Command, message.Arguments);
        Interlocked.Exchange(ref _lastWrite, Environment.TickCount64);
    }

    /// <summary>
    /// Switches to the message's database. The answer is awaited, so that no command can ever run on the wrong one: slow for
    /// callers that alternate, free for those that do not.
    /// </summary>
    private async ValueTask<bool> TrySelectAsync(Message message)
    {
        if (message.Database < 0 || message.Database == _selectedDatabase)
        {
            return true;
        }

        var select = new Message("SELECT", [message.Database]);
        select.Reply.Forget();
        try
        {
            Write(select);
            await _output.FlushAsync(_closing.Token);
            await select.Reply.WaitAsync(_closing.Token);
            _selectedDatabase = message.Database;
            return true;
        }
        catch (RedisServerException error)
        {
            message.Fail(error);
            return false;
        }
        catch (Exception error)
        {
            // Which database is selected is unknown now: the connection cannot be used any more.
            message.Fail(new RedisConnectionException(
                ConnectionFailureType.SocketFailure,
                $"Database {message.Database} could not be selected: {error.Message}",
                error,
                CommandStatus.WaitingToBeSent));
            throw;
        }
    }

    private async Task ReadAsync(Action<RedisResult> receive)
    {
        while (true)
        {
            var reply = await _input.ReadAsync(_closing.Token);
            Interlocked.Exchange(ref _lastRead, Environment.TickCount64);
            if (_type == ConnectionType.Subscription && Subscriptions.IsMessage(reply))
            {
                receive(reply);
            }
            else if (_type == ConnectionType.Subscription || reply.Resp3Type != ResultType.Push)
            {
                CompleteOldest(reply);
            }
        }
    }

    private void CompleteOldest(RedisResult reply)
    {
        if (!_inFlight.TryDequeue(out var message))
        {
            throw new InvalidDataException("A reply came without a command.");
        }

        message.Complete(reply);
    }

    private RedisConnectionException Describe(Exception error)
    {
        var type = error switch
        {
            EndOfStreamException => ConnectionFailureType.SocketClosed,
            IOException or SocketException => ConnectionFailureType.SocketFailure,
            InvalidDataException => ConnectionFailureType.ProtocolFailure,
            OperationCanceledException or ObjectDisposedException => ConnectionFailureType.ConnectionDisposed,
            _ => ConnectionFailureType.InternalFailure,
        };
        return new RedisConnectionException(type, $"{type} on {this}: {error.Message}", error);
    }

    private void Close()
    {
        try
        {
            _closing.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The health check can come just after the end.
        }

        _stream.Dispose();
    }
}
