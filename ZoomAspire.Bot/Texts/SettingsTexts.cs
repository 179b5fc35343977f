using System.Globalization;
using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Settings;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Languages;
using ZoomAspire.Core.Telegram;
using User = ZoomAspire.Core.Accounts.User;

namespace ZoomAspire.Bot.Texts;

/// <summary>What is said about settings.</summary>
internal static class SettingsTexts
{
    /// <summary>What the data of the buttons begins with that say how much of the notes is wanted.</summary>
    public const string NotesLengthVerb = "length";

    /// <summary>What the data of the button begins with that allows or forbids the language model.</summary>
    public const string NotesModelVerb = "model";

    /// <summary>It may be used.</summary>
    public const string Allow = "yes";

    /// <summary>It must not be used.</summary>
    public const string Forbid = "no";

    /// <summary>The choice that the topic does not matter.</summary>
    public const string AnyTopic = "any";

    /// <summary>The choice to be spoken to in the language that Telegram has.</summary>
    public const string AsInTelegram = "telegram";

    private const int NearZones = 6;

    private static readonly NotesLength[] Lengths = [NotesLength.Off, NotesLength.Short, NotesLength.Normal, NotesLength.Full];

    // The order of the menu.
    private static readonly SettingsScreen[][] Rows =
    [
        [SettingsScreen.Language, SettingsScreen.Zone],
        [SettingsScreen.Quiet, SettingsScreen.Progress],
        [SettingsScreen.Which, SettingsScreen.Ask],
        [SettingsScreen.Notes, SettingsScreen.Transcript],
        [SettingsScreen.Audio, SettingsScreen.Protect],
        [SettingsScreen.Kept],
    ];

    private static readonly QuietHours[] CommonHours =
        [new(new(22, 0), new(7, 0)), new(new(23, 0), new(8, 0)), new(new(20, 0), new(9, 0))];

    private static readonly int[] CommonMinutes = [0, 5, 15, 30];
    private static readonly int[] MediaDays = [1, 3];
    private static readonly int[] NotesDays = [1, 7, 30];

    public static string MenuText => SettingsWords.MenuText;

    /// <summary>Everything that can be chosen, and what is.</summary>
    public static ChatText Menu(User user, DateTimeOffset now) => new(
        $"{SettingsWords.MenuTitle}\n\n{string.Join('\n', Lines(user, now))}",
        [.. Rows.Select(row => row.Select(screen => InlineKeyboardButton.WithCallbackData(Label(screen), SettingsButton.Show(screen))).ToArray())]);

    /// <summary>How much of the notes, and who may write them.</summary>
    /// <param name="length">How much.</param>
    /// <param name="allowsModel">Whether the language model may be used; null where there is none.</param>
    public static ChatText Notes(NotesLength length, bool? allowsModel)
    {
        var text = SettingsWords.FormatNotes(Describe(length));
        List<IReadOnlyList<InlineKeyboardButton>> rows =
        [
            [.. Lengths.Select(one => InlineKeyboardButton.WithCallbackData(Checked(Name(one), one == length), $"{NotesLengthVerb}:{one}"))],
            [InlineKeyboardButton.WithCallbackData(SettingsWords.SectionsButton, SettingsButton.Show(SettingsScreen.Sections))],
        ];
        if (allowsModel is { } allows)
        {
            text += "\n\n" + (allows ? SettingsWords.ModelAllowed : SettingsWords.ModelForbidden);
            rows.Add([InlineKeyboardButton.WithCallbackData(
                allows ? SettingsWords.ModelForbid : SettingsWords.ModelAllow, $"{NotesModelVerb}:{(allows ? Forbid : Allow)}")]);
        }

        return new ChatText(text, [.. rows, Back()]);
    }

    /// <summary>Which sections of the notes.</summary>
    public static ChatText Sections(NotesSections sections) => new(
        SettingsWords.Sections,
        [
            .. NotesSections.All.Select(section => new[]
            {
                InlineKeyboardButton.WithCallbackData(
                    Checked(Name(section), sections.Has(section)), SettingsButton.Choose(SettingsScreen.Sections, section.ToString())),
            }),
            [InlineKeyboardButton.WithCallbackData(SettingsWords.Back, SettingsButton.Show(SettingsScreen.Notes))],
        ]);

