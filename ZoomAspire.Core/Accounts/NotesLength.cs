namespace ZoomAspire.Core.Accounts;

/// <summary>How much of a meeting's notes a user wants in the chat.</summary>
public enum NotesLength
{
    /// <summary>What matters: the summary below the audio; decisions, tasks, questions and topics in a reply.</summary>
    Normal,

    /// <summary>Nothing by itself; the button below the audio brings them.</summary>
    Off,

    /// <summary>The summary below the audio.</summary>
    Short,

    /// <summary>Everything, with what was said about each topic and who spoke how long.</summary>
    Full,
}
