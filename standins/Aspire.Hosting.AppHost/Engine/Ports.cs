using System.Net;
using System.Net.Sockets;

namespace Aspire.Hosting.Engine;

/// <summary>Hands out loopback ports that nobody listens on, none of them twice.</summary>
internal sealed class Ports
{
    private readonly HashSet<int> _given = [];

    public void Reserve(int port) => _given.Add(port);

    public int Free()
    {
        while (true)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var port = ((IPEndPoint)probe.LocalEndpoint).Port;
            if (_given.Add(port))
            {
                return port;
            }
        }
    }
}
