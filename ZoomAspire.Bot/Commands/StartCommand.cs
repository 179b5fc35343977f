using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Commands;

/// <summary>
/// <c>/start</c>: who the bot is; <c>/start c_&lt;nonce&gt;</c> from the browser: finishes connecting; <c>/start r_&lt;key&gt;</c>:
/// shows a recording to its owner; <c>/start &lt;command&gt;</c> from a group: carries out that command privately.
/// </summary>
internal sealed class StartCommand(
    OAuthFlows flows,
    Connections connections,
    GroupRights rights,
    KnownChats chats,
    BotIdentity bot,
    RecordingsCommand recordings,
    Messenger messenger,
    Lazy<IEnumerable<ICommand>> commands) : ICommand
{
    private const string NoncePrefix = "c_";

    public string Name => "start";

    public string? MenuText => null;

    public bool IsPersonal => false;

    public Task HandleAsync(CommandCall call, CancellationToken cancellationToken) => call switch
    {
        { Place.IsPrivate: false } => PointToPrivateChatAsync(call, cancellationToken),
        { Argument: "" } => WelcomeAsync(call, cancellationToken),
        _ when call.Argument.StartsWith(NoncePrefix, StringComparison.Ordinal) =>
            FinishAsync(call, call.Argument[NoncePrefix.Length..], cancellationToken),
        _ when call.Argument.StartsWith(RecordingsCommand.LinkPrefix, StringComparison.Ordinal) =>
            recordings.OpenAsync(call, call.Argument[RecordingsCommand.LinkPrefix.Length..], cancellationToken),
        _ => PassOnAsync(call, cancellationToken),
    };

    private async Task PointToPrivateChatAsync(CommandCall call, CancellationToken cancellationToken) =>
        await messenger.SendAsync(
            call.Place, StartTexts.InGroup(await bot.GetStartLinkAsync("connect", cancellationToken)), cancellationToken);

    private async Task WelcomeAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var connected = await connections.GetForUserAsync(call.Sender.Id, cancellationToken);
        await messenger.SendAsync(call.Place, StartTexts.Welcome(call.Sender.FirstName, connected), cancellationToken);
    }

    private async Task FinishAsync(CommandCall call, string nonce, CancellationToken cancellationToken)
    {
        // Asked again: since the link was made, the person may have lost the group, or somebody else have written it into the link.
        var wanted = await flows.FindPlaceAsync(nonce, call.Sender.Id, cancellationToken);
        var group = wanted is null ? null : await rights.FindAsync(wanted, call.Sender.Id, cancellationToken);
        var place = wanted is { ChatId.IsPrivate: true } ? wanted : group?.Place ?? new DeliveryPlace(call.Place.ChatId, null);
        var text = await flows.FinishAsync(nonce, call.Sender.Id, place, cancellationToken) switch
        {
            FinishResult.Finished finished => FinishTexts.Finished(finished, group, wanted != place),
            FinishResult.WrongUser => FinishTexts.NotForYou,
            FinishResult.AlreadyUsed => FinishTexts.AlreadyUsed,
            FinishResult.Expired => FinishTexts.Expired,
            FinishResult.UserInactive => FinishTexts.UserInactive,
            _ => FinishTexts.Unknown,
        };
        if (group is not null)
        {
            await chats.NoteTitleAsync(group.Place.ChatId, group.Title, cancellationToken);
        }

        await messenger.SendAsync(call.Place, text, cancellationToken);
    }

    private Task PassOnAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var (name, argument) = call.Argument.Split('_', 2) is [var first, var rest] ? (first, rest) : (call.Argument, "");
        return commands.Value.FirstOrDefault(command => command.IsPersonal && command.Name == name) is { } command
            ? command.HandleAsync(call with { Argument = argument }, cancellationToken)
            : WelcomeAsync(call, cancellationToken);
    }
}
