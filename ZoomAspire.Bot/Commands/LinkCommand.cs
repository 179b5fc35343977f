using System.Globalization;
using Microsoft.Extensions.Options;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Languages;
using ZoomAspire.Core.Operator;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Bot.Commands;

/// <summary>
/// <c>/link &lt;telegram_user_id&gt; &lt;zoom e-mail&gt;</c>: invites a Telegram user to be linked to a user of the organisation's Zoom
/// account. For operators, in the operator chat or privately; to others, and elsewhere, it is unknown.
/// </summary>
internal sealed partial class LinkCommand(
    LinkInvitations invitations, IOptions<OperatorOptions> options, Messenger messenger, ILogger<LinkCommand> logger) : ICommand
{
    public string Name => "link";

    public string? MenuText => null;

    public string OperatorMenuText => "Invite somebody of the organisation's Zoom account";

    // In the operator chat, which may be a group, it is carried out there.
    public bool IsPersonal => false;

    public async Task HandleAsync(CommandCall call, CancellationToken cancellationToken)
    {
        if (options.Value.IsOperator(call.Sender.Id) && (call.Place.IsPrivate || call.Place.ChatId == options.Value.ChatId))
        {
            // What operators read is English, names of accounts and scopes in it included.
            SpokenLanguage.Use(null);
            await messenger.SendAsync(call.Place, await AnswerAsync(call, cancellationToken), cancellationToken);
        }
        else if (call.Place.IsPrivate)
        {
            await messenger.SendAsync(call.Place, CommonTexts.UnknownCommand(Name), cancellationToken);
        }
    }

    private async Task<ChatText> AnswerAsync(CommandCall call, CancellationToken cancellationToken)
    {
        if (call.Argument.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is not [var id, var email] ||
            !long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var person) || person <= 0)
        {
            return LinkTexts.Usage;
        }

        try
        {
            var result = await invitations.InviteAsync(new TelegramUserId(person), email, call.Sender.Id, cancellationToken);
            return result is LinkResult.Invited invited && !await SendAsync(invited, cancellationToken)
                ? LinkTexts.Unreachable
                : LinkTexts.Answer(result);
        }
        catch (Exception failure) when (failure is ZoomApiException or OAuthException or OrganizationRefusedException)
        {
            LogFailed(failure.Message);
            return LinkTexts.Failed(failure);
        }
    }

    private async Task<bool> SendAsync(LinkResult.Invited invited, CancellationToken cancellationToken)
    {
        SpokenLanguage.Use(invited.Language);
        return await messenger.SendAsync(ChatPlace.Private(invited.ChatId), LinkTexts.Invitation(invited), cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "Nobody was invited to be linked: {Reason}")]
    private partial void LogFailed(string reason);
}
