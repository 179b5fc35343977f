using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Bot.Commands;

/// <summary><c>/cancel</c>: stops what the sender asked for and has not begun.</summary>
internal sealed class CancelCommand(StartedWork work, Messenger messenger) : ICommand
{
    public string Name => "cancel";

    public string MenuText => CancelTexts.MenuText;

    public bool IsPersonal => true;

    public async Task HandleAsync(CommandCall call, CancellationToken cancellationToken) =>
        await messenger.SendAsync(
            call.Place, CancelTexts.Stopped(await work.StopAsync(call.Sender.Id, cancellationToken)), cancellationToken);
}
