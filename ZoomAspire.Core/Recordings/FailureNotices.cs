using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Core.Recordings;

/// <summary>Has those told whom the table of failures names, in the transaction that settles the failure.</summary>
internal static class FailureNotices
{
    /// <summary>A delivery has ended: those who wait for it read so in its message.</summary>
    public static void Add(ZoomAspireContext context, JobFailure failure, Delivery delivery, long tenantId)
    {
        if (failure.Tell == FailureAudience.Recipients)
        {
            JobQueue.Add(context, JobKind.ReportFailure, delivery.Id, tenantId);
        }
    }

    /// <summary>A chat cannot be reached. A private one is the very place where its owner could be told.</summary>
    public static void AddUnreachable(ZoomAspireContext context, Destination destination)
    {
        if (destination.Kind == DestinationKind.Group && RetryPolicy.Of(FailureKind.Unreachable).Tell == FailureAudience.Owner)
        {
            JobQueue.Add(context, JobKind.TellUnreachable, destination.Id, destination.UserId);
        }
    }

    /// <summary>A link is dead.</summary>
    public static void AddReconnect(ZoomAspireContext context, long connectionId, long ownerId)
    {
        if (RetryPolicy.Of(FailureKind.NeedsReauth).Tell == FailureAudience.Owner)
        {
            JobQueue.Add(context, JobKind.AskToReconnect, connectionId, ownerId);
        }
    }
}
