namespace ZoomAspire.Core.Notes;

/// <summary>No notes can be made. Its message is ours: it quotes neither the endpoint nor the transcript.</summary>
internal sealed class NotesModelException(NotesModelOutcome outcome, string message) : Exception(message)
{
    public NotesModelOutcome Outcome { get; } = outcome;
}
