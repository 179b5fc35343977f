using Telegram.Bot.Exceptions;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Media;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Recordings;

/// <summary>What failed Bot API calls mean for a job and for its destination.</summary>
internal sealed class TelegramCalls(ZoomAspireContext context, GroupMigration migration)
{
    /// <summary>Makes a call; a failure that the caller does not handle itself ends the attempt.</summary>
    /// <exception cref="JobFailedException">The call failed.</exception>
    public async Task<T> MakeAsync<T>(JobLease job, Destination destination, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (RequestException exception)
        {
            throw await TranslateAsync(job, destination, exception, cancellationToken);
        }
    }

    /// <summary>The kind of a failure.</summary>
    public static TelegramFailureKind KindOf(RequestException exception) => TelegramFailures.Classify(exception).Kind;

    /// <summary>
    /// Whether a failed call was certainly not carried out: it was refused, or no connection came about, or we broke it off before
    /// its end.
    /// </summary>
    public static bool WasNotMade(RequestException exception) =>
        KindOf(exception) != TelegramFailureKind.Transient ||
        DamagedMediaException.IsCauseOf(exception) ||
        exception.InnerException is HttpRequestException
        {
            HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
        };

    /// <summary>
    /// Whether the connection broke while a request was under way: some servers, and proxies before them, refuse so what is too large.
    /// </summary>
    public static bool IsBroken(Exception? exception) =>
        exception is RequestException { HttpStatusCode: null, InnerException: HttpRequestException { HttpRequestError: var error } cause } &&
        !DamagedMediaException.IsCauseOf(exception) &&
        (cause.InnerException is IOException || error == HttpRequestError.ResponseEnded);

    private async Task<JobFailedException> TranslateAsync(
        JobLease job, Destination destination, RequestException exception, CancellationToken cancellationToken)
    {
        var failure = TelegramFailures.Classify(exception);
        switch (failure.Kind)
        {
            case TelegramFailureKind.RateLimited:
                return new(FailureKind.RateLimited, "Telegram wants us to wait.", failure.RetryAfter, exception);
            case TelegramFailureKind.Migrated when failure.MigratedTo is { } chatId:
                // Not under the job's row lock: others of the group's jobs may be here too, each holding its own row.
                await migration.FollowAsync(destination.ChatId, chatId, cancellationToken);
                return new(FailureKind.Transient, "The group goes on under another id.", TimeSpan.Zero, exception);
            case TelegramFailureKind.Blocked or TelegramFailureKind.ChatGone or TelegramFailureKind.NoRights or TelegramFailureKind.ThreadGone:
                await MarkUnreachableAsync(job, destination, cancellationToken);
                return new(FailureKind.Unreachable, $"The chat cannot be reached ({failure.Kind}).", innerException: exception);
            case TelegramFailureKind.Transient or TelegramFailureKind.Unauthorized or TelegramFailureKind.Conflict:
                return new(FailureKind.Transient, $"Telegram could not be asked ({failure.Kind}).", innerException: exception);
            default:
                return new(FailureKind.Bug, $"Telegram refused a call ({failure.Kind}).", innerException: exception);
        }
    }

    private Task MarkUnreachableAsync(JobLease job, Destination destination, CancellationToken cancellationToken)
    {
        // Once, however many deliveries find it so.
        if (destination.State == DestinationState.Active)
        {
            FailureNotices.AddUnreachable(context, destination);
        }

        destination.State = DestinationState.Unreachable;
        return job.SaveAsync(context, cancellationToken);
    }
}
