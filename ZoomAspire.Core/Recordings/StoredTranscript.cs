using ZoomAspire.Core.Notes;

namespace ZoomAspire.Core.Recordings;

/// <summary>What was said in a recording, as it is kept: its cues are rows of their own, which can be searched.</summary>
public sealed class StoredTranscript
{
    /// <summary>Our key.</summary>
    public long Id { get; private set; }

    /// <summary>The recording: one transcript for each.</summary>
    public required long RecordingId { get; init; }

    /// <summary>Where it comes from.</summary>
    public required TranscriptSource Source { get; init; }

    /// <summary>Zoom's file, by its key, so that the same file is not read again; null for a transcript that is no file.</summary>
    public string? FileId { get; init; }

    /// <summary>The language most of it is in.</summary>
    public required NotesLanguage Language { get; init; }

    /// <summary>Whether the file was longer than what is read of one.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>When it was read. NOTES_TTL counts from here.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>Where a transcript comes from; later ones are better.</summary>
public enum TranscriptSource
{
    /// <summary>What was written in the meeting's chat, and nothing that was said.</summary>
    Chat,

    /// <summary>Captions shown in the meeting.</summary>
    Captions,

    /// <summary>The transcript that AI Companion keeps.</summary>
    Companion,

    /// <summary>The transcript of the cloud recording.</summary>
    Recording,
}

/// <summary>A cue of a <see cref="StoredTranscript"/>.</summary>
public sealed class StoredCue
{
    /// <summary>The transcript.</summary>
    public required long TranscriptId { get; init; }

    /// <summary>Its place, from 0.</summary>
    public required int Number { get; init; }

    /// <summary>Milliseconds from the start of the recording.</summary>
    public required int StartMilliseconds { get; init; }

    /// <summary>Milliseconds from the start of the recording; not before the start.</summary>
    public required int EndMilliseconds { get; init; }

    /// <summary>Who speaks, untrusted text; null where nobody is named.</summary>
    public string? Speaker { get; init; }

    /// <summary>One line, untrusted text.</summary>
    public required string Text { get; init; }

    /// <summary>Whether it was written in the meeting's chat: it then has no length.</summary>
    public bool IsChat { get; init; }
}
