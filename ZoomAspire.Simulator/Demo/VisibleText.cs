using System.Globalization;

namespace ZoomAspire.Simulator.Demo;

/// <summary>
/// Text as a person sees it: a bot may put invisible characters into outside text, so that nothing in it becomes a link, a
/// mention or a command.
/// </summary>
internal static class VisibleText
{
    /// <summary>Whether a message shows <paramref name="wanted"/>.</summary>
    public static bool Contains(string text, string wanted) => Of(text).Contains(Of(wanted), StringComparison.OrdinalIgnoreCase);

    private static string Of(string text) =>
        string.Concat(text.Where(letter => char.GetUnicodeCategory(letter) != UnicodeCategory.Format));
}
