namespace ZoomAspire.Core.Notes;

/// <summary>What notes by a language model may take. One set of values for production; tests have smaller ones.</summary>
internal sealed record NotesModelLimits
{
    /// <summary>
    /// The longest piece of a transcript that is sent at once, in characters with numbers, times and names: about 6,000 tokens of English,
    /// up to twice that of other languages. About twenty minutes of meeting.
    /// </summary>
    public int PieceLength { get; init; } = 24_000;

    /// <summary>Most pieces of a meeting, about five hours of talk; a longer one is left to the built-in summariser.</summary>
    public int MaxPieces { get; init; } = 15;

    /// <summary>Most requests for a meeting, repetitions included: what a meeting may cost.</summary>
    public int MaxRequests { get; init; } = 24;

    /// <summary>Longest answer in tokens, a model's reasoning included.</summary>
    public int MaxOutputTokens { get; init; } = 8_000;

    /// <summary>Longer answers are failures.</summary>
    public int MaxAnswerBytes { get; init; } = 512 * 1024;

    /// <summary>Requests at once from one process, for all meetings.</summary>
    public int Concurrency { get; init; } = 3;

    /// <summary>How long a request may take, its answer included.</summary>
    public TimeSpan Try { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long the notes of a meeting may take.</summary>
    public TimeSpan Whole { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Repetitions of a request that got 429 or 5xx.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>Before the first repetition; twice that before the second, with jitter.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest wait that is kept when the endpoint asks for one; a longer one is a failure.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);
}
