using System.Globalization;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Zoom;

/// <summary>What identifies a recording file within its meeting. URLs do not: they differ with every request.</summary>
public static class RecordingFileKey
{
    /// <summary>Characters of a key; a longer id is cut.</summary>
    public const int MaxLength = 128;

    /// <summary>Zoom's file id, or for a file without one its type and start.</summary>
    /// <param name="id">Zoom's <c>id</c>, if any.</param>
    /// <param name="fileType">Zoom's <c>file_type</c>, if any.</param>
    /// <param name="recordingStart">Zoom's <c>recording_start</c>, if any.</param>
    public static string Of(string? id, string? fileType, DateTimeOffset? recordingStart) =>
        ColumnText.Cut(id ?? string.Create(CultureInfo.InvariantCulture, $"{fileType ?? "unknown"}:{recordingStart?.ToUnixTimeMilliseconds()}"), MaxLength);
}
