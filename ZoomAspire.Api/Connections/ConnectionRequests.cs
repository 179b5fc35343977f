using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Api.Connections;

/// <summary>What integrators ask of a user's connections, answered without anything that opens a door.</summary>
internal sealed partial class ConnectionRequests(
    ZoomAspireContext context,
    Core.Accounts.Connections connections,
    TokenVault vault,
    ZoomClient zoom,
    ILogger<ConnectionRequests> logger)
{
    /// <summary>The connections of a user, or the one that is named, if it is the user's.</summary>
    /// <returns>Null if we know no such user.</returns>
    public async Task<IReadOnlyList<ConnectionSummary>?> FindAsync(
        TelegramUserId userId, long? connectionId, CancellationToken cancellationToken)
    {
        var found = await connections.GetForUserAsync(userId, cancellationToken);
        return found.Count > 0 || await context.Users.AnyAsync(user => user.TelegramUserId == userId, cancellationToken)
            ? [.. found.Where(connection => connectionId is null || connection.Account.ConnectionId == connectionId)]
            : null;
    }

    /// <summary>Gives a connection fresh tokens, whatever those are worth that it has.</summary>
    public async Task<RefreshAnswer> RefreshAsync(long connectionId, CancellationToken cancellationToken)
    {
        await vault.RefreshNowAsync(connectionId, cancellationToken);
        return new RefreshAnswer(connectionId, ConnectionStatus.Active);
    }

    /// <summary>Ends a connection, for whoever holds the key of a name.</summary>
    /// <returns>Null if it has ended meanwhile.</returns>
    public async Task<RevokeAnswer?> RevokeAsync(
        TelegramUserId userId, long connectionId, string keyName, CancellationToken cancellationToken)
    {
        var result = await connections.DisconnectForAsync(userId, connectionId, keyName, cancellationToken);
        if (result == DisconnectResult.NotFound)
        {
            return null;
        }

        LogRevoked(connectionId, keyName);
        return new RevokeAnswer(connectionId, result == DisconnectResult.Disconnected);
    }

    public async Task<ProfilesAnswer> GetProfilesAsync(IReadOnlyList<long> connectionIds, CancellationToken cancellationToken)
    {
        var profiles = new List<ProfileAnswer>();
        foreach (var id in connectionIds)
        {
            profiles.Add(await OfAsync(id, async () => ProfileAnswer.Of(id, await zoom.GetProfileAsync(id, cancellationToken))));
        }

        return new ProfilesAnswer(profiles);
    }

    public async Task<MeetingsAnswer> GetMeetingsAsync(IReadOnlyList<long> connectionIds, int limit, CancellationToken cancellationToken)
    {
        var meetings = new List<MeetingAnswer>();
        foreach (var id in connectionIds)
        {
            // Zoom's order is its own: the soonest may come last.
            meetings.AddRange(await OfAsync(id, () => TakeAsync(
                zoom.ListMeetingsAsync(id, cancellationToken), int.MaxValue, meeting => MeetingAnswer.Of(id, meeting), cancellationToken)));
        }

        return new MeetingsAnswer([.. meetings.OrderBy(meeting => meeting.StartTime ?? DateTimeOffset.MaxValue).Take(limit)]);
    }

    public async Task<RecordingsAnswer> GetRecordingsAsync(
        IReadOnlyList<long> connectionIds, DateOnly from, DateOnly to, int limit, CancellationToken cancellationToken)
    {
        var recordings = new List<RecordingAnswer>();
        foreach (var id in connectionIds)
        {
            recordings.AddRange(await OfAsync(id, () => TakeAsync(
                zoom.ListRecordingsAsync(id, from, to, cancellationToken), limit, found => RecordingAnswer.Of(id, found), cancellationToken)));
        }

        return new RecordingsAnswer(from, to, [.. recordings.OrderByDescending(recording => recording.StartTime).Take(limit)]);
    }

    // Who asked for several connections learns which of them failed.
    private static async Task<T> OfAsync<T>(long connectionId, Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception exception) when (exception is ZoomApiException or OAuthException or OrganizationRefusedException)
        {
            exception.Data[ConnectionProblems.ConnectionId] = connectionId;
            throw;
        }
    }

    private static async Task<List<TAnswer>> TakeAsync<T, TAnswer>(
        IAsyncEnumerable<T> items, int limit, Func<T, TAnswer> answer, CancellationToken cancellationToken)
    {
        var taken = new List<TAnswer>();
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            taken.Add(answer(item));
            if (taken.Count == limit)
            {
                break;
            }
        }

        return taken;
    }

    [LoggerMessage(LogLevel.Information, "Connection {ConnectionId} was ended by the key {KeyName}")]
    private partial void LogRevoked(long connectionId, string keyName);
}
