using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Core.Recordings;

/// <summary>Tells a user that another Telegram user has connected their Zoom account, unless it has come back meanwhile.</summary>
internal sealed class TellAccountMovedHandler(ZoomAspireContext context, OwnerNotices notices) : IJobHandler
{
    /// <inheritdoc />
    public async Task HandleAsync(JobLease job, CancellationToken cancellationToken)
    {
        var connection = await context.Connections.AsNoTracking()
            .SingleOrDefaultAsync(connection => connection.Id == job.SubjectId, cancellationToken);
        if (connection is not null && connection.UserId != job.TenantId)
        {
            var account = new ConnectedAccount(connection.Id, connection.Provider, connection.Email, connection.DisplayName);
            await notices.TellAsync(job, ConnectionNotices.MovedAway(account), OwnerNotices.ConnectAgain(), cancellationToken);
        }
    }

    /// <inheritdoc />
    public Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Tells a user that somebody else opened the last step of their connecting.</summary>
internal sealed class TellFlowBurnedHandler(OwnerNotices notices) : IJobHandler
{
    /// <inheritdoc />
    public Task HandleAsync(JobLease job, CancellationToken cancellationToken) =>
        notices.TellAsync(job, ConnectionNotices.OpenedBySomebodyElse, OwnerNotices.ConnectAgain(), cancellationToken);

    /// <inheritdoc />
    public Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Tells the owner of a connection what no longer works, unless it works again meanwhile.</summary>
internal sealed class TellMissingScopesHandler(ZoomAspireContext context, IOAuthProvider provider, OwnerNotices notices) : IJobHandler
{
    /// <inheritdoc />
    public async Task HandleAsync(JobLease job, CancellationToken cancellationToken)
    {
        var connection = await context.Connections.AsNoTracking()
            .SingleOrDefaultAsync(connection => connection.Id == job.SubjectId, cancellationToken);
        if (connection is { Status: ConnectionStatus.Active } && connection.UserId == job.TenantId &&
            provider.MissingFrom(connection.Scopes) is { Count: > 0 } missing)
        {
            var account = new ConnectedAccount(connection.Id, connection.Provider, connection.Email, connection.DisplayName);
            await notices.TellAsync(job, ConnectionNotices.ScopesLost(account, missing), OwnerNotices.ConnectAgain(), cancellationToken);
        }
    }

    /// <inheritdoc />
    public Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken) => Task.CompletedTask;
}
