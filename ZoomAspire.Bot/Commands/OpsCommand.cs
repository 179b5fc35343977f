using Microsoft.Extensions.Options;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Operator;

namespace ZoomAspire.Bot.Commands;

/// <summary><c>/ops</c>: how the service fares, in numbers, with the way to dead letters and alerts. For operators; to others it is unknown.</summary>
internal sealed class OpsCommand(OperatorDesk desk, IOptions<OperatorOptions> options, Messenger messenger) : ICommand
{
    public string Name => "ops";

    public string? MenuText => null;

    public bool IsPersonal => true;

    public async Task HandleAsync(CommandCall call, CancellationToken cancellationToken) =>
        await messenger.SendAsync(
            call.Place,
            options.Value.IsOperator(call.Sender.Id)
                ? OpsTexts.Overview(await desk.ReadAsync(cancellationToken))
                : CommonTexts.UnknownCommand(Name),
            cancellationToken);
}
