namespace ZoomAspire.Simulator.Zoom;

/// <summary>Where a recording is.</summary>
public enum RecordingState
{
    /// <summary>To be had.</summary>
    Present,

    /// <summary>In the trash, from where it can be recovered.</summary>
    Trashed,

    /// <summary>Gone for good.</summary>
    Deleted,
}

/// <summary>A meeting that was held and recorded.</summary>
internal sealed class ZoomMeeting
{
    public required string Uuid { get; init; }

    public required long Number { get; init; }

    public required ZoomUser Host { get; init; }

    public required string Topic { get; init; }

    public required DateTimeOffset Start { get; init; }

    /// <summary>How long the recording really is.</summary>
    public required TimeSpan Length { get; init; }

    /// <summary>What Zoom calls its duration.</summary>
    public required int Minutes { get; init; }

    public required string Timezone { get; init; }

    /// <summary>When processing is over: before, the API knows no recording.</summary>
    public required DateTimeOffset ReadyAt { get; init; }

    /// <summary>When the summary is there; null if there will be none.</summary>
    public DateTimeOffset? SummaryAt { get; init; }

    public required IReadOnlyList<ZoomFile> Files { get; init; }

    /// <summary>The API writes <c>id</c> as a string, as the real one has been seen to do.</summary>
    public required bool NumberAsText { get; init; }

    /// <summary>The API writes <c>type</c> as a string, as its specification says and practice often does not.</summary>
    public required bool TypeAsText { get; init; }

    public required bool HasPlayUrls { get; init; }

    public required string Passcode { get; init; }

    public RecordingState State { get; set; }

    public DateTimeOffset End => Start + Length;

    /// <summary>The files that the API shows now.</summary>
    public IEnumerable<ZoomFile> Shown(DateTimeOffset now) =>
        Files.Where(file => file.ReadyAt <= now && file.State == RecordingState.Present);
}

/// <summary>A file of a recording.</summary>
internal sealed class ZoomFile
{
    /// <summary>Names the file in our own addresses; files need not have an id.</summary>
    public string Key { get; } = ZoomIds.Random(12);

    public string? Id { get; init; }

    /// <summary>Whose voice it is, for the separate audio of one speaker.</summary>
    public string? Speaker { get; init; }

    public required string FileType { get; init; }

    public required string Extension { get; init; }

    public required string RecordingType { get; init; }

    public required string ContentType { get; init; }

    public required RecordingContent Content { get; init; }

    public required DateTimeOffset ReadyAt { get; init; }

    public RecordingState State { get; set; }

    public bool IsTranscript => FileType == "TRANSCRIPT";

    /// <summary>Name in the Content-Disposition header, as the real download host gives it.</summary>
    public string NameFor(ZoomMeeting meeting) =>
        $"GMT{meeting.Start.UtcDateTime:yyyyMMdd-HHmmss}_Recording.{(IsTranscript ? "transcript." : "")}{Extension.ToLowerInvariant()}";
}
