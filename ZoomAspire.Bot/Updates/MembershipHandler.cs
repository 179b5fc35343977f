using Microsoft.EntityFrameworkCore;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Updates;

/// <summary>
/// Notes whether messages reach a chat: blocked or unblocked by its user, removed from or added to a group. Deliveries wait for
/// an unreachable chat and go on as soon as it is reachable again.
/// </summary>
internal sealed partial class MembershipHandler(ZoomAspireContext context, ParkedWork parked, ILogger<MembershipHandler> logger)
{
    public async Task HandleAsync(ChatMemberUpdated change, CancellationToken cancellationToken)
    {
        var chatId = new TelegramChatId(change.Chat.Id);
        var isReachable = change.NewChatMember.Status is not (ChatMemberStatus.Kicked or ChatMemberStatus.Left);
        await MarkAsync(chatId, isReachable ? DestinationState.Active : DestinationState.Unreachable, cancellationToken);
        if (isReachable)
        {
            await parked.ResumeAsync(cancellationToken);
        }
    }

    private async Task MarkAsync(TelegramChatId chatId, DestinationState state, CancellationToken cancellationToken)
    {
        var changed = await context.Destinations
            .Where(destination => destination.ChatId == chatId && destination.State != state)
            .ExecuteUpdateAsync(set => set.SetProperty(destination => destination.State, state), cancellationToken);
        if (changed > 0)
        {
            LogChanged(chatId, state);
        }
    }

    [LoggerMessage(LogLevel.Information, "Chat {ChatId} is now {State}")]
    private partial void LogChanged(TelegramChatId chatId, DestinationState state);
}
