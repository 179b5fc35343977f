using ZoomAspire.Core.Notes;

namespace ZoomAspire.Core.Recordings;

/// <summary>Makes notes of a transcript: by the language model where there is one and the owner agreed, else by ourselves.</summary>
internal sealed class NotesMaker(NotesModel model)
{
    /// <summary>Makes them.</summary>
    /// <param name="transcript">What was said.</param>
    /// <param name="allowsModel">Whether the owner agreed that it is given to the language model.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<MeetingNotes> MakeAsync(Transcript transcript, bool allowsModel, CancellationToken cancellationToken) =>
        (allowsModel ? await model.SummariseAsync(transcript, transcript.Writers, cancellationToken) : null) ??
        BuiltInSummariser.Summarise(transcript, transcript.Writers, cancellationToken);
}
