namespace ZoomAspire.Core.Notes;

/// <summary>What becomes of an item of the language model.</summary>
internal enum ItemVerdict
{
    /// <summary>It counts.</summary>
    Kept,

    /// <summary>Its quote is not in the transcript, or not where it says.</summary>
    Unquoted,

    /// <summary>Its quote is, but too little of its text was said around there, or a number or a name that was not.</summary>
    Unsupported,

    /// <summary>Its text has a link, a mention, a command or markup that was not said.</summary>
    Active,

    /// <summary>Its text is none, or longer than a line.</summary>
    Unfit,
}
