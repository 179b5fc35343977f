using ZoomAspire.Core.Data;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>One recording file of a meeting that was chosen for delivery, and where it is staged.</summary>
public sealed class Recording
{
    /// <summary>Characters of <see cref="FileType"/>.</summary>
    internal const int MaxFileTypeLength = 32;

    /// <summary>Characters of <see cref="RecordingType"/>.</summary>
    internal const int MaxRecordingTypeLength = 64;

    /// <summary>Characters of <see cref="Speaker"/>.</summary>
    internal const int MaxSpeakerLength = 128;

    /// <summary>Our key.</summary>
    public long Id { get; private set; }

    /// <summary>The meeting; unique together with <see cref="FileId"/>.</summary>
    public required long MeetingId { get; init; }

    /// <summary>Zoom's file id; where a file has none, made from its type and start.</summary>
    public required string FileId { get; init; }

    /// <summary>Zoom's <c>file_type</c> (<c>M4A</c>, <c>MP4</c>, …).</summary>
    public required string FileType { get; init; }

    /// <summary>Zoom's <c>recording_type</c> (<c>audio_only</c>, …); unknown values are kept as they are.</summary>
    public string? RecordingType { get; init; }

    /// <summary>Whose voice it is, where it is the separate audio of one speaker; untrusted text.</summary>
    public string? Speaker { get; init; }

    /// <summary>When this file's recording began.</summary>
    public DateTimeOffset? RecordingStart { get; init; }

    /// <summary>When this file's recording ended.</summary>
    public DateTimeOffset? RecordingEnd { get; init; }

    /// <summary>Bytes: as Zoom announced them, then as staged.</summary>
    public long? Size { get; set; }

    /// <summary>SHA-256 of the staged bytes.</summary>
    public byte[]? Sha256 { get; set; }

    /// <summary>Key of the staged object in the media store; null before staging and after expiry.</summary>
    public string? MediaKey { get; set; }

    /// <summary>Where the file is in the pipeline.</summary>
    public RecordingStatus Status { get; set; }

    /// <summary>When the file was staged.</summary>
    public DateTimeOffset? StagedAt { get; set; }

    /// <summary>When we first heard of it.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when Zoom, asked again and again, has said that it has no such file; null while it has one.</summary>
    public DateTimeOffset? MissingSince { get; set; }

    /// <summary>How often in a row Zoom has said so.</summary>
    public int MissingTimes { get; set; }

    /// <summary>How often the media store gave back other bytes than were staged.</summary>
    public int DamagedTimes { get; set; }

    /// <summary>How often in a row Zoom sent something else than it had announced, or took longer than a download may.</summary>
    public int UnfitTimes { get; set; }

    /// <summary>Milliseconds of the staged file, as its own header says; null where it does not.</summary>
    public long? DurationMilliseconds { get; set; }

    /// <summary>Bytes of the largest upload that Telegram may still take, where it refused one that was within its known limit.</summary>
    public long? UploadLimit { get; set; }

    /// <summary>How often in a row the connection broke while a file was uploaded that is not small.</summary>
    public int BrokenUploads { get; set; }

    /// <summary>How often in a row converting failed.</summary>
    public int ConversionFailures { get; set; }

    /// <summary>Whether no audio that fits can be made of it.</summary>
    public bool IsUnfit { get; set; }

    /// <summary>Whether the file holds pictures too.</summary>
    public bool IsVideo => string.Equals(FileType, "MP4", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is the separate audio of one speaker, which somebody has asked for.</summary>
    public bool IsOneSpeakers => RecordingType == RecordingFile.OneSpeakersAudio;

    /// <summary>A file that Zoom lists.</summary>
    /// <param name="meeting">Of which meeting.</param>
    /// <param name="file">The file.</param>
    /// <param name="now">The present time.</param>
    internal static Recording Of(Meeting meeting, RecordingFile file, DateTimeOffset now) => new()
    {
        MeetingId = meeting.Id,
        FileId = file.Key,
        FileType = ColumnText.Cut(file.FileType, MaxFileTypeLength),
        RecordingType = file.IsOneSpeakers ? RecordingFile.OneSpeakersAudio
            : file.RecordingType is { } type ? ColumnText.Cut(type, MaxRecordingTypeLength) : null,
        Speaker = file.IsOneSpeakers && file.Speaker is { } speaker ? ColumnText.Cut(speaker, MaxSpeakerLength) : null,
        RecordingStart = file.Start,
        RecordingEnd = file.End,
        Size = file.Size,
        CreatedAt = now,
    };
}

/// <summary>Where a <see cref="Recording"/> is in the pipeline.</summary>
public enum RecordingStatus
{
    /// <summary>Known, not yet staged.</summary>
    Pending,

    /// <summary>In the media store, checked.</summary>
    Staged,

    /// <summary>Was staged; the media has been deleted by retention.</summary>
    Expired,

    /// <summary>Gone at Zoom or ended with the connection: nothing is kept.</summary>
    Gone,
}
