using ZoomAspire.Core.Notes;

namespace ZoomAspire.Core.Recordings;

/// <summary>PostgreSQL's text search configurations (https://www.postgresql.org/docs/current/textsearch-configuration.html) by language.</summary>
internal static class SearchLanguages
{
    private const string Simple = "simple";

    /// <summary>All that are in use.</summary>
    public static readonly IReadOnlyList<string> Configurations = ["english", "russian", "german", "spanish", "french", "portuguese", Simple];

    /// <summary>The configuration of a language; PostgreSQL has none of its own for Ukrainian.</summary>
    public static string ConfigurationOf(NotesLanguage language) => language switch
    {
        NotesLanguage.English => "english",
        NotesLanguage.Russian => "russian",
        NotesLanguage.German => "german",
        NotesLanguage.Spanish => "spanish",
        NotesLanguage.French => "french",
        NotesLanguage.Portuguese => "portuguese",
        _ => Simple,
    };
}
