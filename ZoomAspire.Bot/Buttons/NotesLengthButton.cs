using Microsoft.EntityFrameworkCore;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Bot.Buttons;

/// <summary>How much of the notes the presser wants, below <c>/settings</c>. It counts for what comes from now on.</summary>
internal sealed class NotesLengthButton(ZoomAspireContext context, Messenger messenger) : IButton
{
    public string Verb => SettingsTexts.NotesLengthVerb;

    public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken)
    {
        if (!Enum.TryParse<NotesLength>(press.Argument, out var length) || !Enum.IsDefined(length))
        {
            return CommonTexts.StaleButton;
        }

        await context.Users.Where(user => user.TelegramUserId == press.Sender.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(user => user.NotesLength, length), cancellationToken);
        await messenger.EditAsync(press.Place, press.MessageId, SettingsTexts.Settings(length), cancellationToken);
        return null;
    }
}
