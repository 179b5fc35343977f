using System.Text.Json;
using System.Text.Json.Serialization;
using ZoomAspire.Core.Notes;

namespace ZoomAspire.Core.Recordings;

/// <summary>Notes of a recording by one source. Of several the best is shown.</summary>
public sealed class StoredNotes
{
    private static readonly JsonSerializerOptions Json = new()
    {
        IgnoreReadOnlyProperties = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Our key.</summary>
    public long Id { get; private set; }

    /// <summary>The recording; unique together with <see cref="Source"/>.</summary>
    public required long RecordingId { get; init; }

    /// <summary>What made them.</summary>
    public required NotesSource Source { get; init; }

    /// <summary>The <see cref="MeetingNotes"/> as JSON.</summary>
    public required string Content { get; set; }

    /// <summary>When they were last made otherwise. NOTES_TTL counts from here.</summary>
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Writes notes as they are kept.</summary>
    internal static string Write(MeetingNotes notes) => JsonSerializer.Serialize(notes, Json);

    /// <summary>Reads what is kept; null for what a newer version wrote otherwise.</summary>
    internal MeetingNotes? Read()
    {
        try
        {
            return JsonSerializer.Deserialize<MeetingNotes>(Content, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
