using System.Diagnostics.Metrics;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Core.Notes;

/// <summary>What operators see of the language model.</summary>
internal sealed class NotesModelMetrics
{
    private readonly Counter<long> _notes;
    private readonly Counter<long> _items;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _tokens;

    public NotesModelMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Telemetry.Name);
        _notes = meter.CreateCounter<long>("zoomaspire.notes.model", "{meeting}", "Meetings given to the language model, by outcome");
        _items = meter.CreateCounter<long>("zoomaspire.notes.model.items", "{item}", "Items of the language model: kept, or dropped for which reason");
        _requests = meter.CreateCounter<long>("zoomaspire.notes.model.requests", "{request}", "Requests to the language model, repetitions included");
        _tokens = meter.CreateCounter<long>("zoomaspire.notes.model.tokens", "{token}", "Tokens that the language model counted, by direction");
    }

    public void Ended(NotesModelOutcome outcome) => _notes.Add(1, Tag("outcome", outcome.ToString().ToLowerInvariant()));

    public void Judged(ItemVerdict verdict) => _items.Add(1, Tag("verdict", verdict.ToString().ToLowerInvariant()));

    public void Requested() => _requests.Add(1);

    public void Used(int input, int output)
    {
        _tokens.Add(input, Tag("direction", "input"));
        _tokens.Add(output, Tag("direction", "output"));
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
