using System.Globalization;

namespace ZoomAspire.Core.Languages;

/// <summary>
/// The language in which somebody is spoken to: the current UI culture, as everywhere in .NET. It is set once where work for a person begins
/// (an update, a job), and flows from there; texts (<c>*Words.resx</c>) follow it by themselves.
/// </summary>
public static class SpokenLanguage
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en");

    /// <summary>The languages that we speak, English first.</summary>
    public static IReadOnlyList<CultureInfo> All { get; } =
        [English, .. ((string[])["de", "es", "fr", "pt", "ru", "uk"]).Select(CultureInfo.GetCultureInfo)];

    /// <summary>The one that is being spoken.</summary>
    public static CultureInfo Current => Of(CultureInfo.CurrentUICulture.Name);

    /// <summary>The language for somebody.</summary>
    /// <param name="tag">IETF language tag as Telegram gives it (<c>de</c>, <c>pt-br</c>), or null. What we do not speak becomes English.</param>
    public static CultureInfo Of(string? tag)
    {
        var language = tag?.Split('-', '_')[0];
        return All.FirstOrDefault(known => known.Name.Equals(language, StringComparison.OrdinalIgnoreCase)) ?? English;
    }

    /// <summary>Speaks a language from here on: in the calling method, if that is asynchronous, and in all that it calls.</summary>
    /// <param name="tag">As <see cref="Of"/> takes it.</param>
    public static void Use(string? tag) => CultureInfo.CurrentUICulture = Of(tag);
}
