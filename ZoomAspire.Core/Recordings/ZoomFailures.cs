using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>What failures of Zoom, and of the link to it, mean for a job.</summary>
internal static class ZoomFailures
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LastLook = TimeSpan.FromMinutes(30);

    // The operator is told of a missing key at the start of each service, and by its health; nothing else helps.
    private static readonly TimeSpan UntilKeyIsBack = TimeSpan.FromMinutes(20);

    /// <summary>Makes a call and turns its failure into the job's.</summary>
    /// <exception cref="JobFailedException">The call failed.</exception>
    /// <exception cref="JobPostponedException">
    /// The key of the tokens is missing from the settings. That is nobody's failure here, and no number of tries is too many.
    /// </exception>
    public static async Task<T> TranslateAsync<T>(JobLease job, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (ZoomApiException exception) when (exception.Kind == ZoomFailureKind.NoRecording)
        {
            throw NotReady(job, "Zoom has no recording of the meeting yet.");
        }
        catch (ZoomApiException exception)
        {
            throw new JobFailedException(KindOf(exception.Kind), exception.Message, exception.RetryAfter, exception);
        }
        catch (ReauthorizationRequiredException exception)
        {
            throw new JobFailedException(FailureKind.NeedsReauth, "The owner must connect Zoom again.", innerException: exception);
        }
        catch (OrganizationRefusedException exception)
        {
            // Parked like work of a dead link, but nobody is asked to approve: see ParkedWork.
            throw new JobFailedException(FailureKind.NeedsReauth, exception.Message, innerException: exception);
        }
        catch (ConnectionGoneException exception)
        {
            throw new JobFailedException(FailureKind.Gone, "The connection has ended.", innerException: exception);
        }
        catch (SealBrokenException exception) when (exception.IsKeyMissing)
        {
            throw new JobPostponedException(UntilKeyIsBack);
        }
        catch (OAuthException exception)
        {
            throw new JobFailedException(
                exception.Failure == OAuthFailure.RateLimited ? FailureKind.RateLimited : FailureKind.Transient,
                exception.Message,
                exception.RetryAfter,
                exception);
        }
    }

    /// <summary>
    /// Zoom is not done: processing takes about twice as long as the meeting, and up to a day
    /// (https://support.zoom.com/hc/en/article?id=zm_kb&amp;sysparm_article=KB0062627). Looks again less and less often.
    /// </summary>
    public static JobFailedException NotReady(JobLease job, string reason)
    {
        var wait = FirstLook * Math.Pow(2, Math.Min(job.Attempts - 1, 10));
        return new JobFailedException(FailureKind.Transient, reason, wait < LastLook ? wait : LastLook);
    }

    private static FailureKind KindOf(ZoomFailureKind kind) => kind switch
    {
        ZoomFailureKind.RateLimited => FailureKind.RateLimited,
        ZoomFailureKind.ScopeMissing or ZoomFailureKind.Refused or ZoomFailureKind.ForeignHost => FailureKind.Permanent,
        // A refused token or link: the next attempt asks for fresh ones. The rest passes by itself.
        _ => FailureKind.Transient,
    };
}
