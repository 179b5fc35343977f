using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Tells the owner of a connection, privately, that Zoom names another account together with its user, and what repairs that: unless it
/// has been approved again meanwhile.
/// </summary>
internal sealed class TellAccountChangedHandler(ZoomAspireContext context, OwnerNotices notices) : IJobHandler
{
    /// <inheritdoc />
    public async Task HandleAsync(JobLease job, CancellationToken cancellationToken)
    {
        var connection = await context.Connections.AsNoTracking()
            .SingleOrDefaultAsync(connection => connection.Id == job.SubjectId, cancellationToken);
        if (connection is { Status: ConnectionStatus.Active or ConnectionStatus.NeedsReauth } && connection.UserId == job.TenantId &&
            connection.AuthorizedAt < job.CreatedAt)
        {
            var account = new ConnectedAccount(connection.Id, connection.Provider, connection.Email, connection.DisplayName);
            await notices.TellAsync(job, ConnectionNotices.AccountChanged(account), OwnerNotices.ConnectAgain(), cancellationToken);
        }
    }

    /// <inheritdoc />
    public Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken) => Task.CompletedTask;
}
