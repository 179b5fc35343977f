using System.Net;
using System.Net.Sockets;

namespace ZoomAspire.Tests.Faults;

/// <summary>
/// Ports for processes that are killed and come back on the same one: below those from which the system serves outgoing
/// connections, or one of these might have taken it meanwhile. All have five digits.
/// </summary>
internal static class Ports
{
    private const int First = 20_000;
    private const int Last = 31_999;

    public static int Take() => TakeRow(1);

    /// <summary>The first of a row of free ports.</summary>
    public static int TakeRow(int count)
    {
        while (true)
        {
            var first = Random.Shared.Next(First, Last - count);
            if (Enumerable.Range(first, count).All(IsFree))
            {
                return first;
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
