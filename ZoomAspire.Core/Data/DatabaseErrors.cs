using System.Data.Common;
using System.Net.Sockets;

namespace ZoomAspire.Core.Data;

/// <summary>Recognises failures of the database, however they arrive.</summary>
public static class DatabaseErrors
{
    /// <summary>
    /// Whether something failed because of the database. EF Core wraps such failures: those of saving in a
    /// <see cref="Microsoft.EntityFrameworkCore.DbUpdateException"/>, and without a retrying strategy everything that a retry
    /// might cure in an <see cref="InvalidOperationException"/>.
    /// </summary>
    /// <param name="exception">What was thrown.</param>
    public static bool IsFailure(Exception exception) => CauseOf(exception) is not null;

    /// <summary>The failure of the database behind an exception; null if something else went wrong.</summary>
    /// <param name="exception">What was thrown.</param>
    public static Exception? CauseOf(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (exception is SocketException)
        {
            // Before version 10 Npgsql lets that of a name that does not resolve through (https://github.com/npgsql/npgsql/issues/5606);
            // HTTP clients wrap theirs.
            return exception;
        }

        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is DbException or TimeoutException)
            {
                return cause;
            }
        }

        return null;
    }
}
