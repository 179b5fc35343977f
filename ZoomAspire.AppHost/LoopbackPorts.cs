using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ZoomAspire.AppHost;

/// <summary>Ports of this machine.</summary>
internal static class LoopbackPorts
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Whether nobody listens on the port.</summary>
    /// <param name="port">The port.</param>
    public static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Whether nobody listens on the port, now or before the patience ends.</summary>
    /// <param name="port">The port.</param>
    /// <param name="patience">How long to wait at most.</param>
    public static async Task<bool> BecomesFreeAsync(int port, TimeSpan patience)
    {
        var watch = Stopwatch.StartNew();
        while (!IsFree(port))
        {
            if (watch.Elapsed > patience)
            {
                return false;
            }

            await Task.Delay(Pause);
        }

        return true;
    }

    /// <summary>A port that nobody listens on, from those the system hands out.</summary>
    public static int Any()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
