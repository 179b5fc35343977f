using System.Globalization;
using ZoomAspire.Bot.Buttons;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Languages;
using Route = ZoomAspire.Core.Accounts.Route;
using User = ZoomAspire.Core.Accounts.User;

namespace ZoomAspire.Bot.Routes;

/// <summary>
/// The notes, and the language around them, of what goes by one of the presser's routes. Each press shows the screen anew; keys and values that
/// are forged change nothing.
/// </summary>
internal sealed class RouteWishesButton(RouteWishes wishes, Messenger messenger) : IButton
{
    private const string VerbText = "routewish";
    private const string LengthText = "length";
    private const string SectionText = "section";
    private const string LanguageText = "language";

    /// <summary>The choice to have it as the owner has it anyway.</summary>
    private const string OwnText = "own";

    public string Verb => VerbText;

    /// <summary>Data of the button that shows the screen.</summary>
    public static string Show(long routeId) => string.Create(CultureInfo.InvariantCulture, $"{VerbText}:{routeId}");

    /// <summary>Data of the button that chooses how much of the notes.</summary>
    public static string Length(long routeId, NotesLength? length) => Choose(routeId, LengthText, length?.ToString());

    /// <summary>Data of the button that turns a section around, or has them as the owner has them anyway.</summary>
    public static string Section(long routeId, NotesSection? section) => Choose(routeId, SectionText, section?.ToString());

    /// <summary>Data of the button that chooses the language.</summary>
    public static string Language(long routeId, string? language) => Choose(routeId, LanguageText, language);

    public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken)
    {
        var change = press.Argument.Split(':') switch
        {
            [_] => (_, _) => { },
            [_, var what, var value] => Change(what, value),
            _ => null,
        };
        if (change is null || !long.TryParse(press.Argument.Split(':')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var routeId) ||
            await wishes.ChangeAsync(press.Sender.Id, routeId, change, cancellationToken) is not var (route, owner))
        {
            return CommonTexts.StaleButton;
        }

        await messenger.EditAsync(press.Place, press.MessageId, RouteWishTexts.Screen(route, owner), cancellationToken);
        return null;
    }

    private static Action<Route, User>? Change(string what, string value) => (what, value) switch
    {
        (LengthText, OwnText) => (route, _) => route.NotesLength = null,
        (LengthText, _) when Named<NotesLength>(value) is { } length => (route, _) => route.NotesLength = length,
        (SectionText, OwnText) => (route, _) => route.NotesSections = null,
        (SectionText, _) when Named<NotesSection>(value) is { } section && NotesSections.All.Contains(section) =>
            (route, owner) => route.NotesSections = (route.NotesSections ?? owner.NotesSections).Turn(section),
        (LanguageText, OwnText) => (route, _) => route.Language = null,
        (LanguageText, _) when SpokenLanguage.All.Any(language => language.Name == value) => (route, _) => route.Language = value,
        _ => null,
    };

    private static TEnum? Named<TEnum>(string value)
        where TEnum : struct, Enum => Enum.TryParse<TEnum>(value, out var named) && named.ToString() == value && Enum.IsDefined(named) ? named : null;

    private static string Choose(long routeId, string what, string? value) =>
        string.Create(CultureInfo.InvariantCulture, $"{VerbText}:{routeId}:{what}:{value ?? OwnText}");
}
