using System.Text.Json;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// What is kept of an event that says that recordings were deleted or recovered: <c>recording.trashed</c>, <c>.deleted</c>,
/// <c>.recovered</c>, <c>.batch_trashed</c>, <c>.batch_deleted</c>, <c>.batch_recovered</c>
/// (https://developers.zoom.us/docs/api/meetings/events/).
/// </summary>
/// <param name="AccountId">The host's Zoom account.</param>
/// <param name="HostId">The host; null for a batch, which names nobody.</param>
/// <param name="State">What became of the recordings.</param>
/// <param name="Files">Which files, each once.</param>
public sealed record RecordingChange(string AccountId, ZoomUserId? HostId, TombstoneState State, IReadOnlyList<ChangedFile> Files)
{
    private const int MaxIdLength = 128;

    /// <summary>Reads an event.</summary>
    /// <param name="envelope">The event.</param>
    /// <returns>The change, or null where it does not say what of whom was changed.</returns>
    public static RecordingChange? TryRead(WebhookEnvelope envelope)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        var subject = envelope.Payload.Child("object");
        var files = FilesOf(subject).DistinctBy(file => (file.Meeting, file.FileKey)).ToList();
        var hostId = Id(subject, "host_id");
        return (Id(envelope.Payload, "account_id") ?? Id(subject, "account_id")) is { } accountId && files.Count > 0
            ? new RecordingChange(
                accountId,
                hostId is null ? null : new ZoomUserId(hostId),
                envelope.Event.EndsWith("recovered", StringComparison.Ordinal) ? TombstoneState.Recovered : TombstoneState.Deleted,
                files)
            : null;
    }

    // One meeting with its files; or uuids of meetings; or meetings with ids of files.
    private static IEnumerable<ChangedFile> FilesOf(JsonElement subject) =>
    [
        .. Id(subject, "uuid") is { } uuid ? FilesOf(uuid, subject.Items("recording_files")) : [],
        .. subject.Items("meeting_uuids").Select(TextOf).OfType<string>().SelectMany(meeting => FilesOf(meeting, Array.Empty<string>())),
        .. subject.Items("meetings").SelectMany(meeting => Id(meeting, "meeting_uuid") is { } named
            ? FilesOf(named, meeting.Items("recording_file_ids").Select(TextOf).OfType<string>())
            : []),
    ];

    private static IEnumerable<ChangedFile> FilesOf(string uuid, IEnumerable<JsonElement> files) =>
        files.Select(file => new ChangedFile(new MeetingUuid(uuid), KeyOf(file)) { AudioStart = AudioStartOf(file), IsTranscript = IsTranscript(file) })
            .DefaultIfEmpty(new ChangedFile(new MeetingUuid(uuid), ""));

    private static DateTimeOffset? AudioStartOf(JsonElement file) =>
        RecordingFile.IsAudio(file.Text("recording_type")) ? file.Time("recording_start") : null;

    private static bool IsTranscript(JsonElement file) => file.Text("file_type")?.ToUpperInvariant() is "TRANSCRIPT" or "CC";

    private static IEnumerable<ChangedFile> FilesOf(string uuid, IEnumerable<string> keys) =>
        keys.DefaultIfEmpty("").Select(key => new ChangedFile(new MeetingUuid(uuid), key));

    private static string KeyOf(JsonElement file)
    {
        var key = RecordingFileKey.Of(file.Text("id"), file.Text("file_type"), file.Time("recording_start"));
        return key.Length <= MaxIdLength ? key : key[..MaxIdLength];
    }

    private static string? TextOf(JsonElement text) =>
        text.ValueKind == JsonValueKind.String && text.GetString() is { Length: > 0 and <= MaxIdLength } value && !value.Contains('\0', StringComparison.Ordinal)
            ? value
            : null;

    private static string? Id(JsonElement element, string name) =>
        element.Text(name) is { Length: <= MaxIdLength } id ? id : null;
}

/// <summary>A file that was deleted or recovered.</summary>
/// <param name="Meeting">The meeting instance.</param>
/// <param name="FileKey">The file, by <see cref="RecordingFileKey"/>; empty for all files of the meeting.</param>
public sealed record ChangedFile(MeetingUuid Meeting, string FileKey)
{
    /// <summary>Where it is sound alone and the event says so: when its recording began.</summary>
    public DateTimeOffset? AudioStart { get; init; }

    /// <summary>Whether the event says that it is a transcript, or captions.</summary>
    public bool IsTranscript { get; init; }
}
