using System.Net;
using System.Net.Sockets;

namespace ZoomAspire.AppHost;

/// <summary>Ports of this machine.</summary>
internal static class LoopbackPorts
{
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

    /// <summary>A port that nobody listens on, from those the system hands out.</summary>
    public static int Any()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
