using System.Globalization;
using System.Runtime.CompilerServices;
using ZoomAspire.Core.Languages;

namespace ZoomAspire.Tests.Languages;

/// <summary>Languages in tests.</summary>
internal static class Speaking
{
    /// <summary>The languages beside English, as members of theories.</summary>
    public static TheoryData<string> Others => [.. SpokenLanguage.All.Skip(1).Select(language => language.Name)];

    /// <summary>All languages, as members of theories.</summary>
    public static TheoryData<string> All => [.. SpokenLanguage.All.Select(language => language.Name)];

    /// <summary>What the product says in a language.</summary>
    public static T In<T>(string language, Func<T> say)
    {
        var before = CultureInfo.CurrentUICulture;
        SpokenLanguage.Use(language);
        try
        {
            return say();
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    // As ServiceRunner does for a service: tests must not depend on the language of the machine.
    [ModuleInitializer]
    internal static void SpeakEnglish() => CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentUICulture = SpokenLanguage.Of(null);
}
