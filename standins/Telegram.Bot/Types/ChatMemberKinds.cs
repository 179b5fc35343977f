namespace Telegram.Bot.Types;

/// <summary>The owner of the chat.</summary>
public class ChatMemberOwner : ChatMember
{
    public override ChatMemberStatus Status => ChatMemberStatus.Creator;

    public bool IsAnonymous { get; set; }

    public string? CustomTitle { get; set; }
}

/// <summary>A member with additional rights.</summary>
public class ChatMemberAdministrator : ChatMember
{
    public override ChatMemberStatus Status => ChatMemberStatus.Administrator;

    public bool IsAnonymous { get; set; }

    public bool CanManageChat { get; set; }

    public bool CanDeleteMessages { get; set; }

    public bool CanPostMessages { get; set; }

    public bool CanEditMessages { get; set; }

    public bool CanPinMessages { get; set; }

    public bool CanManageTopics { get; set; }

    public string? CustomTitle { get; set; }
}

/// <summary>A member without additional rights or restrictions.</summary>
public class ChatMemberMember : ChatMember
{
    public override ChatMemberStatus Status => ChatMemberStatus.Member;
}

/// <summary>A user under restrictions, who may or may not be in the supergroup.</summary>
public class ChatMemberRestricted : ChatMember
{
    public override ChatMemberStatus Status => ChatMemberStatus.Restricted;

    public bool IsMember { get; set; }

    public bool CanSendMessages { get; set; }

    public bool CanSendAudios { get; set; }

    public bool CanSendDocuments { get; set; }
}

/// <summary>A user who is not in the chat but may join.</summary>
public class ChatMemberLeft : ChatMember
{
    public override ChatMemberStatus Status => ChatMemberStatus.Left;
}

/// <summary>A user who was removed and may not come back; for a private chat, one who blocked the bot.</summary>
public class ChatMemberBanned : ChatMember
{
    public override ChatMemberStatus Status => ChatMemberStatus.Kicked;
}

/// <summary>A member with a status that this version does not know.</summary>
internal sealed class ChatMemberUnknown : ChatMember
{
    public override ChatMemberStatus Status => default;
}
