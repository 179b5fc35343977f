using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Settings;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Bot.Buttons;

/// <summary>How much of the notes the presser wants, below <c>/settings</c>. It counts for what comes from now on.</summary>
internal sealed class NotesLengthButton(OwnSettings settings, SettingsScreens screens, Messenger messenger) : IButton
{
    public string Verb => SettingsTexts.NotesLengthVerb;

    public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken)
    {
        if (!Enum.TryParse<NotesLength>(press.Argument, out var length) || !Enum.IsDefined(length))
        {
            return CommonTexts.StaleButton;
        }

        var user = await settings.ChangeAsync(press.Sender.Id, user => user.NotesLength = length, cancellationToken);
        await messenger.EditAsync(press.Place, press.MessageId, screens.Of(user, SettingsScreen.Notes)!, cancellationToken);
        return null;
    }
}

/// <summary>Whether transcripts of the presser's meetings may be given to the language model, below <c>/settings</c>.</summary>
internal sealed class NotesModelButton(OwnSettings settings, SettingsScreens screens, Messenger messenger) : IButton
{
    public string Verb => SettingsTexts.NotesModelVerb;

    public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken)
    {
        if (press.Argument is not (SettingsTexts.Allow or SettingsTexts.Forbid))
        {
            return CommonTexts.StaleButton;
        }

        var user = await settings.ChangeAsync(
            press.Sender.Id, user => user.AllowsNotesModel = press.Argument == SettingsTexts.Allow, cancellationToken);
        await messenger.EditAsync(press.Place, press.MessageId, screens.Of(user, SettingsScreen.Notes)!, cancellationToken);
        return null;
    }
}
