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

    /// <summary>When the user first talked to us.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
