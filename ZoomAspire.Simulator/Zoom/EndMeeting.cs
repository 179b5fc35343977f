namespace ZoomAspire.Simulator.Zoom;

/// <summary>A meeting that was held and recorded and has just ended. Everything but the host may be left out.</summary>
public sealed record EndMeeting
{
    /// <summary>The host.</summary>
    public required string UserId { get; init; }

    /// <summary>Topic of the meeting; may hold any characters.</summary>
    public string? Topic { get; init; }

    /// <summary>When it began; so that it ends now if left out.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>
    /// Minutes, 1 to 1440. The recording is repeated, transcript and all, until it lasts about as long (it always ends with a
    /// whole round of 75 seconds); once if left out.
    /// </summary>
    public int? Duration { get; init; }

    /// <summary>Exact bytes of the audio file (of the video, without audio): filled up in a way that players skip.</summary>
    public long? Size { get; init; }

    /// <summary>Number of a meeting held before or scheduled: it was started again, with a new uuid.</summary>
    public long? MeetingId { get; init; }

    /// <summary>The uuid itself, for tests that need a certain one.</summary>
    public string? Uuid { get; init; }

    /// <summary>Which awkward characters the uuid holds; each in turn if left out.</summary>
    public UuidShape? UuidShape { get; init; }

    /// <summary>IANA name, may be empty; the host's or, every fourth meeting, empty if left out.</summary>
    public string? Timezone { get; init; }

    /// <summary>There is an <c>audio_only</c> file.</summary>
    public bool WithAudio { get; init; } = true;

    /// <summary>
    /// The audio file has sound; without it only <see cref="Size"/> counts, which may then be small: for measurements.
    /// </summary>
    public bool WithSound { get; init; } = true;

    /// <summary>There is a file of the separate audio of each of these people.</summary>
    public IReadOnlyList<string> Speakers { get; init; } = [];

    /// <summary>There is a video file with the same sound.</summary>
    public bool WithVideo { get; init; } = true;

    /// <summary>There is a timeline, which has no <c>play_url</c>.</summary>
    public bool WithTimeline { get; init; } = true;

    /// <summary>A transcript follows, with its own event.</summary>
    public bool WithTranscript { get; init; }

    /// <summary>An AI summary follows, with its own event.</summary>
    public bool WithSummary { get; init; }

    /// <summary>The summary is among the files, too.</summary>
    public bool WithSummaryFile { get; init; }

    /// <summary>There is a chat file.</summary>
    public bool WithChat { get; init; }

    /// <summary>There is a file whose types nobody has heard of.</summary>
    public bool WithUnknownFile { get; init; }

    /// <summary>Files have no <c>id</c>.</summary>
    public bool WithoutFileIds { get; init; }

    /// <summary>Files have no <c>play_url</c>.</summary>
    public bool WithoutPlayUrls { get; init; }

    /// <summary>Seconds of processing before the recording is there and <c>recording.completed</c> is sent.</summary>
    public double ProcessingSeconds { get; init; }

    /// <summary>Sends <c>recording.completed</c> and what follows; false leaves the recording to be found by asking.</summary>
    public bool SendWebhook { get; init; } = true;

    /// <summary>Sends <c>meeting.started</c> and <c>meeting.ended</c>, too.</summary>
    public bool WithMeetingEvents { get; init; }
}

/// <summary>What came of <see cref="EndMeeting"/>.</summary>
public sealed record EndedMeeting
{
    /// <summary>Uuid of this occurrence.</summary>
    public required string Uuid { get; init; }

    /// <summary>The meeting's number.</summary>
    public required long MeetingId { get; init; }

    /// <summary>All files, those still to come included.</summary>
    public required IReadOnlyList<EndedMeetingFile> Files { get; init; }

    /// <summary>
    /// When <c>recording.completed</c> was sent first; null if it is still to come or is not sent, because nobody asked for it
    /// or because the host has not installed the app.
    /// </summary>
    public DateTimeOffset? WebhookSentAt { get; init; }
}

/// <summary>A file of an ended meeting.</summary>
public sealed record EndedMeetingFile
{
    /// <summary>Id of the file; null if the meeting's files have none.</summary>
    public string? Id { get; init; }

    /// <summary>Zoom's <c>recording_type</c>.</summary>
    public required string RecordingType { get; init; }

    /// <summary>Zoom's <c>file_type</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Lower-case hex.</summary>
    public required string Sha256 { get; init; }
}
