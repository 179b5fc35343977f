using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Api.Connections;

/// <summary>A user's connections, where asked for.</summary>
/// <param name="TelegramUserId">The user.</param>
/// <param name="Connections">The connections, oldest first.</param>
internal sealed record StatusAnswer(long TelegramUserId, IReadOnlyList<ConnectionAnswer> Connections);

/// <summary>The state of a connection.</summary>
/// <param name="ConnectionId">Its id, good for <c>connection_id</c>.</param>
/// <param name="Provider">Where the account is: <c>zoom</c>.</param>
/// <param name="Email">The account's e-mail address.</param>
/// <param name="DisplayName">Its name.</param>
/// <param name="Status"><c>active</c>, or <c>needs_reauth</c>: its owner must connect again.</param>
/// <param name="AuthorizedAt">When its owner last approved at the provider.</param>
/// <param name="ConnectedAt">Since when it delivers to this user.</param>
/// <param name="LastRefreshAt">When its tokens were last refreshed.</param>
/// <param name="LastUsedAt">When it was last used, to the hour.</param>
/// <param name="Destinations">Where its recordings go.</param>
internal sealed record ConnectionAnswer(
    long ConnectionId,
    string Provider,
    string? Email,
    string? DisplayName,
    ConnectionStatus Status,
    DateTimeOffset AuthorizedAt,
    DateTimeOffset? ConnectedAt,
    DateTimeOffset? LastRefreshAt,
    DateTimeOffset? LastUsedAt,
    IReadOnlyList<DestinationAnswer> Destinations)
{
    public static ConnectionAnswer Of(ConnectionSummary connection) => new(
        connection.Account.ConnectionId,
        connection.Account.Provider,
        connection.Account.Email,
        connection.Account.DisplayName,
        connection.Status,
        connection.AuthorizedAt,
        connection.ConnectedAt,
        connection.LastRefreshAt,
        connection.LastUsedAt,
        [.. connection.Destinations.Select(destination => new DestinationAnswer(
            destination.ChatId.Value, destination.MessageThreadId, destination.Kind, destination.Title, destination.State))]);
}

/// <summary>A chat to which recordings go.</summary>
/// <param name="ChatId">The Telegram chat.</param>
/// <param name="MessageThreadId">The topic of a forum.</param>
/// <param name="Kind"><c>private</c> or <c>group</c>.</param>
/// <param name="Title">A group's title as last seen.</param>
/// <param name="State"><c>active</c> or <c>unreachable</c>.</param>
internal sealed record DestinationAnswer(long ChatId, int? MessageThreadId, DestinationKind Kind, string? Title, DestinationState State);

/// <summary>A connection that has ended.</summary>
/// <param name="ConnectionId">Its id.</param>
/// <param name="Revoked">Whether Zoom has revoked the tokens; where it has not, the owner may remove the app at Zoom.</param>
internal sealed record RevokeAnswer(long ConnectionId, bool Revoked);

/// <summary>A connection with fresh tokens.</summary>
/// <param name="ConnectionId">Its id.</param>
/// <param name="Status">Its status.</param>
internal sealed record RefreshAnswer(long ConnectionId, ConnectionStatus Status);

/// <summary>The profiles of a user.</summary>
/// <param name="Profiles">One for each connection.</param>
internal sealed record ProfilesAnswer(IReadOnlyList<ProfileAnswer> Profiles);

/// <summary>A profile as Zoom has it now.</summary>
/// <param name="ConnectionId">The connection it belongs to.</param>
/// <param name="ZoomUserId">The Zoom user.</param>
/// <param name="AccountId">The Zoom account (organisation).</param>
/// <param name="Email">E-mail address.</param>
/// <param name="DisplayName">Name.</param>
/// <param name="License"><c>basic</c> (no cloud recording), <c>licensed</c> or <c>unknown</c>.</param>
/// <param name="TimeZone">Time zone, mostly as IANA names it.</param>
/// <param name="Language">Language, such as <c>en-US</c>.</param>
internal sealed record ProfileAnswer(
    long ConnectionId,
    string ZoomUserId,
    string? AccountId,
    string? Email,
    string? DisplayName,
    ZoomLicense License,
    string? TimeZone,
    string? Language)
{
    public static ProfileAnswer Of(long connectionId, ZoomProfile profile) => new(
        connectionId,
        profile.UserId.Value,
        profile.AccountId,
        profile.Email,
        profile.DisplayName,
        profile.License,
        profile.TimeZone,
        profile.Language);
}

