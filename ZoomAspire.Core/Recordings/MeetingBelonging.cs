using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>Whether what Zoom answers is about the meeting that was asked for, of its host.</summary>
internal static class MeetingBelonging
{
    /// <summary>Returns if it is. Fields may be missing; what is there must match.</summary>
    /// <exception cref="JobFailedException">It is another's.</exception>
    public static void Demand(MeetingRecordings found, Meeting meeting, Connection connection)
    {
        // But the organisation's token reads all meetings of its account: where it is only its app that says whose a meeting is, Zoom must
        // have said so, too.
        var isClaim = meeting.IsContradicted && connection.GrantType == GrantType.AccountCredentials;
        if ((isClaim && found.HostId is null) || found.MeetingUuid != meeting.MeetingUuid || meeting.OwnerZoomUserId != connection.ExternalUserId ||
            (found.HostId is { } host && host != connection.ExternalUserId) || (found.AccountId is { } account && account != connection.AccountId))
        {
            throw new JobFailedException(FailureKind.Permanent, "Zoom answered with another meeting, host or account than asked for.");
        }
    }
}
