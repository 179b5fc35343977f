using ZoomAspire.Core.Notes;

namespace ZoomAspire.Core.Recordings;

/// <summary>Makes notes of a transcript.</summary>
internal sealed class NotesMaker
{
    /// <summary>Makes them.</summary>
    /// <param name="transcript">What was said.</param>
    /// <param name="allowsModel">Whether the owner agreed to the language model.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<MeetingNotes> MakeAsync(Transcript transcript, bool allowsModel, CancellationToken cancellationToken) =>
        Task.FromResult(BuiltInSummariser.Summarise(transcript, null, cancellationToken));
}
