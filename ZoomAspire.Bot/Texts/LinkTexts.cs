using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Bot.Buttons;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Bot.Texts;

/// <summary>Linking by the operator: what he reads, in English, and what the invited user does, in the user's language.</summary>
internal static class LinkTexts
{
    public static ChatText Usage => new(
        "<code>/link telegram_user_id zoom_email</code> invites a Telegram user to get the recordings of a user of the organisation's Zoom " +
        "account. They must have pressed Start here before, and decide themselves.");

    public static ChatText Unreachable => new(
        "I could not write to this Telegram user: they have blocked me, or never pressed Start. Ask them to, then send the command again.");

    public static ChatText Declined => new(InvitationWords.Declined);

    /// <summary>What the invited user reads.</summary>
    public static ChatText Invitation(LinkResult.Invited invited) => new(
        $"{InvitationWords.FormatOffer(CommonTexts.NameOf(invited.Account))}\n\n{InvitationWords.WhatItMeans}\n\n{InvitationWords.OnlyIfYours}",
        [InlineKeyboardButton.WithCallbackData(InvitationWords.AcceptButton, AcceptLinkButton.Data(invited.InvitationId))],
        [InlineKeyboardButton.WithCallbackData(InvitationWords.DeclineButton, DeclineLinkButton.Data(invited.InvitationId))]);

    /// <summary>What becomes of the invitation's message; null where it stays as it is.</summary>
    public static ChatText? Outcome(FinishResult result) => result switch
    {
        FinishResult.Finished finished => FinishTexts.Finished(finished, group: null, wasGroupRefused: false),
        FinishResult.OwnConnection => new ChatText(InvitationWords.OwnConnection),
        FinishResult.Expired => new ChatText(InvitationWords.Expired),
        _ => null,
    };

    /// <summary>A notice where the message stays as it is.</summary>
    public static string NoticeOf(FinishResult result) => result switch
    {
        FinishResult.AlreadyUsed => InvitationWords.AnsweredNotice,
        FinishResult.UserInactive => InvitationWords.UserInactiveNotice,
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
