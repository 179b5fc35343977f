using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Buttons;

/// <summary>An answer below an invitation to be linked. Works for the invited user only, once: the outcome takes the invitation's place.</summary>
internal abstract class LinkButton(string verb, Messenger messenger) : IButton
{
    public string Verb => verb;

    public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken)
    {
        var result = Guid.TryParseExact(press.Argument, "n", out var id)
            ? await AnswerAsync(id, press.Sender.Id, cancellationToken)
            : new FinishResult.Unknown();
        var text = result is null ? LinkTexts.Declined : LinkTexts.Outcome(result);
        if (text is null)
        {
            return LinkTexts.NoticeOf(result!);
        }

        await messenger.EditAsync(press.Place, press.MessageId, text, cancellationToken);
        return null;
    }

    /// <summary>The button's data.</summary>
    protected static string Data(string verb, Guid invitationId) => $"{verb}:{invitationId:n}";

    /// <summary>Gives the answer.</summary>
    /// <returns>What became of it; null if it was declined.</returns>
    protected abstract Task<FinishResult?> AnswerAsync(Guid invitationId, TelegramUserId userId, CancellationToken cancellationToken);
}

/// <summary>Accept, below an invitation to be linked.</summary>
internal sealed class AcceptLinkButton(LinkInvitations invitations, Messenger messenger) : LinkButton(VerbText, messenger)
{
    private const string VerbText = "link-yes";

    /// <summary>The button's data.</summary>
    public static string Data(Guid invitationId) => Data(VerbText, invitationId);

    protected override async Task<FinishResult?> AnswerAsync(Guid invitationId, TelegramUserId userId, CancellationToken cancellationToken) =>
        await invitations.AcceptAsync(invitationId, userId, cancellationToken);
}

/// <summary>Decline, below an invitation to be linked.</summary>
internal sealed class DeclineLinkButton(LinkInvitations invitations, Messenger messenger) : LinkButton(VerbText, messenger)
{
    private const string VerbText = "link-no";

    /// <summary>The button's data.</summary>
    public static string Data(Guid invitationId) => Data(VerbText, invitationId);

    protected override Task<FinishResult?> AnswerAsync(Guid invitationId, TelegramUserId userId, CancellationToken cancellationToken) =>
        invitations.DeclineAsync(invitationId, userId, cancellationToken);
}
