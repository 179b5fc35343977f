using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Telegram.Bot;
using Telegram.Bot.Exceptions;
using Telegram.Bot.Types.Enums;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Looks once more, before anything of a recording is said in a group, whether it may get it: a route of its owner still leads there, and
/// the owner is still in it. Else the delivery goes to the owner's private chat. Private chats are not asked about.
/// </summary>
internal sealed partial class GroupPermission(
    ZoomAspireContext context,
    ITelegramBotClient bot,
    TelegramCalls calls,
    Announcer announcer,
    AuditLog audit,
    TimeProvider time,
    ILogger<GroupPermission> logger)
{
    /// <summary>Looks, and changes nothing.</summary>
    /// <exception cref="JobFailedException">Telegram cannot be asked, which says nothing about the owner.</exception>
    public async Task<bool> IsGivenAsync(JobLease job, DeliveryTarget target, CancellationToken cancellationToken) =>
        await FindObstacleAsync(job, target, cancellationToken) is Obstacle.None;

    /// <summary>Whether a route still leads there, as the database says; Telegram is not asked.</summary>
    public async Task<bool> IsRoutedAsync(DeliveryTarget target, CancellationToken cancellationToken) =>
        target.Destination.ChatId.IsPrivate || await RoutedChats.LeadsToAsync(context, target.Destination.Id, target.Meeting, cancellationToken);

    /// <summary>Looks, and has the delivery go to the private chat where the group may not get it.</summary>
    /// <returns>Whether the group may get it. If not, there is nothing left to do: the private chat has a delivery of its own.</returns>
    /// <exception cref="JobPostponedException">It is to go to the private chat: the job does that when it is run again.</exception>
    /// <exception cref="JobFailedException">Telegram cannot be asked, which says nothing about the owner.</exception>
    public async Task<bool> DemandAsync(JobLease job, DeliveryTarget target, CancellationToken cancellationToken)
    {
        var obstacle = await FindObstacleAsync(job, target, cancellationToken);
        if (obstacle == Obstacle.None)
        {
            return true;
        }

        LogDiverted(target.Delivery.Id, obstacle);
        await TakeBackAsync(job, target, cancellationToken);
        var isMoved = false;
        await job.SaveAsync(
            context,
            async token =>
            {
                // Rows of other tables are locked in the order in which everybody does: messages, deliveries, routes.
                await SaveTakenBackAsync(target, token);
                isMoved = await MoveAsync(target, token);
                if (obstacle == Obstacle.OwnerLeft)
                {
                    await EndRoutesAsync(target.Destination, token);
                }
            },
            cancellationToken);
        return isMoved ? throw new JobPostponedException(TimeSpan.Zero) : false;
    }

    private async Task<Obstacle> FindObstacleAsync(JobLease job, DeliveryTarget target, CancellationToken cancellationToken)
    {
        if (target.Destination.ChatId.IsPrivate)
        {
            return Obstacle.None;
        }

        if (!await IsRoutedAsync(target, cancellationToken))
        {
            return Obstacle.NoRoute;
        }

        return await FindOwnersObstacleAsync(job, target.Destination, cancellationToken);
    }

    private async Task<Obstacle> FindOwnersObstacleAsync(JobLease job, Destination destination, CancellationToken cancellationToken)
    {
        var owner = await context.Users.Where(user => user.Id == destination.UserId).Select(user => user.TelegramUserId)
            .SingleAsync(cancellationToken);
        if (owner is not { } ownerId)
        {
            return Obstacle.OwnerUnseen;
        }

        var obstacle = await calls.MakeAsync(
            job, destination, () => AskAsync(destination, ownerId, cancellationToken), cancellationToken);
        if (obstacle == Obstacle.OwnerLeft && destination.ChatId.IsBasicGroup)
        {
            await DemandNotUpgradedAsync(job, destination, cancellationToken);
        }

        return obstacle;
    }

    // Where Telegram does not say who is in a group, nobody can be seen to be; but that proves nothing that routes should end for.
    private async Task<Obstacle> AskAsync(Destination destination, TelegramUserId ownerId, CancellationToken cancellationToken)
    {
        try
        {
            return GroupMembers.IsIn(await bot.GetChatMember(destination.ChatId.Value, ownerId.Value, cancellationToken))
                ? Obstacle.None
                : Obstacle.OwnerLeft;
        }
        catch (RequestException exception) when (
            TelegramCalls.KindOf(exception) is TelegramFailureKind.BadRequest or TelegramFailureKind.NoRights)
        {
            return Obstacle.OwnerUnseen;
        }
    }

    // One that has become a supergroup has no members any more. Only calls that write are told so: this is the one that leaves nothing
    // behind (https://github.com/tdlib/telegram-bot-api, Client.cpp). The new id is followed, and the job asks again there.
    private async Task DemandNotUpgradedAsync(JobLease job, Destination destination, CancellationToken cancellationToken) =>
        await calls.MakeAsync(
            job,
            destination,
            async () =>
            {
                await bot.SendChatAction(destination.ChatId.Value, ChatAction.Typing, cancellationToken: cancellationToken);
                return true;
            },
            cancellationToken);

    // What the group has read of it already. A group that refuses it keeps nothing from the private chat.
    private async Task TakeBackAsync(JobLease job, DeliveryTarget target, CancellationToken cancellationToken)
    {
        var announced = await context.ChatMessages
            .Where(message => message.DeliveryId == target.Delivery.Id && message.DestinationId == target.Destination.Id &&
                message.Purpose == ChatMessagePurpose.Announce && message.State == ChatMessageState.Announced && message.MessageId != null)
            .OrderBy(message => message.Part)
            .ToListAsync(cancellationToken);
        foreach (var message in announced)
        {
            if (target.Destination.State == DestinationState.Active)
            {
                await announcer.TryRewriteAsync(
                    job, target, message, new AnnouncedText(RouteNoticeText.NotForThisGroup), cancellationToken);
            }

            message.State = ChatMessageState.Removed;
            message.UpdatedAt = time.GetUtcNow();
        }
    }

    private async Task SaveTakenBackAsync(DeliveryTarget target, CancellationToken cancellationToken)
    {
        await context.Database.ExecuteSqlAsync(
            $"SELECT 1 FROM chat_messages WHERE delivery_id = {target.Delivery.Id} ORDER BY id FOR UPDATE", cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
    }

    private async Task EndRoutesAsync(Destination destination, CancellationToken cancellationToken)
    {
        var ended = await RouteRows.DeleteAllToChatAsync(context, destination.UserId, destination.ChatId, cancellationToken);
        ended.ForEach(route => audit.Add(context, RouteRows.Line(AuditActions.RouteOwnerLeft, AuditActors.System, route)));
        // Once, however many deliveries find it so.
        if (ended.Count > 0)
        {
            JobQueue.Add(context, JobKind.TellRouteOwnerLeft, destination.Id, destination.UserId);
        }
    }

    /// <returns>False where the private chat has a delivery of the same recording: this one is gone, or as it was before it was to come again.</returns>
    private async Task<bool> MoveAsync(DeliveryTarget target, CancellationToken cancellationToken)
    {
        var privateId = await DestinationRows.EnsurePrivateAsync(context, target.Destination.UserId, cancellationToken)
            ?? throw new JobFailedException(FailureKind.Permanent, "The group may not get the recording, and its owner has no private chat.");
        // Two that come here at once see each other's delivery.
        await context.Database.ExecuteSqlAsync($"SELECT 1 FROM destinations WHERE id = {privateId} FOR NO KEY UPDATE", cancellationToken);
        var moved = await context.Database.ExecuteSqlAsync(
            $"""
            UPDATE deliveries SET destination_id = {privateId} WHERE id = {target.Delivery.Id} AND NOT EXISTS (
                SELECT 1 FROM deliveries o WHERE o.recording_id = {target.Recording.Id} AND o.destination_id = {privateId})
            """,
            cancellationToken);
        // What was to come to the group once more stays what it was.
        if (moved == 0 && await context.Database.ExecuteSqlAsync(
            $"UPDATE deliveries SET state = 'delivered' WHERE id = {target.Delivery.Id} AND delivered_at IS NOT NULL", cancellationToken) == 0)
        {
            await context.Database.ExecuteSqlAsync($"DELETE FROM deliveries WHERE id = {target.Delivery.Id}", cancellationToken);
        }

        return moved > 0;
    }

    private enum Obstacle
    {
        None,
        NoRoute,
        OwnerLeft,
        OwnerUnseen,
    }

    [LoggerMessage(LogLevel.Information, "Delivery {DeliveryId} goes to the private chat of its owner instead of the group: {Obstacle}")]
    private partial void LogDiverted(long deliveryId, Obstacle obstacle);
}
