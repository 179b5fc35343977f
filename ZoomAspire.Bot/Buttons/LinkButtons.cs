using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Bot.Buttons;

/// <summary>Accept, below an invitation to be linked. Works for the invited user only, once.</summary>
internal sealed class AcceptLinkButton(LinkInvitations invitations, Messenger messenger) : IButton
{
    private const string VerbText = "link-yes";

    public string Verb => VerbText;

    /// <summary>The button's data.</summary>
    public static string Data(Guid invitationId) => $"{VerbText}:{invitationId:n}";

    public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken)
    {
        var result = Guid.TryParseExact(press.Argument, "n", out var id)
            ? await invitations.AcceptAsync(id, press.Sender.Id, cancellationToken)
            : new FinishResult.Unknown();
        if (LinkTexts.Outcome(result) is not { } text)
        {
            return LinkTexts.NoticeOf(result);
        }

        await messenger.EditAsync(press.Place, press.MessageId, text, cancellationToken);
        return null;
    }
}

/// <summary>Decline, below an invitation to be linked.</summary>
internal sealed class DeclineLinkButton(LinkInvitations invitations, Messenger messenger) : IButton
{
    private const string VerbText = "link-no";

    public string Verb => VerbText;

    /// <summary>The button's data.</summary>
    public static string Data(Guid invitationId) => $"{VerbText}:{invitationId:n}";

    public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken)
    {
        var obstacle = Guid.TryParseExact(press.Argument, "n", out var id)
            ? await invitations.DeclineAsync(id, press.Sender.Id, cancellationToken)
            : new FinishResult.Unknown();
        if (obstacle is not null && LinkTexts.Outcome(obstacle) is null)
        {
            return LinkTexts.NoticeOf(obstacle);
        }

        await messenger.EditAsync(
            press.Place, press.MessageId, obstacle is null ? LinkTexts.Declined : LinkTexts.Outcome(obstacle)!, cancellationToken);
        return null;
    }
}
