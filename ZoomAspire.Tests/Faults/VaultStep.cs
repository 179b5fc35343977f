namespace ZoomAspire.Tests.Faults;

/// <summary>A moment in the refresh of a pair of tokens.</summary>
/// <param name="Step">Where it is seen on the wire.</param>
/// <param name="Loses">
/// Whether a kill here loses the connection where Zoom ends the old pair at once: the new one has been made and is not stored.
/// </param>
internal sealed record VaultStep(Step Step, bool Loses)
{
    /// <summary>Every moment at which a refresh waits for somebody.</summary>
    public static IReadOnlyList<VaultStep> All { get; } =
    [
        At("bounding the wait for the lock", "postgres", "set_config('lock_timeout'", AfterAnswer: false),
        At("locking the connection", "postgres", "FOR NO KEY UPDATE", AfterAnswer: false),
        At("locking the connection", "postgres", "FOR NO KEY UPDATE", AfterAnswer: true),
        At("asking for the next pair", "zoom", "POST /oauth/token", AfterAnswer: false),
        At("asking for the next pair", "zoom", "POST /oauth/token", AfterAnswer: true, loses: true),
        At("writing the next pair", "postgres", "UPDATE connections SET", AfterAnswer: false, loses: true),
        At("writing the next pair", "postgres", "UPDATE connections SET", AfterAnswer: true, loses: true),
        At("committing the next pair", "postgres", Step.Commit, AfterAnswer: false, loses: true),
        At("committing the next pair", "postgres", Step.Commit, AfterAnswer: true),
    ];

    private static VaultStep At(string name, string link, string marker, bool AfterAnswer, bool loses = false) =>
        new(new Step("api", name, link, marker, AfterAnswer), loses);
}
