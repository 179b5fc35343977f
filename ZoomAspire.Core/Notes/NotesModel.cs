using System.ClientModel;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ZoomAspire.Core.Notes;

/// <summary>
/// Makes notes of a transcript with the language model that is configured. What the model writes counts only where it quotes words that
/// were said; times, speakers and evidence are the transcript's. A transcript is data: nothing that is said in it changes what is asked
/// of the model, and the model has no tools. Whoever has not agreed must not be given to it: that is for the caller to see to.
/// </summary>
public sealed partial class NotesModel
{
    private const int MaxPeople = 50;

    private readonly ModelEndpoint _endpoint;
    private readonly NotesModelLimits _limits;
    private readonly NotesModelMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<NotesModel> _logger;

    internal NotesModel(
        ModelEndpoint endpoint, IOptions<NotesModelOptions> options, NotesModelLimits limits, NotesModelMetrics metrics, TimeProvider time,
        ILogger<NotesModel> logger)
    {
        (_endpoint, _limits, _metrics, _time, _logger) = (endpoint, limits, metrics, time, logger);
        IsConfigured = options.Value.IsConfigured;
    }

    /// <summary>Whether there is a model; without one nothing is sent anywhere.</summary>
    public bool IsConfigured { get; }

    /// <summary>Makes notes: in minutes at most, with a bounded number of requests of bounded size.</summary>
    /// <param name="transcript">Of a meeting whose owner has agreed that it is sent to the configured endpoint.</param>
    /// <param name="participants">Names of those who were there, if known: they may be asked to do something without having spoken.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>
    /// Notes with a summary at least, in the transcript's language, whose items all have evidence; null where there is no model, where it
    /// fails in whatever way, or where nothing of what it wrote was said: then <see cref="BuiltInSummariser"/> is to make them.
    /// </returns>
    public async Task<MeetingNotes?> SummariseAsync(Transcript transcript, IEnumerable<string>? participants, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transcript);
        if (!IsConfigured)
        {
            return null;
        }

        var begun = _time.GetTimestamp();
        using var whole = new CancellationTokenSource(_limits.Whole, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, whole.Token);
        try
        {
            var notes = await MakeAsync(transcript, People(transcript, participants), either.Token);
            _metrics.Ended(NotesModelOutcome.Made);
            return notes;
        }
        catch (Exception exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (outcome, reason) = Reason(exception, whole.IsCancellationRequested);
            _metrics.Ended(outcome);
            LogFailure(_logger, outcome, reason, _time.GetElapsedTime(begun).TotalSeconds);
            return null;
        }
    }

    private async Task<MeetingNotes> MakeAsync(Transcript transcript, IReadOnlyList<string> people, CancellationToken cancellationToken)
    {
        var lines = new SpokenLines(transcript);
        var prompts = lines.Pieces(_limits.PieceLength)
            .ConvertAll(piece => ModelPrompt.Piece(piece, string.Join(", ", people.Take(MaxPeople)), transcript.Language));
        if (prompts.Count == 0 || prompts.Count > _limits.MaxPieces)
        {
            throw prompts.Count == 0
                ? new NotesModelException(NotesModelOutcome.Unfounded, "Nothing is said in the transcript.")
                : new NotesModelException(NotesModelOutcome.Limited, "The transcript is too long.");
        }

        var budget = new ModelBudget(_limits.MaxRequests);
        var draft = new ModelDraft(new ItemJudge(lines, transcript.Language, people), _metrics);
        foreach (var answer in await AskAsync(prompts, budget, cancellationToken))
        {
            draft.Add(answer);
        }

        if (draft.IsEmpty)
        {
            throw new NotesModelException(NotesModelOutcome.Unfounded, "Nothing of what the model noted was said.");
        }

        var points = prompts.Count == 1
            ? draft.Points
            : draft.Choose(await _endpoint.AskAsync<ChoiceAnswer>(ModelPrompt.Choice(draft.Numbered()), budget, cancellationToken));
        return draft.ToNotes(transcript, points);
    }

    // The first piece alone: it finds out what the endpoint understands, and whether it is there at all.
    private async Task<PieceAnswer[]> AskAsync(List<ModelPrompt> prompts, ModelBudget budget, CancellationToken cancellationToken)
    {
        var answers = new PieceAnswer[prompts.Count];
        answers[0] = await _endpoint.AskAsync<PieceAnswer>(prompts[0], budget, cancellationToken);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _limits.Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForAsync(1, prompts.Count, parallel, async (index, token) =>
            answers[index] = await _endpoint.AskAsync<PieceAnswer>(prompts[index], budget, token));
        return answers;
    }

    private static List<string> People(Transcript transcript, IEnumerable<string>? participants) =>
    [
        .. transcript.Speakers.Concat(participants ?? [])
            .Select(name => BoundedText.OneLine(name, SpeakerLabels.MaxNameLength))
            .Where(name => name.Length > 0)
            .Distinct(StringComparer.OrdinalIgnoreCase),
    ];

    private static (NotesModelOutcome Outcome, string Reason) Reason(Exception exception, bool isOutOfTime) => exception switch
    {
        NotesModelException failure => (failure.Outcome, failure.Message),
        _ when isOutOfTime => (NotesModelOutcome.Timeout, "The notes took too long."),
        ClientResultException => (NotesModelOutcome.Failed, "The model's endpoint did not answer."),

        // Messages of others may quote what was sent or answered.
        _ => (NotesModelOutcome.Failed, exception.GetType().Name),
    };

    [LoggerMessage(LogLevel.Warning, "The language model made no notes ({Outcome}: {Reason}) within {Seconds:0.0} s; the built-in summariser makes them")]
    private static partial void LogFailure(ILogger logger, NotesModelOutcome outcome, string reason, double seconds);
}
