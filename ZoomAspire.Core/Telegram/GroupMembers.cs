using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;

namespace ZoomAspire.Core.Telegram;

/// <summary>What somebody's standing in a group means (https://core.telegram.org/bots/api#chatmember).</summary>
public static class GroupMembers
{
    /// <summary>Whether the person is in the group. Who is restricted may or may not be.</summary>
    /// <param name="member">What Telegram says.</param>
    public static bool IsIn(ChatMember member) =>
        IsAdministrator(member) || member is { Status: ChatMemberStatus.Member } or ChatMemberRestricted { IsMember: true };

    /// <summary>Whether the person owns or administers the group.</summary>
    /// <param name="member">What Telegram says.</param>
    public static bool IsAdministrator(ChatMember member)
    {
        ArgumentNullException.ThrowIfNull(member);
        return member.Status is ChatMemberStatus.Creator or ChatMemberStatus.Administrator;
    }
}
