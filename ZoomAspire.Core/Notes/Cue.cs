namespace ZoomAspire.Core.Notes;

/// <summary>A piece of speech as a transcript file gives it.</summary>
/// <param name="Start">From the start of the recording.</param>
/// <param name="End">Never before <paramref name="Start"/>.</param>
/// <param name="Speaker">The name shown in the meeting, untrusted text; null where the file names nobody.</param>
/// <param name="Text">One line without markup, untrusted text; never empty.</param>
public sealed record Cue(TimeSpan Start, TimeSpan End, string? Speaker, string Text);
