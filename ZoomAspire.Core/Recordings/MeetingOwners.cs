using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Whose a meeting is. A Zoom account may move to another Telegram user, and its connection with it: what was first heard of in the
/// time of one owner never comes to another, however late something about it comes.
/// </summary>
internal static class MeetingOwners
{
    /// <summary>
    /// The user whose history a meeting is; null if that is nobody's whom we know. Where it was not noted, it is the connection's
    /// owner if the connection was theirs by then.
    /// </summary>
    /// <param name="meeting">The meeting.</param>
    /// <param name="connection">Its connection.</param>
    public static long? OwnerOf(Meeting meeting, Connection connection) =>
        meeting.UserId ?? (meeting.CreatedAt >= connection.ConnectedAt ? connection.UserId : null);
}
