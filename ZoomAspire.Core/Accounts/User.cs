using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Accounts;

/// <summary>A tenant: the person to whom connections, destinations and deliveries belong.</summary>
public sealed class User
{
    /// <summary>Our key.</summary>
    public long Id { get; private set; }

    /// <summary>The Telegram user; null for users who come by another way.</summary>
    public TelegramUserId? TelegramUserId { get; init; }

    /// <summary>IETF language tag as Telegram gives it (<c>de</c>, <c>pt-br</c>), if known.</summary>
    public string? Locale { get; set; }

    /// <summary>The language that the user has chosen, as an ISO 639-1 code (<c>de</c>); null follows <see cref="Locale"/>.</summary>
    public string? Language { get; set; }

    /// <summary>
    /// Tag of the language in which the user is spoken to: the chosen one, else Telegram's; null, and what we do not speak, means English.
    /// Statements that ask for it say <c>coalesce(language, locale)</c>.
    /// </summary>
    public string? SpokenLanguage => Language ?? Locale;

    /// <summary>IANA time zone, taken from Zoom at connecting; null means UTC.</summary>
    public string? TimeZone { get; set; }

    /// <summary>How much of a meeting's notes the user wants in the chat.</summary>
    public NotesLength NotesLength { get; set; }

    /// <summary>Whether the user agreed that transcripts are given to the operator's language model (NOTES_LLM_ENDPOINT).</summary>
    public bool AllowsNotesModel { get; set; }

    /// <summary>Which sections of the notes the user wants.</summary>
    public NotesSections NotesSections { get; set; }

    /// <summary>When the hours begin in which nothing makes a sound, by <see cref="TimeZone"/>; null if there are none. See <see cref="QuietHours"/>.</summary>
    public TimeOnly? QuietFrom { get; set; }

    /// <summary>When they end.</summary>
    public TimeOnly? QuietTo { get; set; }

    /// <summary>Whether what is delivered can be neither forwarded nor saved (Telegram's <c>protect_content</c>).</summary>
    public bool ProtectsContent { get; set; }

    /// <summary>Whether transcripts come by themselves, as files.</summary>
    public bool AttachesTranscript { get; set; }

    /// <summary>Whether recordings that take long are announced before they come, and how far they are.</summary>
    public bool ShowsProgress { get; set; } = true;

    /// <summary>Whether each recording is asked about before anything of it is fetched.</summary>
    public bool AsksBeforeSending { get; set; }

    /// <summary>Only recordings of meetings come that took so many minutes; null for all.</summary>
    public int? WantedMinutes { get; set; }

    /// <summary>Only recordings come that have these words in the topic, as <see cref="TopicWords.Normalize"/> writes them; null for all.</summary>
    public string? WantedWords { get; set; }

    /// <summary>Whether audio that has to be made smaller is made as small as speech bears.</summary>
    public bool PrefersSmallAudio { get; set; }

    /// <summary>Staged media is kept so many days, where that is less than MEDIA_TTL; null for that.</summary>
    public int? MediaDays { get; set; }

    /// <summary>Transcripts and notes are kept so many days, where that is less than NOTES_TTL; null for that.</summary>
    public int? NotesDays { get; set; }

    /// <summary>When the user first talked to us.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
