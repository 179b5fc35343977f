namespace ZoomAspire.Bot.Polling;

/// <summary>How updates are fetched and who may do it. Constants of the service; tests shorten them.</summary>
internal sealed class PollingOptions
{
    /// <summary>How long a poller that has died keeps others from taking over.</summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Between two renewals of the lease.</summary>
    public TimeSpan RenewalInterval => LeaseDuration / 3;

    /// <summary>How long one call to Redis about the lease may take; a holder whose renewals fail tries again this often.</summary>
    public TimeSpan LeaseCallLimit => LeaseDuration / 10;

    /// <summary>After the last renewal: a holder takes no more updates, and finishes what it has.</summary>
    public TimeSpan HeldFor => LeaseDuration * 2 / 3;

    /// <summary>
    /// After the last renewal: a holder asks Telegram for nothing more. The rest of the lease is for calls that are being broken off
    /// and for clocks that run at different speeds.
    /// </summary>
    public TimeSpan EndsAfter => LeaseDuration * 9 / 10;

    /// <summary>How long one getUpdates waits for something to happen; the server caps it at 50 s.</summary>
    public TimeSpan LongPoll { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Updates handled at the same time, each of another chat.</summary>
    public int Parallelism { get; set; } = 16;

    /// <summary>Updates of one person that may wait to be handled: more than anybody sends who reads the answers.</summary>
    public int MostWaiting { get; set; } = 8;

    /// <summary>How long a stopping poller waits for updates that are being handled; within what is left of its lease.</summary>
    public TimeSpan DrainLimit { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Pause after a revoked token was noticed: only an operator can help.</summary>
    public TimeSpan UnauthorizedPause { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Pause after the first failure in a row; doubles up to <see cref="LongestPause"/>.</summary>
    public TimeSpan ShortestPause { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest pause after failures.</summary>
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromSeconds(30);
}
