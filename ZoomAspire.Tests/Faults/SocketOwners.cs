using System.Globalization;

namespace ZoomAspire.Tests.Faults;

/// <summary>Which process holds the other end of a loopback connection, as the kernel shows it.</summary>
internal static class SocketOwners
{
    /// <param name="candidates">Processes that may be it.</param>
    /// <param name="localPort">The process's own port.</param>
    /// <param name="remotePort">The port that it is connected to.</param>
    public static ServiceProcess? Find(IEnumerable<ServiceProcess> candidates, int localPort, int remotePort)
    {
        // A socket of both families shows among those of IPv6, whatever it speaks.
        var inode = Inode("/proc/net/tcp", localPort, remotePort) ?? Inode("/proc/net/tcp6", localPort, remotePort);
        return inode is null ? null : candidates.FirstOrDefault(candidate => Holds(candidate.ProcessId, $"socket:[{inode}]"));
    }

    private static string? Inode(string table, int localPort, int remotePort)
    {
        // sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode …, addresses as hex:PORT
        var (local, remote) = (Hex(localPort), Hex(remotePort));
        return File.ReadLines(table)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .FirstOrDefault(fields => fields[1].EndsWith(local, StringComparison.Ordinal) && fields[2].EndsWith(remote, StringComparison.Ordinal))?[9];
    }

    private static string Hex(int port) => ":" + port.ToString("X4", CultureInfo.InvariantCulture);

    private static bool Holds(int processId, string socket)
    {
        try
        {
            return Directory.EnumerateFiles($"/proc/{processId}/fd").Any(file => new FileInfo(file).LinkTarget == socket);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
