using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Bot.Buttons;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Routes;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Languages;
using Route = ZoomAspire.Core.Accounts.Route;
using User = ZoomAspire.Core.Accounts.User;

namespace ZoomAspire.Bot.Texts;

/// <summary>How what goes by a route is wanted.</summary>
internal static class RouteWishTexts
{
    private const int InRow = 3;

    private static readonly NotesLength[] Lengths = [NotesLength.Off, NotesLength.Short, NotesLength.Normal, NotesLength.Full];

    /// <summary>Everything that can be chosen for a route, and what is.</summary>
    public static ChatText Screen(Route route, User owner) => new(
        string.Join('\n',
        [
            RouteWishWords.Title,
            route.NotesLength is { } length
                ? RouteWishWords.FormatLength(SettingsTexts.Name(length))
                : RouteWishWords.FormatOwnLength(SettingsTexts.Name(owner.NotesLength)),
            route.NotesSections is null ? RouteWishWords.OwnSections : RouteWishWords.Sections,
            route.Language is { } language ? RouteWishWords.FormatLanguage(LanguageNames.Of(SpokenLanguage.Of(language))) : RouteWishWords.OwnLanguage,
        ]),
        [
            [
                .. Lengths.Select(one => Button(SettingsTexts.Name(one), one == route.NotesLength, RouteWishesButton.Length(route.Id, one))),
                Button(RouteWishWords.OwnButton, route.NotesLength is null, RouteWishesButton.Length(route.Id, null)),
            ],
            .. NotesSections.All.Chunk(2).Select(pair => pair.Select(section => Button(
                SettingsTexts.Name(section), (route.NotesSections ?? owner.NotesSections).Has(section), RouteWishesButton.Section(route.Id, section))).ToArray()),
            [Button(RouteWishWords.OwnSectionsButton, route.NotesSections is null, RouteWishesButton.Section(route.Id, null))],
            .. SpokenLanguage.All.Chunk(InRow).Select(some => some.Select(one => Button(
                LanguageNames.Of(one), one.Name == route.Language, RouteWishesButton.Language(route.Id, one.Name))).ToArray()),
            [Button(RouteWishWords.OwnLanguageButton, route.Language is null, RouteWishesButton.Language(route.Id, null))],
            [InlineKeyboardButton.WithCallbackData(RouteWishWords.Back, RouteButton.One(route.Id))],
        ]);

    private static InlineKeyboardButton Button(string label, bool isChosen, string data) =>
        InlineKeyboardButton.WithCallbackData(isChosen ? $"✓ {label}" : label, data);
}
