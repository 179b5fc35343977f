namespace ZoomAspire.Tests.Faults;

/// <summary>A moment in the refresh of a pair of tokens.</summary>
/// <param name="Step">Where it is seen on the wire.</param>
/// <param name="Loses">
/// Whether a kill here loses the connection where Zoom ends the old pair at once: the new one has been made and is not stored.
/// </param>
internal sealed record VaultStep(Step Step, bool Loses)
{
    private const string Bound = "set_config('lock_timeout'";
    private const string Lock = "FOR NO KEY UPDATE";
    private const string Now = "SELECT clock_timestamp()";
    private const string Ask = "POST /oauth/token";
    private const string Write = "UPDATE connections SET";

    /// <summary>Every moment at which a refresh waits for somebody.</summary>
    public static IReadOnlyList<VaultStep> All { get; } =
    [
        At("bounding the wait for the lock", Bound, AfterAnswer: false),
        At("locking the connection", Lock, AfterAnswer: false),
        At("locking the connection", Lock, AfterAnswer: true),
        At("reading the time", Now, AfterAnswer: false),
        At("reading the time", Now, AfterAnswer: true),
        At("asking for the next pair", Ask, AfterAnswer: false),
        At("asking for the next pair", Ask, AfterAnswer: true, loses: true),
        At("writing the next pair", Write, AfterAnswer: false, loses: true),
        At("writing the next pair", Write, AfterAnswer: true, loses: true),
        At("committing the next pair", Step.Commit, AfterAnswer: false, loses: true),
        At("committing the next pair", Step.Commit, AfterAnswer: true),
        Again("writing the next pair once more", Write, AfterAnswer: false, loses: true),
        Again("writing the next pair once more", Write, AfterAnswer: true, loses: true),
        Again("committing the next pair once more", Step.Commit, AfterAnswer: false, loses: true),
        Again("committing the next pair once more", Step.Commit, AfterAnswer: true),
    ];

    /// <summary>Every moment from a refusal of the pair until it is known that the link is dead.</summary>
    public static IReadOnlyList<VaultStep> AfterRefusal { get; } =
    [
        At("hearing of the refusal", Ask, AfterAnswer: true),
        At("bounding the wait for the lock once more", Bound, AfterAnswer: false, nth: 2),
        At("reading the connection again", Lock, AfterAnswer: false, nth: 2),
        At("reading the connection again", Lock, AfterAnswer: true, nth: 2),
        At("reading the time again", Now, AfterAnswer: true, nth: 2),
        At("suspending the connection", Write, AfterAnswer: false),
        At("suspending the connection", Write, AfterAnswer: true),
        At("committing that it is suspended", Step.Commit, AfterAnswer: false),
        At("committing that it is suspended", Step.Commit, AfterAnswer: true),
    ];

    private static VaultStep At(string name, string marker, bool AfterAnswer, bool loses = false, int nth = 1) =>
        new(new Step("api", name, marker == Ask ? "zoom" : "postgres", marker, AfterAnswer, nth), loses);

    // The first attempt to store gets lost with its connection.
    private static VaultStep Again(string name, string marker, bool AfterAnswer, bool loses = false) =>
        new(new Step("api", name, "postgres", marker, AfterAnswer, Nth: 2) { BreaksBefore = true }, loses);
}