    /// <summary>The language, each named in itself.</summary>
    public static ChatText Language(User user) => new(
        $"{LanguageWords.FormatTitle(LanguageOf(user))}\n\n{LanguageWords.Explained}",
        [
            .. SpokenLanguage.All.Select(language => InlineKeyboardButton.WithCallbackData(
                    Checked(LanguageNames.Of(language), language.Name == user.Language),
                    SettingsButton.Choose(SettingsScreen.Language, language.Name)))
                .Append(InlineKeyboardButton.WithCallbackData(
                    Checked(LanguageWords.AsInTelegram, user.Language is null), SettingsButton.Choose(SettingsScreen.Language, AsInTelegram)))
                .Chunk(2),
            Back(),
        ]);

    private static string LanguageOf(User user) =>
        user.Language is { } chosen ? LanguageNames.Of(SpokenLanguage.Of(chosen)) : LanguageWords.AsInTelegram;

    /// <summary>The time zone.</summary>
    public static ChatText Zone(User user, DateTimeOffset now)
    {
        var zone = UserTimeZones.Of(user);
        var near = UserTimeZones.Near(zone, now, NearZones);
        return new ChatText(
            user.TimeZone is null
                ? SettingsWords.FormatZoneUnknown(Clock(now, zone))
                : SettingsWords.FormatZone(TelegramHtml.Outside(UserTimeZones.CityOf(zone.Id)), Clock(now, zone)),
            [
                .. near.Chunk(2).Select(pair => pair.Select(name => InlineKeyboardButton.WithCallbackData(
                    Checked($"{UserTimeZones.CityOf(name)} {Clock(now, UserTimeZones.Find(name)!)}", name == user.TimeZone),
                    SettingsButton.Choose(SettingsScreen.Zone, name))).ToArray()),
                [InlineKeyboardButton.WithCallbackData(SettingsWords.ZoneType, SettingsButton.Type(SettingsScreen.Zone))],
                Back(),
            ]);
    }

    /// <summary>Quiet hours.</summary>
    public static ChatText Quiet(User user)
    {
        var chosen = HoursOf(user);
        return new ChatText(
            chosen is { } hours
                ? SettingsWords.FormatQuietOn(Written(hours.From), Written(hours.To), TelegramHtml.Outside(UserTimeZones.CityOf(UserTimeZones.Of(user).Id)))
                : SettingsWords.QuietOff,
            [.. CommonHours.Select(one => InlineKeyboardButton.WithCallbackData(
                Checked($"{Written(one.From)}–{Written(one.To)}", one == chosen),
                SettingsButton.Choose(SettingsScreen.Quiet, $"{Written(one.From)}-{Written(one.To)}")))],
            [
                InlineKeyboardButton.WithCallbackData(SettingsWords.QuietType, SettingsButton.Type(SettingsScreen.Quiet)),
                InlineKeyboardButton.WithCallbackData(Checked(SettingsWords.Off, chosen is null), SettingsButton.Turn(SettingsScreen.Quiet, false)),
            ],
            Back());
    }

    /// <summary>Whether what comes can be forwarded.</summary>
    public static ChatText Protect(bool isOn) => OnOff(SettingsScreen.Protect, isOn ? SettingsWords.ProtectOn : SettingsWords.ProtectOff, isOn);

    /// <summary>Whether transcripts come by themselves.</summary>
    public static ChatText Transcript(bool isOn) =>
        OnOff(SettingsScreen.Transcript, isOn ? SettingsWords.TranscriptOn : SettingsWords.TranscriptOff, isOn);

    /// <summary>Whether long work is told of.</summary>
    public static ChatText Progress(bool isOn) => OnOff(SettingsScreen.Progress, isOn ? SettingsWords.ProgressOn : SettingsWords.ProgressOff, isOn);

    /// <summary>Whether each recording is asked about.</summary>
    public static ChatText Ask(bool isOn) => OnOff(SettingsScreen.Ask, isOn ? SettingsWords.AskOn : SettingsWords.AskOff, isOn);

    /// <summary>How small audio is made that is too large.</summary>
    public static ChatText Audio(bool isSmall) => new(
        isSmall ? SettingsWords.AudioSmall : SettingsWords.AudioBest,
        [
            InlineKeyboardButton.WithCallbackData(Checked(SettingsWords.AudioBestButton, !isSmall), SettingsButton.Turn(SettingsScreen.Audio, false)),
            InlineKeyboardButton.WithCallbackData(Checked(SettingsWords.AudioSmallButton, isSmall), SettingsButton.Turn(SettingsScreen.Audio, true)),
        ],
        Back());

