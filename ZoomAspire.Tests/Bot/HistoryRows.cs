using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Tests.Bot;

/// <summary>A meeting of a connection's owner, as the pipeline has written it.</summary>
internal static class HistoryRows
{
    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>A meeting with one recording that is on its way to the private chat.</summary>
    public static async Task<(Meeting Meeting, Delivery Delivery)> AddAsync(
        ZoomAspireContext context, Connection connection, string topic, DateTimeOffset? start = null, string? uuid = null)
    {
        var meeting = new Meeting
        {
            Provider = connection.Provider,
            MeetingUuid = new MeetingUuid(uuid ?? Guid.NewGuid().ToString("n")),
            ZoomMeetingId = 1,
            OwnerZoomUserId = connection.ExternalUserId,
            ConnectionId = connection.Id,
            UserId = connection.UserId,
            Topic = topic,
            StartTime = start ?? Now.AddHours(-2),
            DurationMinutes = 42,
            CreatedAt = Now,
        };
        context.Meetings.Add(meeting);
        await context.SaveChangesAsync();
        var recording = new Recording { MeetingId = meeting.Id, FileId = "1", FileType = "M4A", Size = 12_600_000, CreatedAt = Now };
        context.Recordings.Add(recording);
        await context.SaveChangesAsync();
        var destination = await context.Destinations.SingleAsync(
            row => row.UserId == connection.UserId && row.Kind == DestinationKind.Private);
        var delivery = new Delivery { RecordingId = recording.Id, DestinationId = destination.Id, RequestedAt = Now };
        context.Deliveries.Add(delivery);
        await context.SaveChangesAsync();
        return (meeting, delivery);
    }

    /// <summary>The same, delivered as a message of the chat.</summary>
    public static async Task<(Meeting Meeting, Delivery Delivery)> AddDeliveredAsync(
        ZoomAspireContext context, Connection connection, string topic, int messageId, string? uuid = null)
    {
        var (meeting, delivery) = await AddAsync(context, connection, topic, uuid: uuid);
        (delivery.State, delivery.DeliveredAt, delivery.TelegramFileId) = (DeliveryState.Delivered, Now, "file");
        context.ChatMessages.Add(new ChatMessage
        {
            DestinationId = delivery.DestinationId,
            DeliveryId = delivery.Id,
            Purpose = ChatMessagePurpose.Announce,
            MessageId = messageId,
            State = ChatMessageState.Delivered,
            UpdatedAt = Now,
        });
        await context.SaveChangesAsync();
        return (meeting, delivery);
    }
}