/// <summary>The upcoming meetings of a user.</summary>
/// <param name="Meetings">Soonest first; those without fixed times last.</param>
internal sealed record MeetingsAnswer(IReadOnlyList<MeetingAnswer> Meetings);

/// <summary>An upcoming meeting, without the links to join or start it.</summary>
/// <param name="ConnectionId">The connection whose user hosts it.</param>
/// <param name="MeetingId">Zoom's meeting number.</param>
/// <param name="Topic">Topic.</param>
/// <param name="StartTime">When it begins; absent for a recurring meeting without fixed times.</param>
/// <param name="DurationMinutes">Planned length.</param>
/// <param name="TimeZone">Its time zone.</param>
/// <param name="Recurring">Whether it belongs to a series.</param>
internal sealed record MeetingAnswer(
    long ConnectionId, long MeetingId, string Topic, DateTimeOffset? StartTime, int? DurationMinutes, string? TimeZone, bool Recurring)
{
    public static MeetingAnswer Of(long connectionId, UpcomingMeeting meeting) => new(
        connectionId,
        meeting.MeetingNumber,
        meeting.Topic,
        meeting.StartTime,
        meeting.DurationMinutes,
        meeting.TimeZone,
        meeting.IsRecurring);
}

/// <summary>The recordings of a user.</summary>
/// <param name="From">The first day looked at, in UTC.</param>
/// <param name="To">The last day.</param>
/// <param name="Recordings">Newest first.</param>
internal sealed record RecordingsAnswer(DateOnly From, DateOnly To, IReadOnlyList<RecordingAnswer> Recordings);

/// <summary>A recorded meeting, without passcodes or addresses of its files.</summary>
/// <param name="ConnectionId">The connection whose user hosted it.</param>
/// <param name="MeetingUuid">Zoom's uuid of the occurrence.</param>
/// <param name="MeetingId">Zoom's meeting number.</param>
/// <param name="Topic">Topic.</param>
/// <param name="StartTime">When the meeting began.</param>
/// <param name="DurationMinutes">Its length.</param>
/// <param name="TimeZone">Its time zone.</param>
/// <param name="Files">What was recorded.</param>
internal sealed record RecordingAnswer(
    long ConnectionId,
    string MeetingUuid,
    long MeetingId,
    string Topic,
    DateTimeOffset? StartTime,
    int DurationMinutes,
    string? TimeZone,
    IReadOnlyList<RecordingFileAnswer> Files)
{
    public static RecordingAnswer Of(long connectionId, MeetingRecordings recordings) => new(
        connectionId,
        recordings.MeetingUuid.Value,
        recordings.MeetingNumber,
        recordings.Topic,
        recordings.StartTime,
        recordings.DurationMinutes,
        recordings.TimeZone,
        [.. recordings.Files.Select(file => new RecordingFileAnswer(
            file.FileType, file.RecordingType, file.Size, file.Start, file.End, file.IsCompleted))]);
}

/// <summary>A file of a recording.</summary>
/// <param name="FileType">Zoom's <c>file_type</c>; empty while it is being processed.</param>
/// <param name="RecordingType">Zoom's <c>recording_type</c>.</param>
/// <param name="Size">Bytes.</param>
/// <param name="RecordingStart">When its recording began.</param>
/// <param name="RecordingEnd">When its recording ended.</param>
/// <param name="Completed">Whether Zoom has processed it.</param>
internal sealed record RecordingFileAnswer(
    string FileType, string? RecordingType, long? Size, DateTimeOffset? RecordingStart, DateTimeOffset? RecordingEnd, bool Completed);
