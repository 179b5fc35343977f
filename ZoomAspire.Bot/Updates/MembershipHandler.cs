using Microsoft.EntityFrameworkCore;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Routes;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Updates;

/// <summary>
/// Notes whether messages reach a chat: blocked or unblocked by its user, removed from or added to a group. Deliveries wait for
/// an unreachable chat and go on as soon as it is reachable again. Who adds the bot to a group is offered to deliver there.
/// </summary>
internal sealed partial class MembershipHandler(
    ZoomAspireContext context,
    KnownChats chats,
    KnownTopics topics,
    ParkedWork parked,
    JobHints hints,
    GroupOffer offer,
    ILogger<MembershipHandler> logger)
{
    public async Task HandleAsync(ChatMemberUpdated change, CancellationToken cancellationToken)
    {
        var chatId = new TelegramChatId(change.Chat.Id);
        await chats.NoteTitleAsync(change.Chat, cancellationToken);
        if (change.NewChatMember.Status is ChatMemberStatus.Kicked or ChatMemberStatus.Left)
        {
            await LoseAsync(chatId, cancellationToken);
            await topics.ForgetUnusedAsync(chatId, cancellationToken);
        }
        else
        {
            await topics.NoteAsync(change.Chat, cancellationToken);
            await RegainAsync(chatId, cancellationToken);
            if (change.Chat.Type is ChatType.Group or ChatType.Supergroup && !GroupMembers.IsIn(change.OldChatMember))
            {
                await offer.MakeAsync(change.Chat, change.From, cancellationToken);
            }
        }
    }

    private async Task RegainAsync(TelegramChatId chatId, CancellationToken cancellationToken)
    {
        if (await chats.RegainAsync(chatId, cancellationToken) > 0)
        {
            LogChanged(chatId, DestinationState.Active);
        }

        await parked.ResumeAsync(cancellationToken);
    }

    private async Task LoseAsync(TelegramChatId chatId, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var lost = await context.Destinations.FromSql(
            $"""
            WITH locked AS (
                SELECT id FROM destinations WHERE chat_id = {chatId.Value} AND state <> 'unreachable' ORDER BY id FOR NO KEY UPDATE
            )
            UPDATE destinations d SET state = 'unreachable' FROM locked WHERE d.id = locked.id RETURNING d.*
            """).AsNoTracking().ToListAsync(cancellationToken);
        var notices = await AddNoticesAsync(lost, cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (lost.Count > 0)
        {
            LogChanged(chatId, DestinationState.Unreachable);
        }

        await hints.SendAsync([.. notices.Select(notice => notice.Id)], cancellationToken);
    }

    // Now, for the delivery that fails later finds the group unreachable already. Who blocked the bot knows and cannot be told.
    private async Task<List<Job>> AddNoticesAsync(List<Destination> lost, CancellationToken cancellationToken)
    {
        var groups = lost.Where(destination => destination.Kind == DestinationKind.Group).ToDictionary(destination => destination.Id);
        var used = await context.Routes
            .Where(route => groups.Keys.Contains(route.DestinationId) && route.State == RouteState.Active)
            .Select(route => route.DestinationId).Distinct().ToListAsync(cancellationToken);
        return [.. used.Select(id => JobQueue.Add(context, JobKind.TellUnreachable, id, groups[id].UserId))];
    }

    [LoggerMessage(LogLevel.Information, "Chat {ChatId} is now {State}")]
    private partial void LogChanged(TelegramChatId chatId, DestinationState state);
}
