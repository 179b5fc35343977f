using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Commands;

/// <summary>
/// <c>/start</c>: who the bot is; <c>/start c_&lt;nonce&gt;</c> from the browser: finishes connecting; <c>/start &lt;command&gt;</c> from
/// a group: carries out that command privately.
/// </summary>
internal sealed class StartCommand(
    OAuthFlows flows, Connections connections, BotIdentity bot, Messenger messenger, Lazy<IEnumerable<ICommand>> commands) : ICommand
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
        switch (await flows.FinishAsync(nonce, call.Sender.Id, cancellationToken))
        {
            case FinishResult.Finished finished:
                await messenger.SendAsync(call.Place, FinishTexts.Finished(finished, call.Place.ChatId), cancellationToken);
                if (finished.MovedFrom is { } before)
                {
                    await messenger.SendAsync(ChatPlace.Private(before), FinishTexts.MovedAway(finished.Account), cancellationToken);
                }

                break;
            case FinishResult.WrongUser wrong:
                await messenger.SendAsync(call.Place, FinishTexts.NotForYou, cancellationToken);
                await messenger.SendAsync(ChatPlace.Private(wrong.RightChat), FinishTexts.OpenedBySomebodyElse, cancellationToken);
                break;
            case FinishResult.AlreadyUsed:
                await messenger.SendAsync(call.Place, FinishTexts.AlreadyUsed, cancellationToken);
                break;
            case FinishResult.Expired:
                await messenger.SendAsync(call.Place, FinishTexts.Expired, cancellationToken);
                break;
            default:
                await messenger.SendAsync(call.Place, FinishTexts.Unknown, cancellationToken);
                break;
        }
    }

    private Task PassOnAsync(CommandCall call, CancellationToken cancellationToken) =>
        commands.Value.FirstOrDefault(command => command.IsPersonal && command.Name == call.Argument) is { } command
            ? command.HandleAsync(call with { Argument = "" }, cancellationToken)
            : WelcomeAsync(call, cancellationToken);
}
