using Microsoft.EntityFrameworkCore;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Bot.Commands;

/// <summary><c>/settings</c>: what the sender wants, with a button for each choice.</summary>
internal sealed class SettingsCommand(ZoomAspireContext context, Messenger messenger) : ICommand
{
    public string Name => "settings";

    public string MenuText => SettingsTexts.MenuText;

    public bool IsPersonal => true;

    public async Task HandleAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var user = await context.Users.AsNoTracking().SingleAsync(user => user.TelegramUserId == call.Sender.Id, cancellationToken);
        await messenger.SendAsync(call.Place, SettingsTexts.Settings(user.NotesLength), cancellationToken);
    }
}
