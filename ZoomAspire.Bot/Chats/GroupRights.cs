using Telegram.Bot;
using Telegram.Bot.Exceptions;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Chats;

/// <summary>A group to which somebody may have recordings delivered.</summary>
/// <param name="Place">The group and its topic.</param>
/// <param name="Title">Its title. Untrusted text.</param>
internal sealed record GroupChoice(DeliveryPlace Place, string? Title);

/// <summary>What somebody may do in a group.</summary>
/// <param name="Place">The group and its topic.</param>
/// <param name="Title">Its title. Untrusted text.</param>
/// <param name="IsAdministrator">Whether the person owns or administers it.</param>
internal sealed record GroupStanding(DeliveryPlace Place, string? Title, bool IsAdministrator);

/// <summary>
/// Says who may have recordings delivered to a group: its owner and its administrators, for everybody in it will hear them, and with the
/// consent of one of these whoever is in it. Which group is asked for can be forged, so nothing is said of a group to those who may not.
/// Telegram promises an answer about others only to a bot that is an administrator itself
/// (https://core.telegram.org/bots/api#getchatmember): where it gives none, nobody may.
/// </summary>
internal sealed partial class GroupRights(ITelegramBotClient client, ILogger<GroupRights> logger)
{
    /// <summary>The group, if the person administers it and the bot is in it; else null.</summary>
    /// <exception cref="RequestException">Telegram cannot be asked now: that says nothing about the person.</exception>
    public async Task<GroupChoice?> FindAsync(DeliveryPlace place, TelegramUserId userId, CancellationToken cancellationToken) =>
        await FindStandingAsync(place, userId, cancellationToken) is { IsAdministrator: true } standing
            ? new GroupChoice(place, standing.Title)
            : null;

    /// <summary>The group, and whether the person administers it, if both the person and the bot are in it; else null.</summary>
    /// <exception cref="RequestException">Telegram cannot be asked now: that says nothing about the person.</exception>
    public async Task<GroupStanding?> FindStandingAsync(
        DeliveryPlace place, TelegramUserId userId, CancellationToken cancellationToken)
    {
        if (place.ChatId.IsPrivate)
        {
            return null;
        }

        try
        {
            var member = await client.GetChatMember(place.ChatId.Value, userId.Value, cancellationToken);
            return GroupMembers.IsIn(member)
                ? new GroupStanding(
                    place, (await client.GetChat(place.ChatId.Value, cancellationToken)).Title, GroupMembers.IsAdministrator(member))
                : null;
        }
        catch (RequestException exception) when (!IsPassing(TelegramFailures.Classify(exception).Kind))
        {
            LogNotTold(place.ChatId, TelegramFailures.Classify(exception).Kind);
            return null;
        }
    }

    /// <summary>How many are in a group, bots included; null if Telegram does not say.</summary>
    public async Task<int?> CountMembersAsync(TelegramChatId chatId, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetChatMemberCount(chatId.Value, cancellationToken);
        }
        catch (RequestException exception)
        {
            LogNotTold(chatId, TelegramFailures.Classify(exception).Kind);
            return null;
        }
    }

    private static bool IsPassing(TelegramFailureKind kind) => kind is TelegramFailureKind.Transient or TelegramFailureKind.RateLimited;

    [LoggerMessage(LogLevel.Information, "Telegram did not say who administers chat {ChatId} ({Kind})")]
    private partial void LogNotTold(TelegramChatId chatId, TelegramFailureKind kind);
}
