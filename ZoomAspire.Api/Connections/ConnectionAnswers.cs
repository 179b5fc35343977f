using System.Text.Json.Serialization;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Api.Connections;

/// <summary>A user's connections, where asked for.</summary>
/// <param name="TelegramUserId">The user.</param>
/// <param name="Connections">The connections, oldest first.</param>
internal sealed record StatusAnswer(
    [property: JsonPropertyName("telegram_user_id")] long TelegramUserId,
    [property: JsonPropertyName("connections")] IReadOnlyList<ConnectionAnswer> Connections);

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
/// <param name="PausedAt">Since when its user is deactivated at the provider: then nobody need connect again.</param>
/// <param name="Linked">Whether the operator of its owner's organisation linked it.</param>
internal sealed record ConnectionAnswer(
    [property: JsonPropertyName("connection_id")] long ConnectionId,
    [property: JsonPropertyName("provider")] string Provider,
    [property: JsonPropertyName("email")] string? Email,
    [property: JsonPropertyName("display_name")] string? DisplayName,
    [property: JsonPropertyName("status")] ConnectionStatus Status,
    [property: JsonPropertyName("authorized_at")] DateTimeOffset AuthorizedAt,
    [property: JsonPropertyName("connected_at")] DateTimeOffset? ConnectedAt,
    [property: JsonPropertyName("last_refresh_at")] DateTimeOffset? LastRefreshAt,
    [property: JsonPropertyName("last_used_at")] DateTimeOffset? LastUsedAt,
    [property: JsonPropertyName("destinations")] IReadOnlyList<DestinationAnswer> Destinations,
    [property: JsonPropertyName("paused_at")] DateTimeOffset? PausedAt,
    [property: JsonPropertyName("linked")] bool Linked)
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
            destination.ChatId.Value,
            destination.MessageThreadId,
            destination.TopicName,
            destination.Kind,
            destination.Title,
            destination.State))],
        connection.PausedAt,
        connection.IsLinked);
}

/// <summary>A chat to which recordings go.</summary>
/// <param name="ChatId">The Telegram chat.</param>
/// <param name="MessageThreadId">The topic of a forum.</param>
/// <param name="TopicName">What the topic is called, as last seen.</param>
/// <param name="Kind"><c>private</c> or <c>group</c>.</param>
/// <param name="Title">A group's title as last seen.</param>
/// <param name="State"><c>active</c> or <c>unreachable</c>.</param>
internal sealed record DestinationAnswer(
    [property: JsonPropertyName("chat_id")] long ChatId,
    [property: JsonPropertyName("message_thread_id")] int? MessageThreadId,
    [property: JsonPropertyName("topic_name")] string? TopicName,
    [property: JsonPropertyName("kind")] DestinationKind Kind,
    [property: JsonPropertyName("title")] string? Title,
    [property: JsonPropertyName("state")] DestinationState State);

/// <summary>A connection that has ended.</summary>
/// <param name="ConnectionId">Its id.</param>
/// <param name="Revoked">
/// Whether Zoom has revoked the tokens; where it has not, the owner may remove the app at Zoom. False for one that was linked: it had none.
/// </param>
internal sealed record RevokeAnswer(
    [property: JsonPropertyName("connection_id")] long ConnectionId,
    [property: JsonPropertyName("revoked")] bool Revoked);

/// <summary>A connection with fresh tokens.</summary>
/// <param name="ConnectionId">Its id.</param>
/// <param name="Status">Its status.</param>
internal sealed record RefreshAnswer(
    [property: JsonPropertyName("connection_id")] long ConnectionId,
    [property: JsonPropertyName("status")] ConnectionStatus Status);

/// <summary>The profiles of a user.</summary>
/// <param name="Profiles">One for each connection.</param>
internal sealed record ProfilesAnswer(
    [property: JsonPropertyName("profiles")] IReadOnlyList<ProfileAnswer> Profiles);

/// <summary>A profile as Zoom has it now.</summary>
/// <param name="ConnectionId">The connection it belongs to.</param>
/// <param name="ZoomUserId">The Zoom user.</param>
/// <param name="AccountId">The Zoom account (organisation).</param>
/// <param name="Email">E-mail address.</param>
/// <param name="DisplayName">Name.</param>
/// <param name="License"><c>basic</c> (no cloud recording), <c>licensed</c>, <c>none</c> or <c>unknown</c>.</param>
/// <param name="TimeZone">Time zone, mostly as IANA names it.</param>
/// <param name="Language">Language, such as <c>en-US</c>.</param>
internal sealed record ProfileAnswer(
    [property: JsonPropertyName("connection_id")] long ConnectionId,
    [property: JsonPropertyName("zoom_user_id")] string ZoomUserId,
    [property: JsonPropertyName("account_id")] string? AccountId,
    [property: JsonPropertyName("email")] string? Email,
    [property: JsonPropertyName("display_name")] string? DisplayName,
    [property: JsonPropertyName("license")] ZoomLicense License,
    [property: JsonPropertyName("time_zone")] string? TimeZone,
    [property: JsonPropertyName("language")] string? Language)
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
internal sealed record MeetingsAnswer(
    [property: JsonPropertyName("meetings")] IReadOnlyList<MeetingAnswer> Meetings);

/// <summary>An upcoming meeting, without the links to join or start it.</summary>
/// <param name="ConnectionId">The connection whose user hosts it.</param>
/// <param name="MeetingId">Zoom's meeting number.</param>
/// <param name="Topic">Topic.</param>
/// <param name="StartTime">When it begins; absent for a recurring meeting without fixed times.</param>
/// <param name="DurationMinutes">Planned length.</param>
/// <param name="TimeZone">Its time zone.</param>
/// <param name="Recurring">Whether it belongs to a series.</param>
internal sealed record MeetingAnswer(
    [property: JsonPropertyName("connection_id")] long ConnectionId,
    [property: JsonPropertyName("meeting_id")] long MeetingId,
    [property: JsonPropertyName("topic")] string Topic,
    [property: JsonPropertyName("start_time")] DateTimeOffset? StartTime,
    [property: JsonPropertyName("duration_minutes")] int? DurationMinutes,
    [property: JsonPropertyName("time_zone")] string? TimeZone,
    [property: JsonPropertyName("recurring")] bool Recurring)
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
internal sealed record RecordingsAnswer(
    [property: JsonPropertyName("from")] DateOnly From,
    [property: JsonPropertyName("to")] DateOnly To,
    [property: JsonPropertyName("recordings")] IReadOnlyList<RecordingAnswer> Recordings);

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
    [property: JsonPropertyName("connection_id")] long ConnectionId,
    [property: JsonPropertyName("meeting_uuid")] string MeetingUuid,
    [property: JsonPropertyName("meeting_id")] long MeetingId,
    [property: JsonPropertyName("topic")] string Topic,
    [property: JsonPropertyName("start_time")] DateTimeOffset? StartTime,
    [property: JsonPropertyName("duration_minutes")] int DurationMinutes,
    [property: JsonPropertyName("time_zone")] string? TimeZone,
    [property: JsonPropertyName("files")] IReadOnlyList<RecordingFileAnswer> Files)
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
    [property: JsonPropertyName("file_type")] string FileType,
    [property: JsonPropertyName("recording_type")] string? RecordingType,
    [property: JsonPropertyName("size")] long? Size,
    [property: JsonPropertyName("recording_start")] DateTimeOffset? RecordingStart,
    [property: JsonPropertyName("recording_end")] DateTimeOffset? RecordingEnd,
    [property: JsonPropertyName("completed")] bool Completed);
