using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Updates;

/// <summary>A group that became a supergroup goes on under another id: what is delivered to it follows.</summary>
internal sealed class GroupMigration(ZoomAspireContext context)
{
    /// <summary>Moves destinations; one that the supergroup has already is left as it is.</summary>
    public Task FollowAsync(TelegramChatId from, TelegramChatId to, CancellationToken cancellationToken) =>
        context.Destinations
            .Where(destination => destination.ChatId == from &&
                !context.Destinations.Any(other =>
                    other.UserId == destination.UserId &&
                    other.ChatId == to &&
                    other.MessageThreadId == destination.MessageThreadId))
            .ExecuteUpdateAsync(set => set.SetProperty(destination => destination.ChatId, to), cancellationToken);
}
