using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>Has a recording brought that never came, because its owner asks for it. It goes where the owner's routes lead.</summary>
/// <param name="context">The database.</param>
/// <param name="zoom">Zoom.</param>
/// <param name="fetch">Begins with a meeting of which there are no deliveries.</param>
/// <param name="redelivery">Begins deliveries again.</param>
/// <param name="time">The time.</param>
public sealed class RecordingWish(
    ZoomAspireContext context, ZoomClient zoom, FetchRequest fetch, Redelivery redelivery, TimeProvider time)
{
    // Somebody waits for the answer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Has everything brought of a meeting that is not in its chats: what failed, what was stopped or removed, what was recovered at Zoom, what
    /// was never asked for. Asking again while it is under way, or once it has come, changes nothing.
    /// </summary>
    /// <param name="userId">Who asks: must be the one whose history the meeting is.</param>
    /// <param name="meetingId">The meeting. Can be forged.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<WishResult> SendAsync(TelegramUserId userId, long meetingId, CancellationToken cancellationToken)
    {
        var deliveries = await (
            from delivery in context.Deliveries
            join recording in context.Recordings on delivery.RecordingId equals recording.Id
            join destination in context.Destinations on delivery.DestinationId equals destination.Id
            join user in context.Users on destination.UserId equals user.Id
            where recording.MeetingId == meetingId && user.TelegramUserId == userId
            orderby delivery.Id
            select delivery.Id).ToListAsync(cancellationToken);
        if (deliveries.Count == 0)
        {
            return await BeginLoudlyAsync(meetingId, ResultOf(await fetch.AskAsync(meetingId, userId, cancellationToken)), cancellationToken);
        }

        var results = new List<WishResult>();
        foreach (var deliveryId in deliveries)
        {
            results.Add(ResultOf(await redelivery.AskAsync(deliveryId, userId, cancellationToken)));
        }

        return await BeginLoudlyAsync(meetingId, results.Min(), cancellationToken);
    }

    /// <summary>Has a delivery brought once more that is in its chat, without another upload: see <see cref="Redelivery.SendAgainAsync"/>.</summary>
    /// <param name="userId">Who asks: must be the owner.</param>
    /// <param name="deliveryId">The delivery. Can be forged.</param>
    /// <param name="deliveredAt">The time at which it was delivered, as the owner saw it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<WishResult> SendAgainAsync(
        TelegramUserId userId, long deliveryId, DateTimeOffset deliveredAt, CancellationToken cancellationToken)
    {
        var meetingId = await context.Deliveries.Where(delivery => delivery.Id == deliveryId)
            .Join(context.Recordings, delivery => delivery.RecordingId, recording => recording.Id, (_, recording) => recording.MeetingId)
            .SingleOrDefaultAsync(cancellationToken);
        var result = ResultOf(await redelivery.SendAgainAsync(deliveryId, userId, deliveredAt, cancellationToken));
        return await BeginLoudlyAsync(meetingId, result, cancellationToken);
    }

    /// <summary>Has a meeting brought that only Zoom knows. Zoom is asked whether it is the connection's own: what a button names proves nothing.</summary>
    /// <param name="userId">Who asks: must own the connection.</param>
    /// <param name="connectionId">The connection. Can be forged.</param>
    /// <param name="meetingUuid">The meeting instance. Can be forged.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<NewWish> SendNewAsync(
        TelegramUserId userId, long connectionId, MeetingUuid meetingUuid, CancellationToken cancellationToken)
    {
        var connection = await context.Connections.AsNoTracking().SingleOrDefaultAsync(
            connection => connection.Id == connectionId &&
                (connection.Status == ConnectionStatus.Active || connection.Status == ConnectionStatus.NeedsReauth) &&
                context.Users.Any(user => user.Id == connection.UserId && user.TelegramUserId == userId),
            cancellationToken);
        if (connection is null)
        {
            return new NewWish(WishResult.NotConnected, null);
        }

        if (await context.Meetings.AsNoTracking().SingleOrDefaultAsync(
            meeting => meeting.Provider == ZoomProvider.Name && meeting.MeetingUuid == meetingUuid && !meeting.IsContradicted, cancellationToken)
            is { } known)
        {
            return MeetingOwners.OwnerOf(known, connection) == connection.UserId
                ? new NewWish(await SendAsync(userId, known.Id, cancellationToken), known.Id)
                : new NewWish(WishResult.NotYours, null);
        }

        return await AskZoomAsync(userId, connection, meetingUuid, cancellationToken);
    }

    private async Task<NewWish> AskZoomAsync(
        TelegramUserId userId, Connection connection, MeetingUuid meetingUuid, CancellationToken cancellationToken)
    {
        MeetingRecordings found;
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            found = await zoom.GetRecordingsAsync(connection.Id, meetingUuid, either.Token);
        }
        catch (ZoomApiException exception) when (exception.Kind == ZoomFailureKind.NoRecording)
        {
            return new NewWish(WishResult.Gone, null);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && ZoomTroubles.Of(exception) is { } trouble)
        {
            return new NewWish(ResultOf(trouble), null);
        }

        if (!IsOf(found, meetingUuid, connection))
        {
            return new NewWish(WishResult.NotYours, null);
        }

        var tombstones = await Tombstones.OfAsync(context, connection.AccountId, meetingUuid, cancellationToken);
        if (found.Files.Count > 0 && found.Files.All(file => tombstones.Cover(file, DateTimeOffset.MaxValue)))
        {
            return new NewWish(WishResult.Gone, null);
        }

        return await MeetingRows.EnsureAsync(
            context, MeetingRows.Of(found, connection, time.GetUtcNow()), connection, cancellationToken) is { } id
            ? new NewWish(await SendAsync(userId, id, cancellationToken), id)
            : new NewWish(WishResult.NotYours, null);
    }

    // A meeting number would be answered with its latest instance, and the organisation's token reads all meetings of its account.
    private static bool IsOf(MeetingRecordings found, MeetingUuid uuid, Connection connection) =>
        found.MeetingUuid == uuid &&
        (found.HostId is { } host ? host == connection.ExternalUserId : connection.GrantType == GrantType.AuthorizationCode) &&
        (found.AccountId is not { } account || account == connection.AccountId);

    // Who asks for one waits for it.
    private async Task<WishResult> BeginLoudlyAsync(long meetingId, WishResult result, CancellationToken cancellationToken)
    {
        if (result == WishResult.Started)
        {
            await context.Meetings.Where(meeting => meeting.Id == meetingId && meeting.IsQuiet)
                .ExecuteUpdateAsync(set => set.SetProperty(meeting => meeting.IsQuiet, false), cancellationToken);
        }

        return result;
    }

    private static WishResult ResultOf(RedeliveryResult result) => result switch
    {
        RedeliveryResult.Started => WishResult.Started,
        RedeliveryResult.UnderWay => WishResult.UnderWay,
        RedeliveryResult.IsHere => WishResult.IsHere,
        RedeliveryResult.Gone => WishResult.Gone,
        RedeliveryResult.NotConnected => WishResult.NotConnected,
        _ => WishResult.NotYours,
    };

    private static WishResult ResultOf(FetchRequestResult result) => result switch
    {
        FetchRequestResult.Started => WishResult.Started,
        FetchRequestResult.UnderWay => WishResult.UnderWay,
        FetchRequestResult.NotConnected => WishResult.NotConnected,
        _ => WishResult.NotYours,
    };

    private static WishResult ResultOf(ListingTrouble trouble) => trouble switch
    {
        ListingTrouble.NeedsApproval => WishResult.NeedsApproval,
        ListingTrouble.NotAllowed => WishResult.NotAllowed,
        _ => WishResult.ZoomBusy,
    };
}

/// <summary>What came of a wish for a meeting that only Zoom knew.</summary>
/// <param name="Result">What came of it.</param>
/// <param name="MeetingId">Our key of it, once there is one.</param>
public sealed record NewWish(WishResult Result, long? MeetingId);

/// <summary>What came of a wish for a recording. Of several the first counts.</summary>
public enum WishResult
{
    /// <summary>It is being worked on.</summary>
    Started,

    /// <summary>It was being worked on already.</summary>
    UnderWay,

    /// <summary>It is in its chat.</summary>
    IsHere,

    /// <summary>It was deleted at Zoom.</summary>
    Gone,

    /// <summary>Its owner must approve at Zoom again.</summary>
    NeedsApproval,

    /// <summary>Zoom does not let us read it.</summary>
    NotAllowed,

    /// <summary>Zoom does not answer, or wants us to wait.</summary>
    ZoomBusy,

    /// <summary>The Zoom account is no longer connected by its owner.</summary>
    NotConnected,

    /// <summary>There is no such recording, or it is somebody else's.</summary>
    NotYours,
}
