using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Notes;

namespace ZoomAspire.Bot.Commands;

/// <summary><c>/settings</c>: what the sender wants, with a button for each choice.</summary>
internal sealed class SettingsCommand(SettingsAnswer answer, Messenger messenger) : ICommand
{
    public string Name => "settings";

    public string MenuText => SettingsTexts.MenuText;

    public bool IsPersonal => true;

    public async Task HandleAsync(CommandCall call, CancellationToken cancellationToken) =>
        await messenger.SendAsync(call.Place, await answer.GetAsync(call.Sender, cancellationToken), cancellationToken);
}

/// <summary>Says what somebody has chosen.</summary>
internal sealed class SettingsAnswer(ZoomAspireContext context, IOptions<NotesModelOptions> model)
{
    public async Task<ChatText> GetAsync(Sender sender, CancellationToken cancellationToken)
    {
        var user = await context.Users.AsNoTracking().SingleAsync(user => user.TelegramUserId == sender.Id, cancellationToken);
        return SettingsTexts.Settings(user.NotesLength, model.Value.IsConfigured ? user.AllowsNotesModel : null);
    }
}
