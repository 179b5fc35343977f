namespace ZoomAspire.Tests.Faults;

/// <summary>What is done to the system.</summary>
internal enum FaultKind
{
    /// <summary>SIGKILL when a service gets to a step.</summary>
    KillAtStep,

    /// <summary>SIGKILL at some moment.</summary>
    Kill,

    /// <summary>SIGTERM at some moment.</summary>
    Stop,

    /// <summary>SIGSTOP for longer than leases last: it wakes up when others have taken over what it holds.</summary>
    Freeze,

    /// <summary>SIGKILL of a server, and up again.</summary>
    Restart,

    /// <summary>Everything in Redis is gone.</summary>
    Flush,

    /// <summary>All connections to a party break, and new ones are refused for a while.</summary>
    Cut,

    /// <summary>Nothing goes through to a party for a while.</summary>
    Hold,
}

/// <summary>One fault.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Target">To which service, server or link.</param>
/// <param name="Step">At which step, of <see cref="FaultKind.KillAtStep"/>.</param>
internal sealed record Fault(FaultKind Kind, string Target, Step? Step = null)
{
    /// <summary>Whether a worker may be left without knowing whether what it said was heard.</summary>
    public bool CanLoseAnswer => Target is "worker" or "postgres" or "telegram";

    public override string ToString() => Step?.ToString() ?? $"{Kind.ToString().ToLowerInvariant()} {Target}";
}

/// <summary>A recorded meeting that ends.</summary>
/// <param name="Person">Whose, by number.</param>
/// <param name="Size">Bytes of the audio; null for the usual.</param>
/// <param name="Duplicates">How often its webhook comes again, with other addresses.</param>
/// <param name="SecondsBehind">How wrong the clock is by which it is signed.</param>
internal sealed record PlannedMeeting(int Person, long? Size = null, int Duplicates = 0, int SecondsBehind = 0)
{
    public override string ToString() =>
        $"person {Person}{(Size is null ? "" : ", large")}{(Duplicates > 0 ? ", ×5" : "")}{(SecondsBehind == 0 ? "" : $", {SecondsBehind} s behind")}";
}

/// <summary>Meetings that end, and a fault that meets them.</summary>
/// <param name="Fault">The fault.</param>
/// <param name="Meetings">The meetings.</param>
/// <param name="DelayMs">From the end of the meetings to the fault.</param>
/// <param name="LastsMs">How long it lasts.</param>
/// <param name="Victim">Which of the services of a kind it meets, by number.</param>
/// <param name="InRealTime">Whether what a killed service held runs out in real time, not at once.</param>
internal sealed record Round(Fault Fault, IReadOnlyList<PlannedMeeting> Meetings, int DelayMs, int LastsMs, int Victim, bool InRealTime);

/// <summary>Rounds drawn from a seed: the same seed, the same plan.</summary>
internal sealed class FaultPlan(int seed)
{
    // More than a part of an upload, so that there are two.
    private const long Large = 9_500_000;

    // Inside the five minutes by which Zoom's clock and ours may differ.
    private const int Skew = 295;

    private static readonly Fault[] Essential =
    [
        new(FaultKind.Kill, "worker"), new(FaultKind.Freeze, "worker"), new(FaultKind.Stop, "worker"), new(FaultKind.Restart, "redis"),
        new(FaultKind.Flush, "redis"), new(FaultKind.Restart, "postgres"),
    ];

    private static readonly Fault[] Others =
    [
        new(FaultKind.Kill, "api"), new(FaultKind.Kill, "bot"), new(FaultKind.Stop, "api"), new(FaultKind.Stop, "bot"),
        .. ((string[])["front", "postgres", "redis", "media", "zoom", "download", "telegram"]).Select(link => new Fault(FaultKind.Cut, link)),
        .. ((string[])["front", "postgres", "redis", "media", "zoom", "download", "telegram"]).Select(link => new Fault(FaultKind.Hold, link)),
    ];

    private readonly Random _random = new(seed);

    /// <summary>What there is time for in every run of the tests: of everything some.</summary>
    public IReadOnlyList<Round> Short() => Rounds(
        [.. Essential, .. Draw(Others, 5), .. Draw(Steps("worker"), 7), .. Draw(Steps("api"), 2), .. Draw(Steps("bot"), 1)], inRealTime: false);

    /// <summary>Every fault and every step once, in some order; another order each time.</summary>
    public IReadOnlyList<Round> Whole() =>
        Rounds([.. Essential, .. Others, .. Steps("worker"), .. Steps("api"), .. Steps("bot")], inRealTime: true);

    private static IEnumerable<Fault> Steps(string service) =>
        Step.All.Where(step => step.Service == service).Select(step => new Fault(FaultKind.KillAtStep, service, step));

    private List<Round> Rounds(Fault[] faults, bool inRealTime)
    {
        _random.Shuffle(faults);
        return [.. faults.Select(fault => Round(fault, inRealTime))];
    }

    private Round Round(Fault fault, bool inRealTime) => new(
        fault,
        [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Meeting((fault.Step?.NeedsLarge ?? false) || _random.Next(8) == 0))],
        _random.Next(600),
        _random.Next(300, 2500),
        _random.Next(100),
        inRealTime && _random.Next(4) == 0);

    private PlannedMeeting Meeting(bool large) => new(
        _random.Next(FaultSystem.People),
        large ? Large + _random.Next(100_000) : null,
        _random.Next(3) == 0 ? 4 : 0,
        _random.Next(4) switch { 0 => Skew, 1 => -Skew, _ => 0 });

    private IEnumerable<Fault> Draw(IEnumerable<Fault> faults, int count)
    {
        Fault[] shuffled = [.. faults];
        _random.Shuffle(shuffled);
        return shuffled.Take(count);
    }
}
