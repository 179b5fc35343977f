using System.Globalization;

namespace ZoomAspire.Bot.Texts;

/// <summary>Languages, each in itself.</summary>
internal static class LanguageNames
{
    /// <summary>Its name: <c>Deutsch</c>, <c>Українська</c>.</summary>
    public static string Of(CultureInfo language) => language.TextInfo.ToUpper(language.NativeName[..1]) + language.NativeName[1..];
}
