using Microsoft.Extensions.Options;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Operator;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Bot.Commands;

/// <summary><c>/deadletters</c>: what was given up, with buttons to replay and to delete. For operators; to others it is unknown.</summary>
internal sealed class DeadLettersCommand(DeadLetters letters, IOptions<OperatorOptions> options, Messenger messenger) : ICommand
{
    public string Name => "deadletters";

    public string? MenuText => null;

    public string OperatorMenuText => "What was given up: replay it or delete it";

    public bool IsPersonal => true;

    public async Task HandleAsync(CommandCall call, CancellationToken cancellationToken) =>
        await messenger.SendAsync(
            call.Place,
            options.Value.IsOperator(call.Sender.Id)
                ? await DeadLetterTexts.PageAsync(letters, 0, cancellationToken)
                : CommonTexts.UnknownCommand(Name),
            cancellationToken);
}
