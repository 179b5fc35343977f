using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Languages;

namespace ZoomAspire.Core.Recordings;

/// <summary>How a recording is to arrive in a chat: what its owner has chosen, unless the route to that chat says otherwise.</summary>
internal sealed record DeliveryWishes
{
    /// <summary>How much of the notes.</summary>
    public NotesLength NotesLength { get; init; }

    /// <summary>Which sections of them.</summary>
    public NotesSections NotesSections { get; init; }

    /// <summary>When nothing makes a sound, by <see cref="Zone"/>; null if everything does.</summary>
    public QuietHours? QuietHours { get; init; }

    /// <summary>The owner's time zone; UTC where none is known.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Whether it can be neither forwarded nor saved.</summary>
    public bool ProtectsContent { get; init; }

    /// <summary>Whether the transcript comes by itself.</summary>
    public bool AttachesTranscript { get; init; }

    /// <summary>Whether it is announced early where it takes long, and how far it is.</summary>
    public bool ShowsProgress { get; init; } = true;

    /// <summary>The language of the frame, where the route says so; null for the owner's.</summary>
    public string? Language { get; init; }

    /// <summary>Speaks <see cref="Language"/> from here on, in the calling method and in all that it calls.</summary>
    public void Speak()
    {
        if (Language is { } language)
        {
            SpokenLanguage.Use(language);
        }
    }

    /// <summary>Whether what is sent at a time makes no sound.</summary>
    public bool AreQuietAt(DateTimeOffset at) => QuietHours?.Cover(at, Zone) == true;

    /// <summary>Reads them.</summary>
    /// <param name="owner">Whose recording it is.</param>
    /// <param name="routes">The owner's routes from its account to the chat, as far as they say something of this.</param>
    /// <param name="meeting">The meeting.</param>
    public static DeliveryWishes Of(User owner, IEnumerable<Route> routes, RoutedMeeting meeting)
    {
        // Where several lead there, what the first of them says counts.
        var chosen = RouteChoice.For(routes, meeting).OrderBy(route => route.Id).ToList();
        return new DeliveryWishes
        {
            NotesLength = chosen.Select(route => route.NotesLength).FirstOrDefault(length => length is not null) ?? owner.NotesLength,
            NotesSections = chosen.Select(route => route.NotesSections).FirstOrDefault(sections => sections is not null) ?? owner.NotesSections,
            Language = chosen.Select(route => route.Language).FirstOrDefault(language => language is not null),
            QuietHours = owner is { QuietFrom: { } from, QuietTo: { } to } ? new QuietHours(from, to) : null,
            Zone = UserTimeZones.Of(owner),
            ProtectsContent = owner.ProtectsContent,
            AttachesTranscript = owner.AttachesTranscript,
            ShowsProgress = owner.ShowsProgress,
        };
    }
}
