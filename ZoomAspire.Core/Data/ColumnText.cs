namespace ZoomAspire.Core.Data;

/// <summary>Text from outside on its way into a column of limited length.</summary>
internal static class ColumnText
{
    /// <summary>The beginning of a text, never ending between the halves of a surrogate pair.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">UTF-16 code units at most, 1 or more.</param>
    public static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
