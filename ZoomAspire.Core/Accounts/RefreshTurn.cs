using Microsoft.EntityFrameworkCore;
using Npgsql;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Accounts;

/// <summary>
/// What every request for a fresh token keeps to, whosever token it is: one at a time over all processes, by the lock of the row that
/// keeps it, and a pause after failures, which that row remembers.
/// </summary>
internal static class RefreshTurn
{
    /// <summary>
    /// The lock of a session whose process the database has lost sight of ends after this time. Longer than two requests to a provider take.
    /// </summary>
    public static readonly TimeSpan LongestIdle = TimeSpan.FromSeconds(60);

    // From failure to failure. The first ones are short: an answer may have been lost, and Zoom keeps the old pair alive for a moment.
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>Locks the row until the transaction ends, and bounds how long a session that does nothing keeps it.</summary>
    /// <param name="context">In a transaction.</param>
    /// <param name="patience">How long somebody else's lock is waited for.</param>
    /// <param name="lockRow">Locks the row.</param>
    /// <exception cref="OAuthException">Somebody else kept it for longer than that.</exception>
    public static async Task<T> TakeAsync<T>(ZoomAspireContext context, TimeSpan patience, Func<Task<T>> lockRow)
    {
        var timeout = $"{patience.TotalMilliseconds:0}ms";
        var idle = $"{LongestIdle.TotalMilliseconds:0}ms";
        await context.Database.ExecuteSqlAsync(
            $"SELECT set_config('lock_timeout', {timeout}, true), set_config('idle_in_transaction_session_timeout', {idle}, true)",
            CancellationToken.None);
        try
        {
            return await lockRow();
        }
        catch (Exception exception)
            when (DatabaseErrors.CauseOf(exception) is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable })
        {
            throw new OAuthException(OAuthFailure.Transient, "busy", innerException: exception);
        }
    }

    /// <summary>How long the provider is still not to be asked, if at all.</summary>
    /// <param name="notBefore">As the row remembers.</param>
    /// <param name="now">The present time by the clock that all processes share.</param>
    public static TimeSpan? Left(DateTimeOffset? notBefore, DateTimeOffset now) =>
        notBefore - now is { } left && left > TimeSpan.Zero ? left : null;

    /// <summary>How long the provider is not to be asked after a failure.</summary>
    /// <param name="failure">The failure, and how long the provider wants to be left alone.</param>
    /// <param name="failures">How many there were in a row, this one included.</param>
    /// <param name="longestAsked">The longest pause that a provider is granted.</param>
    public static TimeSpan PauseAfter(OAuthException failure, int failures, TimeSpan longestAsked)
    {
        var own = ShortestPause * Math.Pow(2, Math.Min(failures - 1, 10));
        return AtLeast(own < LongestPause ? own : LongestPause, failure, longestAsked);
    }

    /// <summary>The longest pause of our own choice, where nothing is to be hoped for soon.</summary>
    /// <param name="failure">The failure, and how long the provider wants to be left alone.</param>
    /// <param name="longestAsked">The longest pause that a provider is granted.</param>
    public static TimeSpan LongPauseAfter(OAuthException failure, TimeSpan longestAsked) => AtLeast(LongestPause, failure, longestAsked);

    private static TimeSpan AtLeast(TimeSpan pause, OAuthException failure, TimeSpan longestAsked) =>
        failure.RetryAfter is not { } asked || asked <= pause ? pause : asked < longestAsked ? asked : longestAsked;
}
