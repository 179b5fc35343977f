using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Recordings;

/// <summary>A delivery with everything that its messages say.</summary>
/// <param name="Delivery">The delivery, tracked.</param>
/// <param name="Destination">The chat, tracked.</param>
/// <param name="Recording">The recording, tracked.</param>
/// <param name="Meeting">The meeting.</param>
/// <param name="IsConnected">Whether the Zoom account still delivers to the owner of the chat.</param>
/// <param name="AccountId">The Zoom account's id.</param>
/// <param name="Host">Whose Zoom account it is.</param>
/// <param name="UserTimeZone">The owner's time zone, for meetings that have none.</param>
/// <param name="Wishes">How it is to arrive.</param>
internal sealed record DeliveryTarget(
    Delivery Delivery, Destination Destination, Recording Recording, Meeting Meeting, bool IsConnected, string AccountId, string? Host, string? UserTimeZone,
    DeliveryWishes Wishes)
{
    /// <summary>Telegram's id of the recording as one file, from a delivery to whatever chat, as far as there was one when this was read.</summary>
    public string? FileId { get; init; }
}

/// <summary>Reads deliveries.</summary>
internal sealed class DeliveryTargets(ZoomAspireContext context)
{
    /// <summary>Reads one.</summary>
    /// <returns>Null where it is no longer there: merged into another when its group became a supergroup.</returns>
    public async Task<DeliveryTarget?> FindAsync(long deliveryId, CancellationToken cancellationToken)
    {
        var row = await (
            from delivery in context.Deliveries
            join destination in context.Destinations on delivery.DestinationId equals destination.Id
            join recording in context.Recordings on delivery.RecordingId equals recording.Id
            join meeting in context.Meetings on recording.MeetingId equals meeting.Id
            join connection in context.Connections on meeting.ConnectionId equals connection.Id
            join user in context.Users on destination.UserId equals user.Id
            where delivery.Id == deliveryId
            select new
            {
                delivery,
                destination,
                recording,
                meeting,
                IsConnected = connection.UserId == destination.UserId && connection.Status != ConnectionStatus.Revoked,
                connection.AccountId,
                // Once the account has moved, its name is another user's.
                Host = connection.UserId == destination.UserId ? connection.DisplayName ?? connection.Email : null,
                user,
                FileId = context.Deliveries.Where(other => other.RecordingId == recording.Id && other.TelegramFileId != null)
                    .Select(other => other.TelegramFileId).FirstOrDefault(),
                // Those that say nothing of it may keep others from counting.
                Routes = context.Routes
                    .Where(route => route.ConnectionId == meeting.ConnectionId && route.UserId == destination.UserId && route.DestinationId == destination.Id)
                    .ToList(),
            })
            .SingleOrDefaultAsync(cancellationToken);
        return row is null
            ? null
            : new DeliveryTarget(
                row.delivery, row.destination, row.recording, row.meeting, row.IsConnected, row.AccountId, row.Host, row.user.TimeZone,
                DeliveryWishes.Of(row.user, row.Routes, new RoutedMeeting(row.meeting.ZoomMeetingId, row.meeting.Topic)))
            {
                FileId = row.FileId,
            };
    }
}
