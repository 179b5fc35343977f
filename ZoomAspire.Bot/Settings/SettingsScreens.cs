using Microsoft.Extensions.Options;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Notes;
using User = ZoomAspire.Core.Accounts.User;

namespace ZoomAspire.Bot.Settings;

/// <summary>What somebody has chosen, screen by screen.</summary>
internal sealed class SettingsScreens(
    OwnSettings settings, IOptions<NotesModelOptions> model, IOptions<RetentionOptions> retention, TimeProvider time)
{
    /// <summary>All settings, each with what is chosen.</summary>
    public async Task<ChatText> MenuAsync(Sender sender, CancellationToken cancellationToken) =>
        SettingsTexts.Menu(await settings.GetAsync(sender.Id, cancellationToken), time.GetUtcNow());

    /// <summary>A setting; null if there is none of that name.</summary>
    public async Task<ChatText?> ShowAsync(Sender sender, SettingsScreen screen, CancellationToken cancellationToken) =>
        Of(await settings.GetAsync(sender.Id, cancellationToken), screen);

    /// <summary>The notes, with what belongs to them.</summary>
    public Task<ChatText?> NotesAsync(Sender sender, CancellationToken cancellationToken) =>
        ShowAsync(sender, SettingsScreen.Notes, cancellationToken);

    /// <summary>A screen of somebody.</summary>
    public ChatText? Of(User user, SettingsScreen screen) => screen switch
    {
        SettingsScreen.Language => SettingsTexts.Language(user),
        SettingsScreen.Zone => SettingsTexts.Zone(user, time.GetUtcNow()),
        SettingsScreen.Notes => SettingsTexts.Notes(user.NotesLength, model.Value.IsConfigured ? user.AllowsNotesModel : null),
        SettingsScreen.Sections => SettingsTexts.Sections(user.NotesSections),
        SettingsScreen.Quiet => SettingsTexts.Quiet(user),
        SettingsScreen.Protect => SettingsTexts.Protect(user.ProtectsContent),
        SettingsScreen.Transcript => SettingsTexts.Transcript(user.AttachesTranscript),
        SettingsScreen.Progress => SettingsTexts.Progress(user.ShowsProgress),
        SettingsScreen.Which => SettingsTexts.Which(user),
        SettingsScreen.Ask => SettingsTexts.Ask(user.AsksBeforeSending),
        SettingsScreen.Audio => SettingsTexts.Audio(user.PrefersSmallAudio),
        SettingsScreen.Kept => SettingsTexts.Kept(user, retention.Value),
        SettingsScreen.Menu => SettingsTexts.Menu(user, time.GetUtcNow()),
        _ => null,
    };
}

/// <summary>A screen below <c>/settings</c>. Its name stands in the data of buttons.</summary>
internal enum SettingsScreen
{
    Menu,
    Language,
    Zone,
    Notes,
    Sections,
    Quiet,
    Protect,
    Transcript,
    Progress,
    Which,
    Ask,
    Audio,
    Kept,
}