    /// <summary>Which recordings come.</summary>
    public static ChatText Which(User user)
    {
        var words = user.WantedWords is { } wanted ? SettingsWords.FormatWhichWords(TelegramHtml.Outside(wanted)) : SettingsWords.WhichAnyTopic;
        InlineKeyboardButton[] topics =
        [
            InlineKeyboardButton.WithCallbackData(SettingsWords.WhichType, SettingsButton.Type(SettingsScreen.Which)),
            .. user.WantedWords is null
                ? Array.Empty<InlineKeyboardButton>()
                : [InlineKeyboardButton.WithCallbackData(SettingsWords.WhichAnyTopicButton, SettingsButton.Choose(SettingsScreen.Which, AnyTopic))],
        ];
        return new ChatText(
            $"{(user.WantedMinutes is { } minutes ? SettingsWords.FormatWhichLong(Number(minutes)) : SettingsWords.WhichAnyLength)}\n{words}\n\n{SettingsWords.WhichSkipped}",
            [.. CommonMinutes.Select(one => InlineKeyboardButton.WithCallbackData(
                Checked(one == 0 ? SettingsWords.WhichAllButton : SettingsWords.FormatWhichLongButton(Number(one)), one == (user.WantedMinutes ?? 0)),
                SettingsButton.Choose(SettingsScreen.Which, Number(one))))],
            topics,
            Back());
    }

    /// <summary>How long things are kept.</summary>
    public static ChatText Kept(User user, RetentionOptions retention) => new(
        SettingsWords.FormatKept(Durations.Write(retention.MediaFor(user.MediaDays)), Durations.Write(retention.NotesFor(user.NotesDays))),
        DaysRow("m", "🎙", MediaDays, retention.Media, user.MediaDays),
        DaysRow("n", "📝", NotesDays, retention.Notes, user.NotesDays),
        Back());

    /// <summary>The question for what is chosen in words; null where nothing is.</summary>
    /// <param name="screen">What it is about.</param>
    /// <param name="isAgain">Whether the last answer could not be used.</param>
    /// <returns>Makes it of the link that carries what the answer is needed for.</returns>
    public static Func<Uri, ChatText>? Question(SettingsScreen screen, bool isAgain)
    {
        (Func<object?, string> Text, string Hint)? question = screen switch
        {
            SettingsScreen.Zone => (isAgain ? SettingsWords.FormatZoneAgain : SettingsWords.FormatZoneQuestion, "Berlin"),
            SettingsScreen.Quiet => (isAgain ? SettingsWords.FormatQuietAgain : SettingsWords.FormatQuietQuestion, "22:00-7:00"),
            SettingsScreen.Which => (isAgain ? SettingsWords.FormatWordsAgain : SettingsWords.FormatWordsQuestion, SettingsWords.WordsHint),
            _ => null,
        };
        return question is var (text, hint) ? link => new ChatText(text(TelegramHtml.Escape(link.AbsoluteUri))) { AnswerHint = hint } : null;
    }

    private static IEnumerable<string> Lines(User user, DateTimeOffset now)
    {
        var zone = UserTimeZones.Of(user);
        yield return LanguageWords.FormatLine(LanguageOf(user));
        yield return SettingsWords.FormatLineZone(TelegramHtml.Outside(UserTimeZones.CityOf(zone.Id)), Clock(now, zone));
        yield return SettingsWords.FormatLineQuiet(HoursOf(user) is { } hours ? $"{Written(hours.From)}–{Written(hours.To)}" : SettingsWords.Off);
        yield return SettingsWords.FormatLineWhich(WhichOf(user));
        yield return SettingsWords.FormatLineAsk(OnOrOff(user.AsksBeforeSending));
        yield return SettingsWords.FormatLineNotes(Name(user.NotesLength));
        yield return SettingsWords.FormatLineTranscript(OnOrOff(user.AttachesTranscript));
        yield return SettingsWords.FormatLineAudio(user.PrefersSmallAudio ? SettingsWords.AudioSmallButton : SettingsWords.AudioBestButton);
        yield return SettingsWords.FormatLineProgress(OnOrOff(user.ShowsProgress));
        yield return SettingsWords.FormatLineProtect(OnOrOff(user.ProtectsContent));
    }

