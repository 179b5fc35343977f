using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace ZoomAspire.Tests.Faults;

/// <summary>
/// The wire between the services and one of the parties that they talk to: hands bytes on, and can be cut, held up, or watched
/// for a call at which a service is to be killed.
/// </summary>
internal sealed partial class Link : IAsyncDisposable
{
    private const int BufferSize = 64 * 1024;

    private static readonly byte[] Continue = "HTTP/1.1 100"u8.ToArray();

    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Connection, bool> _connections = [];
    private readonly ConcurrentDictionary<string, bool> _tokens = [];
    private readonly Func<int, int, ServiceProcess?> _ownerOf;
    private readonly int _target;
    private readonly Task _accepting;
    private (byte[] From, byte[] To)[] _addresses = [];
    private volatile Failpoint? _failpoint;
    private volatile TaskCompletionSource? _held;
    private volatile bool _isCut;

    /// <param name="target">Loopback port that it leads to.</param>
    /// <param name="ownerOf">Whose connection it is, by the ports of its two ends.</param>
    public Link(int target, Func<int, int, ServiceProcess?> ownerOf)
    {
        (Port, _target, _ownerOf) = (Ports.Take(), target, ownerOf);
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Tokens that went over the wire: in Zoom's answers, and in its webhooks.</summary>
    public IEnumerable<string> Tokens => _tokens.Keys;

    /// <summary>In answers links take the places of the parties that they lead to, so that no call goes past them.</summary>
    public void Rewrite(IEnumerable<Link> links) => _addresses =
        [.. links.Select(link => (Encoding.ASCII.GetBytes($"127.0.0.1:{link._target}"), Encoding.ASCII.GetBytes($"127.0.0.1:{link.Port}")))];

    /// <summary>Watches for a call; one at a time.</summary>
    public void Arm(Failpoint? failpoint) => _failpoint = failpoint;

    /// <summary>Breaks all connections and refuses new ones, until mended.</summary>
    public void Cut()
    {
        _isCut = true;
        foreach (var connection in _connections.Keys)
        {
            connection.Break();
        }
    }

    /// <summary>Hands on nothing, until mended.</summary>
    public void Hold() => _held ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Mend()
    {
        _isCut = false;
        var held = _held;
        _held = null;
        held?.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        Mend();
        Cut();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private static async Task WriteAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await socket.SendAsync(bytes)..];
        }
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            _ = RunAsync(await _listener.AcceptSocketAsync(_stop.Token));
        }
    }

    private async Task RunAsync(Socket client)
    {
        client.NoDelay = true;
        using var connection = new Connection(client);
        try
        {
            if (_isCut)
            {
                connection.Break();
                return;
            }

            await connection.Server.ConnectAsync(IPAddress.Loopback, _target);
            _connections[connection] = true;
            await await Task.WhenAny(SendAsync(connection), AnswerAsync(connection));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // One side has gone: so must the other.
            connection.Break();
        }
        finally
        {
            _connections.TryRemove(connection, out _);
        }
    }

    private async Task SendAsync(Connection connection)
    {
        var buffer = new byte[BufferSize];
        while (await connection.Client.ReceiveAsync(buffer) is > 0 and var count)
        {
            await UnheldAsync();
            Collect(buffer.AsSpan(0, count));
            var call = connection.Statements.Spell(buffer.AsSpan(0, count));
            if (_failpoint is { } failpoint && failpoint.IsIn(call) && OwnerOf(connection) is { } owner)
            {
                var reached = failpoint.Reach(owner);
                if (reached == Reached.Step && failpoint.Step.AfterAnswer)
                {
                    connection.Doom = () => failpoint.Strike(owner);
                }
                else if (reached != Reached.Nothing)
                {
                    if (reached == Reached.Step)
                    {
                        failpoint.Strike(owner);
                    }

                    connection.Break();
                    return;
                }
            }

            await WriteAsync(connection.Server, buffer.AsMemory(0, count));
        }
    }

    private async Task AnswerAsync(Connection connection)
    {
        var buffer = new byte[BufferSize];
        while (await connection.Server.ReceiveAsync(buffer) is > 0 and var count)
        {
            await UnheldAsync();
            var answer = buffer.AsMemory(0, count);
            if (connection.Doom is { } strike && !answer.Span.StartsWith(Continue))
            {
                strike();
                connection.Break();
                return;
            }

            Readdress(answer.Span);
            Collect(answer.Span);
            await WriteAsync(connection.Client, answer);
        }
    }

    // All addresses are equally long. One that two reads share stays as it is: the services may also go there directly.
    private void Readdress(Span<byte> answer)
    {
        foreach (var (from, to) in _addresses)
        {
            for (int at = 0, next; (next = answer[at..].IndexOf(from)) >= 0; at += next + to.Length)
            {
                to.CopyTo(answer[(at + next)..]);
            }
        }
    }

    private void Collect(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IndexOf("_token\""u8) < 0)
        {
            return;
        }

        foreach (Match match in Token().Matches(Encoding.Latin1.GetString(bytes)))
        {
            _tokens[match.Groups[1].Value] = true;
        }
    }

    private ServiceProcess? OwnerOf(Connection connection) => _ownerOf(((IPEndPoint)connection.Client.RemoteEndPoint!).Port, Port);

    private Task UnheldAsync() => _held?.Task ?? Task.CompletedTask;

    [GeneratedRegex("_token\"\\s*:\\s*\"([^\"]{16,})\"")]
    private static partial Regex Token();

    private sealed class Connection(Socket client) : IDisposable
    {
        public Socket Client => client;

        public PreparedStatements Statements { get; } = new();

        public Socket Server { get; } = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

        /// <summary>What happens when the next answer comes.</summary>
        public Action? Doom { get; set; }

        /// <summary>With a reset, not with a polite end that could be taken for an answer.</summary>
        public void Break()
        {
            try
            {
                client.LingerState = new LingerOption(true, 0);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // Broken already.
            }

            Dispose();
        }

        public void Dispose()
        {
            client.Dispose();
            Server.Dispose();
        }
    }
}
