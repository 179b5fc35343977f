using System.Globalization;
using ZoomAspire.Bot.Buttons;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Languages;
using User = ZoomAspire.Core.Accounts.User;

namespace ZoomAspire.Bot.Settings;

/// <summary>
/// Everything below <c>/settings</c>: each press shows a screen in the place of the last, or changes a choice and shows it. Values that are
/// forged are none.
/// </summary>
internal sealed class SettingsButton(
    OwnSettings settings, SettingsScreens screens, SettingsAnswers answers, Messenger messenger) : IButton
{
    private const string VerbText = "set";
    private const string OnText = "on";
    private const string OffText = "off";
    private const string TypeText = "type";

    private const int LongestWanted = 24 * 60;
    private const int LongestKept = 3650;

    public string Verb => VerbText;

    /// <summary>Data of the button that shows a screen.</summary>
    public static string Show(SettingsScreen screen) => $"{VerbText}:{screen}";

    /// <summary>Data of the button that turns a choice on or off.</summary>
    public static string Turn(SettingsScreen screen, bool isOn) => Choose(screen, isOn ? OnText : OffText);

    /// <summary>Data of the button that asks for an answer in words.</summary>
    public static string Type(SettingsScreen screen) => Choose(screen, TypeText);

    /// <summary>Data of the button that chooses a value.</summary>
    public static string Choose(SettingsScreen screen, string value) => $"{VerbText}:{screen}:{value}";

    public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken)
    {
        var (name, value) = press.Argument.Split(':', 2) is [var first, var rest] ? (first, rest) : (press.Argument, null);
        if (!Enum.TryParse<SettingsScreen>(name, out var screen) || !Enum.IsDefined(screen) || name != screen.ToString())
        {
            return CommonTexts.StaleButton;
        }

        if (value == TypeText)
        {
            return await answers.AskAsync(press.Place, screen, cancellationToken) ? null : CommonTexts.StaleButton;
        }

        ChatText? text;
        if (value is null)
        {
            text = await screens.ShowAsync(press.Sender, screen, cancellationToken);
        }
        else if (Change(screen, value) is { } change)
        {
            var changed = await settings.ChangeAsync(press.Sender.Id, change, cancellationToken);
            UpdateLanguage.Learn(changed.SpokenLanguage);
            text = screens.Of(changed, screen);
        }
        else
        {
            return CommonTexts.StaleButton;
        }

        await messenger.EditAsync(press.Place, press.MessageId, text!, cancellationToken);
        return null;
    }

    // Null for values that no button of ours has.
    private static Action<User>? Change(SettingsScreen screen, string value) => (screen, value) switch
    {
        (SettingsScreen.Language, SettingsTexts.AsInTelegram) => user => user.Language = null,
        (SettingsScreen.Language, _) when SpokenLanguage.All.Any(language => language.Name == value) => user => user.Language = value,
        (SettingsScreen.Zone, _) when UserTimeZones.Find(value) is { } zone => user => user.TimeZone = zone.Id,
        (SettingsScreen.Sections, _) when SectionOf(value) is { } section => user => user.NotesSections = user.NotesSections.Turn(section),
        (SettingsScreen.Quiet, OffText) => user => SettingsAnswers.SetQuiet(user, null),
        (SettingsScreen.Quiet, _) when QuietHours.Read(value) is { } hours => user => SettingsAnswers.SetQuiet(user, hours),
        (SettingsScreen.Protect, OnText or OffText) => user => user.ProtectsContent = value == OnText,
        (SettingsScreen.Transcript, OnText or OffText) => user => user.AttachesTranscript = value == OnText,
        (SettingsScreen.Progress, OnText or OffText) => user => user.ShowsProgress = value == OnText,
        (SettingsScreen.Ask, OnText or OffText) => user => user.AsksBeforeSending = value == OnText,
        (SettingsScreen.Audio, OnText or OffText) => user => user.PrefersSmallAudio = value == OnText,
        (SettingsScreen.Which, SettingsTexts.AnyTopic) => user => user.WantedWords = null,
        (SettingsScreen.Which, _) when Number(value, LongestWanted) is { } minutes => user => user.WantedMinutes = minutes > 0 ? minutes : null,
        (SettingsScreen.Kept, ['m', .. var days]) when Number(days, LongestKept) is { } count => user => user.MediaDays = count > 0 ? count : null,
        (SettingsScreen.Kept, ['n', .. var days]) when Number(days, LongestKept) is { } count => user => user.NotesDays = count > 0 ? count : null,
        _ => null,
    };

    private static NotesSection? SectionOf(string value) =>
        Enum.TryParse<NotesSection>(value, out var section) && NotesSections.All.Contains(section) && value == section.ToString() ? section : null;

    private static int? Number(string text, int largest) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= largest ? number : null;
}