    private static string WhichOf(User user) => user switch
    {
        { WantedMinutes: { } minutes, WantedWords: { } words } => SettingsWords.FormatWhichBoth(Number(minutes), TelegramHtml.Outside(words)),
        { WantedMinutes: { } minutes } => SettingsWords.FormatWhichLongButton(Number(minutes)),
        { WantedWords: { } words } => SettingsWords.FormatWhichWordsShort(TelegramHtml.Outside(words)),
        _ => SettingsWords.WhichAllButton,
    };

    private static string Label(SettingsScreen screen) => screen switch
    {
        SettingsScreen.Language => LanguageWords.Label,
        SettingsScreen.Zone => SettingsWords.LabelZone,
        SettingsScreen.Quiet => SettingsWords.LabelQuiet,
        SettingsScreen.Which => SettingsWords.LabelWhich,
        SettingsScreen.Ask => SettingsWords.LabelAsk,
        SettingsScreen.Notes => SettingsWords.LabelNotes,
        SettingsScreen.Transcript => SettingsWords.LabelTranscript,
        SettingsScreen.Audio => SettingsWords.LabelAudio,
        SettingsScreen.Progress => SettingsWords.LabelProgress,
        SettingsScreen.Protect => SettingsWords.LabelProtect,
        _ => SettingsWords.LabelKept,
    };

    private static ChatText OnOff(SettingsScreen screen, string text, bool isOn) => new(
        text,
        [
            InlineKeyboardButton.WithCallbackData(Checked(SettingsWords.On, isOn), SettingsButton.Turn(screen, true)),
            InlineKeyboardButton.WithCallbackData(Checked(SettingsWords.Off, !isOn), SettingsButton.Turn(screen, false)),
        ],
        Back());

    // Only what is shorter than the operator keeps it, and what the operator does.
    private static InlineKeyboardButton[] DaysRow(string what, string icon, int[] days, TimeSpan kept, int? chosen)
    {
        var shorter = days.Where(count => TimeSpan.FromDays(count) < kept).ToList();
        return
        [
            .. shorter.Select(count => Button(count, count == chosen)),
            InlineKeyboardButton.WithCallbackData(
                Checked($"{icon} {Durations.Write(kept)}", chosen is null || TimeSpan.FromDays(chosen.Value) >= kept),
                SettingsButton.Choose(SettingsScreen.Kept, $"{what}0")),
        ];

        InlineKeyboardButton Button(int count, bool isChosen) => InlineKeyboardButton.WithCallbackData(
            Checked($"{icon} {Durations.Write(TimeSpan.FromDays(count))}", isChosen), SettingsButton.Choose(SettingsScreen.Kept, $"{what}{Number(count)}"));
    }

    private static InlineKeyboardButton[] Back() =>
        [InlineKeyboardButton.WithCallbackData(SettingsWords.Back, SettingsButton.Show(SettingsScreen.Menu))];

    private static QuietHours? HoursOf(User user) => user is { QuietFrom: { } from, QuietTo: { } to } ? new QuietHours(from, to) : null;

    private static string Checked(string label, bool isChosen) => isChosen ? $"✓ {label}" : label;

    private static string OnOrOff(bool isOn) => isOn ? SettingsWords.On : SettingsWords.Off;

    private static string Clock(DateTimeOffset now, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(now, zone).ToString("HH:mm", CultureInfo.InvariantCulture);

    private static string Written(TimeOnly time) => time.ToString("H:mm", CultureInfo.InvariantCulture);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A section of the notes, on a button.</summary>
    public static string Name(NotesSection section) => section switch
    {
        NotesSection.Summary => SettingsWords.SectionSummary,
        NotesSection.Decisions => SettingsWords.SectionDecisions,
        NotesSection.ToDo => SettingsWords.SectionToDo,
        NotesSection.Questions => SettingsWords.SectionQuestions,
        NotesSection.Topics => SettingsWords.SectionTopics,
        _ => SettingsWords.SectionSpeakers,
    };

    /// <summary>How much of the notes, on a button.</summary>
    public static string Name(NotesLength length) => length switch
    {
        NotesLength.Off => SettingsWords.Off,
        NotesLength.Short => SettingsWords.Short,
        NotesLength.Full => SettingsWords.Full,
        _ => SettingsWords.Normal,
    };

    private static string Describe(NotesLength length) => length switch
    {
        NotesLength.Off => SettingsWords.DescribeOff,
        NotesLength.Short => SettingsWords.DescribeShort,
        NotesLength.Full => SettingsWords.DescribeFull,
        _ => SettingsWords.DescribeNormal,
    };
}
