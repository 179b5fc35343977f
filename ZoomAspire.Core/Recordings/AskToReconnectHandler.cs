using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Telegram.Bot.Exceptions;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Recordings;

/// <summary>Tells the owner of a link, privately, what is due to be told about it: each thing once.</summary>
internal sealed partial class AskToReconnectHandler(
    ZoomAspireContext context, LinkNotices links, OwnerNotices notices, TimeProvider time, ILogger<AskToReconnectHandler> logger) : IJobHandler
{
    /// <inheritdoc />
    public async Task HandleAsync(JobLease job, CancellationToken cancellationToken)
    {
        while (await context.Connections.AsNoTracking()
                .SingleOrDefaultAsync(connection => connection.Id == job.SubjectId && connection.UserId == job.TenantId, cancellationToken)
                is { } connection &&
            await links.FindDueAsync(connection, cancellationToken) is { } due)
        {
            // All that may fail comes first: from the row on only the call to Telegram is left.
            var waiting = await links.CountWaitingAsync(connection, cancellationToken);
            var chatId = await notices.FindChatAsync(job.TenantId, cancellationToken);
            if (!await TryTakeAsync(job, due, cancellationToken))
            {
                return; // Somebody else is telling it.
            }

            await TellAsync(job, connection, due, (chatId, waiting), cancellationToken);
        }
    }

    /// <inheritdoc />
    public Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task TellAsync(
        JobLease job, Connection connection, DueNotice due, (TelegramUserId? ChatId, WaitingRecordings Waiting) what, CancellationToken cancellationToken)
    {
        var isLinked = connection.GrantType == GrantType.AccountCredentials;
        try
        {
            await notices.SendAsync(
                what.ChatId,
                LinkNoticeText.Of(due, connection.Email ?? connection.DisplayName, what.Waiting, isLinked),
                isLinked ? null : OwnerNotices.ConnectAgain(LinkNoticeText.Button),
                cancellationToken);
            await SetAsync(job, due, ConnectionNoticeState.Sent, cancellationToken);
        }
        catch (JobFailedException exception) when (exception.Failure.Kind == FailureKind.Gone)
        {
            await SetAsync(job, due, ConnectionNoticeState.Undeliverable, cancellationToken);
        }
        catch (JobFailedException exception) when (exception.InnerException is RequestException failed)
        {
            if (TelegramCalls.WasNotMade(failed))
            {
                await ForgetAsync(job, due, cancellationToken);
                throw;
            }

            LogUnconfirmed(connection.Id, due.Kind);
        }
    }

    private async Task<bool> TryTakeAsync(JobLease job, DueNotice due, CancellationToken cancellationToken)
    {
        var kind = SnakeCaseNames.Of(due.Kind.ToString());
        var taken = 0;
        try
        {
            await job.SaveAsync(
                context,
                async token => taken = await context.Database.ExecuteSqlAsync(
                    $"""
                    INSERT INTO connection_notices (connection_id, kind, about, state, updated_at)
                    VALUES ({job.SubjectId}, {kind}, {due.About}, 'sending', {time.GetUtcNow()})
                    ON CONFLICT (connection_id, kind, about) DO NOTHING
                    """,
                    token),
                cancellationToken);
            return taken > 0;
        }
        catch (Exception exception) when (taken > 0 && exception is not LeaseLostException)
        {
            // Nothing was sent, whether or not the row came to be.
            await ForgetAsync(job, due, CancellationToken.None);
            throw;
        }
    }

    private Task SetAsync(JobLease job, DueNotice due, ConnectionNoticeState state, CancellationToken cancellationToken) => job.SaveAsync(
        context,
        token => Row(job, due).ExecuteUpdateAsync(
            set => set.SetProperty(notice => notice.State, state).SetProperty(notice => notice.UpdatedAt, time.GetUtcNow()), token),
        cancellationToken);

    private Task ForgetAsync(JobLease job, DueNotice due, CancellationToken cancellationToken) =>
        job.SaveAsync(context, token => Row(job, due).ExecuteDeleteAsync(token), cancellationToken);

    private IQueryable<ConnectionNotice> Row(JobLease job, DueNotice due) => context.ConnectionNotices.Where(
        notice => notice.ConnectionId == job.SubjectId && notice.Kind == due.Kind && notice.About == due.About);

    [LoggerMessage(LogLevel.Warning, "Telegram did not confirm the notice {Kind} about connection {ConnectionId}: it is not sent again")]
    private partial void LogUnconfirmed(long connectionId, ConnectionNoticeKind kind);
}
