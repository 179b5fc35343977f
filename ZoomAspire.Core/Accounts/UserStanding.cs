using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Accounts;

/// <summary>
/// Takes in what happens to a connection's user at Zoom (<c>user.deleted</c>, <c>user.disassociated</c>, <c>user.deactivated</c>,
/// <c>user.activated</c>; https://developers.zoom.us/docs/api/users/events/): who is gone is purged, who is deactivated waits. Counts
/// only for the account and user of a connection of ours, and only if it is later than the authorisation; of who is linked, if it is later
/// than what Zoom had said when the user was invited.
/// </summary>
internal sealed partial class UserStanding(
    ConnectionStore store, IOAuthProvider provider, JobHints hints, TimeProvider time, ILogger<UserStanding> logger) : IWebhookEventHandler
{
    /// <summary>The user no longer exists.</summary>
    public const string Deleted = "user.deleted";

    /// <summary>The user left the account.</summary>
    public const string Disassociated = "user.disassociated";

    /// <summary>The user can no longer sign in.</summary>
    public const string Deactivated = "user.deactivated";

    /// <summary>The user can sign in again.</summary>
    public const string Activated = "user.activated";

    private ZoomAspireContext Context => store.Context;

    /// <inheritdoc />
    public async Task<WebhookOutcome> TakeInAsync(WebhookEnvelope envelope, CancellationToken cancellationToken)
    {
        if (Notice.TryRead(envelope) is not { } notice)
        {
            return WebhookOutcome.Malformed;
        }

        await using var transaction = await store.BeginAsync(cancellationToken);
        var connections = await FindAsync(notice, cancellationToken);
        if (connections.Count == 0)
        {
            return WebhookOutcome.UnknownHost;
        }

        if (!await WebhookEvents.TryAddAsync(Context, EventOf(notice), cancellationToken))
        {
            return WebhookOutcome.Duplicate;
        }

        var jobs = new List<Guid>();
        foreach (var connection in connections)
        {
            if (await ApplyAsync(connection, notice, cancellationToken) is { } job)
            {
                jobs.Add(job.Id);
            }

            LogTakenIn(connection.Id, notice.Event);
        }

        await Context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await hints.SendAsync(jobs, cancellationToken);
        return WebhookOutcome.Accepted;
    }

    // The user's own, and one by which the user is linked or invited to be.
    private async Task<List<Connection>> FindAsync(Notice notice, CancellationToken cancellationToken)
    {
        var ids = await Context.Connections
            .Where(found => found.Provider == provider.Name &&
                (found.ClientId == provider.ClientId || found.GrantType == GrantType.AccountCredentials) &&
                found.ExternalUserId == notice.UserId && found.AccountId == notice.AccountId)
            .OrderBy(found => found.Id)
            .Select(found => found.Id)
            .ToListAsync(cancellationToken);
        if (ids.Count > 0)
        {
            // Before the rows, as everybody does who may come to need both of them.
            await store.LockUserAsync(notice.UserId, cancellationToken);
        }

        var connections = new List<Connection>();
        foreach (var id in ids)
        {
            if (await store.LockAsync(id, cancellationToken) is { Status: not ConnectionStatus.Revoked } connection &&
                notice.At > await HeardAtAsync(connection, cancellationToken))
            {
                connections.Add(connection);
            }
        }

        return connections;
    }

    // What Zoom had said of who is linked is as old as the invitation: between it and its acceptance much may have happened that comes late.
    private async Task<DateTimeOffset> HeardAtAsync(Connection connection, CancellationToken cancellationToken)
    {
        if (connection is { GrantType: not GrantType.AccountCredentials } or { Status: ConnectionStatus.Pending })
        {
            return connection.AuthorizedAt;
        }

        // Kept for a day after the last moment at which it could be accepted.
        var toldAt = await Context.OAuthFlows
            .Where(flow => flow.ConnectionId == connection.Id && flow.Outcome == OAuthFlowOutcome.Finished)
            .OrderByDescending(flow => flow.FinishedAt)
            .Select(flow => flow.ToldAt)
            .FirstOrDefaultAsync(cancellationToken);
        return toldAt < connection.AuthorizedAt ? toldAt.Value : connection.AuthorizedAt;
    }

    private async Task<Job?> ApplyAsync(Connection connection, Notice notice, CancellationToken cancellationToken)
    {
        if (notice.Event == Activated && !(connection.ActivatedAt > notice.At))
        {
            connection.ActivatedAt = notice.At;
        }

        switch (notice.Event)
        {
            // Events may overtake each other: what is later at Zoom counts.
            case Deactivated when !(connection.ActivatedAt > notice.At):
                await PauseAsync(connection, notice, cancellationToken);
                return null;
            case Activated when connection.PausedAt < notice.At:
                await store.ResumeAsync(connection, cancellationToken);
                return null;
            case Deleted or Disassociated:
                return await EndAsync(connection, cancellationToken);
            default:
                return null;
        }
    }

    // Its work is parked and its owner told, as with a dead link; but nobody is reminded of what only an administrator can change. One that
    // is not finished yet has neither work nor owner, and cannot be finished meanwhile.
    private async Task PauseAsync(Connection connection, Notice notice, CancellationToken cancellationToken)
    {
        if (!(connection.PausedAt > notice.At))
        {
            connection.PausedAt = notice.At;
        }

        if (connection.Status == ConnectionStatus.Active)
        {
            await store.SuspendAsync(connection, AuditActions.ConnectionPaused, cancellationToken);
        }
    }

    private async Task<Job?> EndAsync(Connection connection, CancellationToken cancellationToken)
    {
        var owner = connection.Status == ConnectionStatus.Pending ? null : connection.UserId;
        await store.EndAsync(connection, AuditActions.ConnectionUserGone, AuditActors.Provider, cancellationToken);
        return owner is { } ownerId ? JobQueue.Add(Context, JobKind.TellUserGone, ownerId, ownerId) : null;
    }

    private WebhookEvent EventOf(Notice notice) => new()
    {
        DedupeKey = $"{notice.Event}:{notice.AccountId}:{notice.UserId}:{notice.At.ToUnixTimeMilliseconds()}",
        EventName = notice.Event,
        EventTime = notice.At,
        Outcome = WebhookOutcome.Accepted,
        ReceivedAt = time.GetUtcNow(),
    };

    private sealed record Notice(string Event, string AccountId, ZoomUserId UserId, DateTimeOffset At)
    {
        private const int MaxIdLength = 128;

        public static Notice? TryRead(WebhookEnvelope envelope) =>
            envelope.Payload.Text("account_id") is { Length: <= MaxIdLength } accountId &&
            envelope.Payload.Child("object").Text("id") is { Length: <= MaxIdLength } userId && envelope.EventTime is { } at
                ? new Notice(envelope.Event, accountId, new ZoomUserId(userId), at)
                : null;
    }

    [LoggerMessage(LogLevel.Information, "The user of connection {ConnectionId} is concerned by {Event}")]
    private partial void LogTakenIn(long connectionId, string @event);
}
