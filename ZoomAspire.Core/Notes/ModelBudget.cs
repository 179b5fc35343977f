namespace ZoomAspire.Core.Notes;

/// <summary>How many requests a meeting may still make.</summary>
/// <param name="requests">In all.</param>
internal sealed class ModelBudget(int requests)
{
    private int _left = requests;

    /// <summary>Takes one.</summary>
    /// <exception cref="NotesModelException">There is none left.</exception>
    public void Take()
    {
        if (Interlocked.Decrement(ref _left) < 0)
        {
            throw new NotesModelException(NotesModelOutcome.Limited, "The meeting has taken as many requests as it may.");
        }
    }
}
