using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Settings;
using ZoomAspire.Bot.Texts;

namespace ZoomAspire.Bot.Commands;

/// <summary><c>/settings</c>: what the sender wants, with a screen for each choice.</summary>
internal sealed class SettingsCommand(SettingsScreens screens, Messenger messenger) : ICommand
{
    public string Name => "settings";

    public string MenuText => SettingsTexts.MenuText;

    public bool IsPersonal => true;

    public async Task HandleAsync(CommandCall call, CancellationToken cancellationToken) =>
        await messenger.SendAsync(call.Place, await screens.MenuAsync(call.Sender, cancellationToken), cancellationToken);
}
