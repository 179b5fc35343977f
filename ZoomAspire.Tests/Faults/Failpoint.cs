using System.Text;

namespace ZoomAspire.Tests.Faults;

/// <summary>A moment of a service's work that can be seen from outside, on the wire.</summary>
/// <param name="Service">Whose work: <c>api</c>, <c>worker</c> or <c>bot</c>.</param>
/// <param name="Name">What is being done.</param>
/// <param name="Link">The link on which it is seen.</param>
/// <param name="Marker">What the call carries; of several parts, with … between them, in this order.</param>
/// <param name="AfterAnswer">
/// Whether the other side carries the call out and the service dies before it hears so; else the call itself gets lost.
/// </param>
/// <param name="Nth">At which such call.</param>
internal sealed record Step(string Service, string Name, string Link, string Marker, bool AfterAnswer, int Nth = 1)
{
    /// <summary>Whether the calls before that one get lost with their connections, so that the service has to try again.</summary>
    public bool BreaksBefore { get; init; }

    /// <summary>A commit on the wire: the statement with its end, which the beginning of a transaction that is READ COMMITTED does not have.</summary>
    public const string Commit = "COMMIT\0";

    /// <summary>Every step at which a service is killed.</summary>
    public static IReadOnlyList<Step> All { get; } =
    [
        .. Both("api", "taking a webhook in", "front", "POST /webhooks/zoom"),
        .. Both("api", "committing an event", "postgres", Commit),
        new("api", "sending a hint", "redis", "XADD", AfterAnswer: false),
        .. Both("bot", "asking for updates", "telegram", "/getUpdates"),
        .. Both("bot", "answering", "telegram", "/sendMessage"),
        .. Both("worker", "claiming", "postgres", "FOR NO KEY UPDATE OF u"),
        new("worker", "acknowledging a hint", "redis", "XACK", AfterAnswer: false),
        .. Both("worker", "asking for the files", "zoom", "GET /v2/meetings/"),
        .. Both("worker", "asking for a download", "zoom", "GET /rec/"),
        .. Both("worker", "downloading", "download", "GET /file/"),
        .. Both("worker", "storing", "media", "PUT /zoomaspire/"),
        .. Both("worker", "beginning an upload", "media", "POST /zoomaspire/…?uploads"),
        .. Both("worker", "storing a part of an upload", "media", "partNumber=2"),
        .. Both("worker", "completing an upload", "media", "POST /zoomaspire/…uploadId="),
        .. Both("worker", "reading what is stored", "media", "GET /zoomaspire/recordings"),
        .. Both("worker", "announcing", "telegram", "/sendMessage"),
        .. Both("worker", "turning the announcement into the audio", "telegram", "/editMessageMedia"),
        .. Enumerable.Range(1, 5).SelectMany(nth => Both("worker", "committing", "postgres", Commit, nth)),
    ];

    /// <summary>Only an upload of more than one part gets here.</summary>
    public bool NeedsLarge => Name.Contains("upload", StringComparison.Ordinal);

    public override string ToString() =>
        $"kill {Service} {(AfterAnswer ? "when the answer comes while" : "at the call while")} {Name}{(Nth > 1 ? $" ({Nth})" : "")}";

    private static Step[] Both(string service, string name, string link, string marker, int nth = 1) =>
        [new(service, name, link, marker, AfterAnswer: false, nth), new(service, name, link, marker, AfterAnswer: true, nth)];
}

/// <summary>Kills a service when it gets to a step, once.</summary>
internal sealed class Failpoint(Step step)
{
    private readonly byte[][] _marker = [.. step.Marker.Split('…').Select(Encoding.ASCII.GetBytes)];
    private readonly TaskCompletionSource<ServiceProcess> _struck = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _calls;

    public Step Step => step;

    /// <summary>Ends with the service that was killed.</summary>
    public Task<ServiceProcess> Struck => _struck.Task;

    public bool IsIn(ReadOnlySpan<byte> call)
    {
        foreach (var part in _marker)
        {
            if (call.IndexOf(part) is not (>= 0 and var at))
            {
                return false;
            }

            call = call[(at + part.Length)..];
        }

        return true;
    }

    /// <summary>Counts a call.</summary>
    public Reached Reach(ServiceProcess owner)
    {
        if (owner.Kind != step.Service)
        {
            return Reached.Nothing;
        }

        var call = Interlocked.Increment(ref _calls);
        return call == step.Nth ? Reached.Step : call < step.Nth && step.BreaksBefore ? Reached.Break : Reached.Nothing;
    }

    public void Strike(ServiceProcess owner)
    {
        owner.Kill();
        _struck.TrySetResult(owner);
    }
}

/// <summary>What a call is to a <see cref="Failpoint"/>.</summary>
internal enum Reached
{
    /// <summary>It is handed on.</summary>
    Nothing,

    /// <summary>It gets lost.</summary>
    Break,

    /// <summary>It is the one at which the service is killed.</summary>
    Step,
}
