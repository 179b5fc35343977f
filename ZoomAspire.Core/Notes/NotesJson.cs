using System.Text.Json;

namespace ZoomAspire.Core.Notes;

/// <summary>Reads JSON files of somebody else's.</summary>
internal static class NotesJson
{
    private static readonly JsonDocumentOptions Tolerant = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <returns>The document; null for what is no JSON, or longer than the limit.</returns>
    public static async Task<JsonDocument?> ReadAsync(Stream stream, int maxLength, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var (text, isTruncated) = await BoundedText.ReadAsync(stream, maxLength, cancellationToken).ConfigureAwait(false);
        if (isTruncated)
        {
            return null;
        }

        try
        {
            return JsonDocument.Parse(text, Tolerant);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <returns>The text of an element that is one; null for half a surrogate pair.</returns>
    public static string? String(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
