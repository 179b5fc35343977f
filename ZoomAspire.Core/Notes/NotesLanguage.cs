namespace ZoomAspire.Core.Notes;

/// <summary>A language that notes are made in. What is none of these is treated by what all languages share.</summary>
public enum NotesLanguage
{
    /// <summary>Another one, or too little text to tell.</summary>
    Unknown,

    /// <summary>English.</summary>
    English,

    /// <summary>Russian.</summary>
    Russian,

    /// <summary>Ukrainian.</summary>
    Ukrainian,

    /// <summary>German.</summary>
    German,

    /// <summary>Spanish.</summary>
    Spanish,

    /// <summary>French.</summary>
    French,

    /// <summary>Portuguese.</summary>
    Portuguese,
}

/// <summary>What goes with a language.</summary>
public static class NotesLanguages
{
    /// <summary>The ISO 639-1 code; <c>und</c> for an unknown one.</summary>
    public static string Code(this NotesLanguage language) => language switch
    {
        NotesLanguage.English => "en",
        NotesLanguage.Russian => "ru",
        NotesLanguage.Ukrainian => "uk",
        NotesLanguage.German => "de",
        NotesLanguage.Spanish => "es",
        NotesLanguage.French => "fr",
        NotesLanguage.Portuguese => "pt",
        _ => "und",
    };
}
