using System.Text.Json;

namespace ZoomAspire.Core.Zoom;

/// <summary>How long Zoom keeps recordings: an account's settings may delete them after 30 to 120 days.</summary>
internal static class ZoomRetention
{
    /// <summary>When Zoom deletes a recording by itself (<c>auto_delete</c>, <c>auto_delete_date</c>); null where it does not.</summary>
    /// <param name="recording">A recording object, of a webhook or of the API.</param>
    public static DateTimeOffset? DeletesAt(JsonElement recording) =>
        recording.Child("auto_delete").ValueKind == JsonValueKind.False ? null : recording.Time("auto_delete_date");
}
