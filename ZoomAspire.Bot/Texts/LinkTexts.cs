using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Bot.Buttons;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Bot.Texts;

/// <summary>Linking by the operator: what he reads, and what the invited user does.</summary>
internal static class LinkTexts
{
    public static readonly ChatText Usage = new(
        "<code>/link telegram_user_id zoom_email</code> invites a Telegram user to get the recordings of a user of the organisation's Zoom " +
        "account. They must have pressed Start here before, and decide themselves.");

    public static readonly ChatText Unreachable = new(
        "I could not write to this Telegram user: they have blocked me, or never pressed Start. Ask them to, then send the command again.");

    public static readonly ChatText Declined = new("Declined: nothing was linked, and I kept nothing of it.");

    private static readonly ChatText Expired = new(
        "This invitation has expired, so nothing was linked. If you still want it, ask your operator for a new one.");

    private static readonly ChatText OwnConnection = new(
        "You don't need this invitation: the Zoom account is connected by its own approval already. Nothing has changed; /status shows what " +
        "is connected.");

    /// <summary>What the invited user reads.</summary>
    public static ChatText Invitation(LinkResult.Invited invited) => new(
        $"The operator of your organisation offers to link {CommonTexts.NameOf(invited.Account)} to this chat.\n\n" +
        "If you accept, the audio of every meeting that this Zoom account hosts and records to the cloud arrives here. You need not sign in " +
        "to Zoom: I read the recordings by your organisation's own app, as long as its administrators keep it. You can end it any time with " +
        "/disconnect.\n\nAccept only if this Zoom account is yours. The invitation is for you alone, and good for 24 hours.",
        [InlineKeyboardButton.WithCallbackData("Accept", AcceptLinkButton.Data(invited.InvitationId))],
        [InlineKeyboardButton.WithCallbackData("Decline", DeclineLinkButton.Data(invited.InvitationId))]);

    /// <summary>What becomes of the invitation's message; null where it stays as it is.</summary>
    public static ChatText? Outcome(FinishResult result) => result switch
    {
        FinishResult.Finished finished => FinishTexts.Finished(finished, group: null, wasGroupRefused: false),
        FinishResult.OwnConnection => OwnConnection,
        FinishResult.Expired => Expired,
        _ => null,
    };

    /// <summary>A notice where the message stays as it is.</summary>
    public static string NoticeOf(FinishResult result) => result switch
    {
        FinishResult.AlreadyUsed => "You have answered this invitation already. /status shows what is connected.",
        FinishResult.UserInactive =>
            "This Zoom user is deactivated at Zoom, so nothing was linked. Press Accept again once your Zoom administrator has activated it.",
        _ => CommonTexts.NotYourButton,
    };

    /// <summary>What the operator reads.</summary>
    public static ChatText Answer(LinkResult result) => result switch
    {
        LinkResult.Invited invited => new ChatText(
            $"Invited: {CommonTexts.NameOf(invited.Account)}. They have 24 hours to accept." + Missing(invited.Missing)),
        LinkResult.NotConfigured => new ChatText(
            "Linking is not set up: it needs ZOOM_ACCOUNT_ID, ZOOM_S2S_CLIENT_ID and ZOOM_S2S_CLIENT_SECRET of a Server-to-Server OAuth app."),
        LinkResult.UnknownPerson => new ChatText(
            "I don't know this Telegram user, so I cannot write to them. Ask them to press Start here, then send the command again."),
        LinkResult.NoSuchZoomUser => new ChatText("The organisation's Zoom account has no user with this e-mail address."),
        LinkResult.UserInactive inactive => new ChatText(
            $"{CommonTexts.NameOf(inactive.Account)} is not active at Zoom, so nobody was invited. Send the command again once it is."),
        LinkResult.OwnConnection own => new ChatText(
            $"{CommonTexts.NameOf(own.Account)} is connected by its own approval already, which wins. To link it instead, its owner must send " +
            "/disconnect first."),
        LinkResult.AlreadyLinked linked => new ChatText($"{CommonTexts.NameOf(linked.Account)} is linked to this Telegram user already."),
        _ => throw new ArgumentOutOfRangeException(nameof(result)),
    };

    /// <summary>What the operator reads where Zoom could not be asked.</summary>
    public static ChatText Failed(Exception failure) => failure switch
    {
        OrganizationRefusedException => new ChatText(
            $"{TelegramHtml.Outside(failure.Message)} Is it activated in the Zoom App Marketplace, and are ZOOM_ACCOUNT_ID, ZOOM_S2S_CLIENT_ID " +
            "and ZOOM_S2S_CLIENT_SECRET right?"),
        ZoomApiException { Kind: ZoomFailureKind.ScopeMissing } => new ChatText(
            "The organisation's app lacks the scope <code>user:read:user:admin</code>: add it to the app, then send the command again."),
        ZoomApiException { Kind: ZoomFailureKind.Refused } => new ChatText(
            $"Zoom refused: {TelegramHtml.Outside(failure.Message)} Nobody was invited."),
        _ => new ChatText("Zoom could not be asked just now, so nobody was invited. Send the command again in a minute."),
    };

    private static string Missing(IReadOnlyList<ScopeNeed> missing) => missing.Count == 0
        ? ""
        : "\n\n⚠️ The organisation's app lacks scopes:\n" + string.Join('\n', missing.Select(need =>
            $"• <code>{TelegramHtml.Escape(need.Scope)}:admin</code>: {TelegramHtml.Escape(need.Without)}"));
}
