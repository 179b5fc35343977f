namespace ZoomAspire.Core.Notes;

/// <summary>How it ended.</summary>
internal enum NotesModelOutcome
{
    /// <summary>There are notes.</summary>
    Made,

    /// <summary>Nothing of what the model wrote was found in the transcript.</summary>
    Unfounded,

    /// <summary>The meeting is too long, or took more requests than it may.</summary>
    Limited,

    /// <summary>Too slow.</summary>
    Timeout,

    /// <summary>The endpoint answered with another status than 200, after all repetitions.</summary>
    Status,

    /// <summary>What it answered is not what was asked for: cut off, withheld, no JSON, another schema.</summary>
    Invalid,

    /// <summary>No answer, one that broke off or that is too long, or a mistake of ours.</summary>
    Failed,
}
