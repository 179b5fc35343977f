using System.Data.Common;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ZoomAspire.Tests.Infrastructure;

/// <summary>A database server that is away, as a driver tells it that lets the socket's failure through as it is.</summary>
internal sealed class BareSocketFailures : DbConnectionInterceptor
{
    public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        throw new SocketException((int)SocketError.HostNotFound);
}
