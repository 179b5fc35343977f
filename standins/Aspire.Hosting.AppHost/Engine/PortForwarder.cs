using System.Net;
using System.Net.Sockets;

namespace Aspire.Hosting.Engine;

/// <summary>One public port in front of the ports of several replicas, in turn; a replica that is down is passed over.</summary>
internal sealed class PortForwarder(int port, IReadOnlyList<int> targets) : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, port);
    private readonly CancellationTokenSource _stopping = new();
    private int _next;

    public void Start()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stopping.Token);
                _ = ForwardAsync(client, _stopping.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The forwarder was stopped.
        }
    }

    private async Task ForwardAsync(Socket client, CancellationToken stopping)
    {
        using var inside = client;
        using var outside = await ConnectAsync(stopping);
        if (outside is null)
        {
            return;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        try
        {
            await Task.WhenAll(CopyAsync(inside, outside, either.Token), CopyAsync(outside, inside, either.Token));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side went away: so does the other.
        }
    }

    private async Task<Socket?> ConnectAsync(CancellationToken stopping)
    {
        for (var attempt = 0; attempt < targets.Count; attempt++)
        {
            var target = targets[(int)((uint)Interlocked.Increment(ref _next) % targets.Count)];
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, target, stopping);
                return socket;
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                socket.Dispose();
            }
        }

        return null;
    }

    private static async Task CopyAsync(Socket from, Socket to, CancellationToken stopping)
    {
        await using var source = new NetworkStream(from);
        await using var target = new NetworkStream(to);
        await source.CopyToAsync(target, stopping);
        to.Shutdown(SocketShutdown.Send);
    }
}
