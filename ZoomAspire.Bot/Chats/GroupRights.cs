using Telegram.Bot;
using Telegram.Bot.Exceptions;
using Telegram.Bot.Types.Enums;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Chats;

/// <summary>A group to which somebody may have recordings delivered.</summary>
/// <param name="Place">The group and its topic.</param>
/// <param name="Title">Its title. Untrusted text.</param>
internal sealed record GroupChoice(DeliveryPlace Place, string? Title);

/// <summary>
/// Says who may have recordings delivered to a group: its owner and its administrators, for everybody in it will hear them. Which
/// group is asked for can be forged, so nothing is said of a group to those who may not. Telegram promises an answer about others only
/// to a bot that is an administrator itself (https://core.telegram.org/bots/api#getchatmember): where it gives none, nobody may.
/// </summary>
internal sealed partial class GroupRights(ITelegramBotClient client, ILogger<GroupRights> logger)
{
    /// <summary>The group, if the person administers it and the bot is in it; else null.</summary>
    /// <exception cref="RequestException">Telegram cannot be asked now: that says nothing about the person.</exception>
    public async Task<GroupChoice?> FindAsync(DeliveryPlace place, TelegramUserId userId, CancellationToken cancellationToken)
    {
        if (place.ChatId.IsPrivate)
        {
            return null;
        }

        try
        {
            var member = await client.GetChatMember(place.ChatId.Value, userId.Value, cancellationToken);
            return member.Status is ChatMemberStatus.Creator or ChatMemberStatus.Administrator
                ? new GroupChoice(place, (await client.GetChat(place.ChatId.Value, cancellationToken)).Title)
                : null;
        }
        catch (RequestException exception) when (!IsPassing(TelegramFailures.Classify(exception).Kind))
        {
            LogNotTold(place.ChatId, TelegramFailures.Classify(exception).Kind);
            return null;
        }
    }

    private static bool IsPassing(TelegramFailureKind kind) => kind is TelegramFailureKind.Transient or TelegramFailureKind.RateLimited;

    [LoggerMessage(LogLevel.Information, "Telegram did not say who administers chat {ChatId} ({Kind})")]
    private partial void LogNotTold(TelegramChatId chatId, TelegramFailureKind kind);
}
