namespace ZoomAspire.Core.Notes;

/// <summary>An item of the language model that counts. Time, speaker and evidence are the transcript's.</summary>
internal sealed record FoundItem(string Text, Passage Passage, Evidence Evidence, string? Owner = null, string? Due = null);
