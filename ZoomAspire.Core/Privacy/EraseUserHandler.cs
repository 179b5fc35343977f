using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Core.Privacy;

/// <summary>
/// Erases all that is kept of a user, as they have confirmed: ends the connections and revokes them at Zoom, takes messages out of the chats
/// where that is wanted, deletes the media, and then every row in one transaction, this job and the key of the audit log's pseudonym among
/// them. Every step bears being repeated.
/// </summary>
internal sealed partial class EraseUserHandler(
    ZoomAspireContext context,
    ConnectionStore store,
    TokenRevoker revoker,
    ErasedMessages messages,
    ErasedMedia media,
    ErasedRows rows,
    ErasureFarewell farewell,
    ILogger<EraseUserHandler> logger) : IJobHandler
{
    /// <inheritdoc />
    public async Task HandleAsync(JobLease job, CancellationToken cancellationToken)
    {
        if (await context.Erasures.SingleOrDefaultAsync(row => row.UserId == job.TenantId && row.ErasedAt == null, cancellationToken)
            is not { } erasure)
        {
            return;
        }

        await EndConnectionsAsync(erasure, cancellationToken);
        await messages.RemoveAsync(job, erasure, cancellationToken);
        await media.RemoveAsync(erasure.UserId, cancellationToken);
        await job.CompleteAsync(context, token => rows.DeleteAsync(job, erasure, token), cancellationToken);
        LogErased(erasure.Id);
        await farewell.SayDueAsync(cancellationToken);
    }

    /// <summary>Begun again by the maintenance: what was confirmed is carried out.</summary>
    public Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task EndConnectionsAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        var ids = await context.Connections
            .Where(connection => connection.UserId == erasure.UserId &&
                (connection.Status == ConnectionStatus.Active || connection.Status == ConnectionStatus.NeedsReauth))
            .OrderBy(connection => connection.Id)
            .Select(connection => connection.Id)
            .ToListAsync(cancellationToken);
        foreach (var id in ids)
        {
            if (await EndAsync(erasure.UserId, id, cancellationToken) is { } revocation)
            {
                await revoker.RevokeAsync(revocation, cancellationToken);
            }
        }

        foreach (var revocation in await DropFlowsAsync(erasure, cancellationToken))
        {
            await revoker.RevokeAsync(revocation, cancellationToken);
        }
    }

    private async Task<Guid?> EndAsync(long userId, long connectionId, CancellationToken cancellationToken)
    {
        await using var transaction = await store.BeginAsync(cancellationToken);
        if (await store.LockAsync(connectionId, cancellationToken) is not { } connection || connection.UserId != userId ||
            connection.Status is not (ConnectionStatus.Active or ConnectionStatus.NeedsReauth))
        {
            return null;
        }

        var revocation = await store.EndAsync(connection, AuditActions.ConnectionDisconnected, AuditActors.User, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return revocation;
    }

    // What was approved and not finished.
    private async Task<IReadOnlyList<Guid>> DropFlowsAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        if (erasure.TelegramUserId is not { } userId)
        {
            return [];
        }

        await using var transaction = await store.BeginAsync(cancellationToken);
        var flows = await context.OAuthFlows.FromSql(
            $"SELECT * FROM oauth_flows WHERE telegram_user_id = {userId.Value} AND outcome = 'awaiting_finish' ORDER BY id FOR UPDATE")
            .ToListAsync(cancellationToken);
        var revocations = new List<Guid>();
        foreach (var flow in flows)
        {
            flow.Outcome = OAuthFlowOutcome.Expired;
            if (await store.DropPendingAsync(flow, cancellationToken) is { } revocation)
            {
                revocations.Add(revocation);
            }
        }

        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return revocations;
    }

    [LoggerMessage(LogLevel.Information, "A user was erased, reference {Reference}")]
    private partial void LogErased(Guid reference);
}
