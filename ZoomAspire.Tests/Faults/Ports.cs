using System.Net;
using System.Net.Sockets;

namespace ZoomAspire.Tests.Faults;

/// <summary>
/// Ports for processes that are killed and come back on the same one: below those from which the system serves outgoing
/// connections, or one of these might have taken it meanwhile. All have five digits; none is given out twice.
/// </summary>
internal static class Ports
{
    private const int First = 20_000;
    private const int Last = 31_999;

    private static readonly HashSet<int> Given = [];

    public static int Take() => TakeRow(1);

    /// <summary>The first of a row of free ports.</summary>
    public static int TakeRow(int count)
    {
        lock (Given)
        {
            while (true)
            {
                var row = Enumerable.Range(Random.Shared.Next(First, Last - count), count).ToList();
                // One that is given out may not be listened on yet.
                if (row.TrueForAll(port => !Given.Contains(port) && IsFree(port)))
                {
                    Given.UnionWith(row);
                    return row[0];
                }
            }
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
