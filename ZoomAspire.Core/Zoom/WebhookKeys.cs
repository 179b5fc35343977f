using System.Globalization;

namespace ZoomAspire.Core.Zoom;

/// <summary>
/// What makes two webhooks the same event: one rule for each kind, never the body, which differs between duplicates, nor
/// <c>x-zm-trackingid</c>, which differs between deliveries.
/// </summary>
public static class WebhookKeys
{
    /// <summary>
    /// About a file of a recording: each file of a meeting instance once for a host, so that what is said of one host's meetings never
    /// passes for a duplicate of what is said of another's.
    /// </summary>
    /// <param name="eventName">Zoom's name of the event.</param>
    /// <param name="host">The host.</param>
    /// <param name="meeting">The meeting instance.</param>
    /// <param name="fileKey">The file, by <see cref="RecordingFileKey"/>.</param>
    public static string Recording(string eventName, ZoomUserId host, MeetingUuid meeting, string fileKey) =>
        $"{eventName}:{host}:{meeting}:{fileKey}";

    /// <summary>About all files that an event names, in the order in which everybody stores them; one key where it names none.</summary>
    /// <param name="eventName">Zoom's name of the event.</param>
    /// <param name="host">The host.</param>
    /// <param name="meeting">The meeting instance.</param>
    /// <param name="fileKeys">The files, by <see cref="RecordingFileKey"/>.</param>
    public static IReadOnlyList<string> Recordings(string eventName, ZoomUserId host, MeetingUuid meeting, IReadOnlyList<string> fileKeys)
    {
        ArgumentNullException.ThrowIfNull(fileKeys);
        IReadOnlyList<string> files = fileKeys.Count > 0 ? fileKeys : ["none"];
        return [.. files.Select(file => Recording(eventName, host, meeting, file)).Order(StringComparer.Ordinal)];
    }

    /// <summary>About what was written of a meeting, which may be changed again.</summary>
    /// <param name="eventName">Zoom's name of the event.</param>
    /// <param name="host">The host.</param>
    /// <param name="meeting">The meeting instance.</param>
    /// <param name="at">When it happened.</param>
    public static string Notes(string eventName, ZoomUserId host, MeetingUuid meeting, DateTimeOffset at) =>
        $"{eventName}:{host}:{meeting}:{Milliseconds(at)}";

    /// <summary>About a change to a file that may happen to it again (to the trash, back, to the trash).</summary>
    /// <param name="eventName">Zoom's name of the event.</param>
    /// <param name="accountId">The account that the event names: batches name no host.</param>
    /// <param name="meeting">The meeting instance.</param>
    /// <param name="fileKey">The file, by <see cref="RecordingFileKey"/>; empty for all of the meeting's.</param>
    /// <param name="at">When it happened.</param>
    public static string RecordingChange(
        string eventName, string accountId, MeetingUuid meeting, string fileKey, DateTimeOffset at) =>
        $"{eventName}:{accountId}:{meeting}:{fileKey}:{Milliseconds(at)}";

    /// <summary>About somebody who came into a meeting or left it: people do so at the same time, and again.</summary>
    /// <param name="eventName">Zoom's name of the event.</param>
    /// <param name="meeting">The meeting instance.</param>
    /// <param name="participant">The participant's id in the meeting (<c>user_id</c>).</param>
    /// <param name="at">When he joined or left.</param>
    public static string Participant(string eventName, MeetingUuid meeting, string participant, DateTimeOffset at) =>
        $"{eventName}:{meeting}:{participant}:{Milliseconds(at)}";

    /// <summary>
    /// About a user who removed the app. The event has neither a uuid nor an <c>event_ts</c> of its own: two users who remove it at
    /// once must stay two.
    /// </summary>
    /// <param name="eventName">Zoom's name of the event.</param>
    /// <param name="accountId">The user's account.</param>
    /// <param name="userId">The user.</param>
    /// <param name="at">When he removed it.</param>
    public static string Deauthorization(string eventName, string accountId, ZoomUserId userId, DateTimeOffset at) =>
        $"{eventName}:{accountId}:{userId}:{Milliseconds(at)}";

    /// <summary>
    /// About a meeting of a host whose account, as the event names it, is not the one we know: apart from the event's proper key, so
    /// that the proper event is not taken for a duplicate.
    /// </summary>
    /// <param name="eventName">Zoom's name of the event.</param>
    /// <param name="accountId">The account that the event names.</param>
    /// <param name="meeting">The meeting instance.</param>
    public static string Contradiction(string eventName, string accountId, MeetingUuid meeting) =>
        $"{eventName}:contradiction:{accountId}:{meeting}";

    private static string Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
