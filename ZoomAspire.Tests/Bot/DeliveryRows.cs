using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Tests.Bot;

/// <summary>What the pipeline writes on the way to a chat.</summary>
internal static class DeliveryRows
{
    /// <summary>A pending delivery of one recording of one meeting.</summary>
    public static async Task<Delivery> AddAsync(
        ZoomAspireContext context, Connection connection, Destination destination, string topic)
    {
        var meeting = new Meeting
        {
            Provider = connection.Provider,
            MeetingUuid = new MeetingUuid(Guid.NewGuid().ToString("n")),
            ZoomMeetingId = 1,
            OwnerZoomUserId = connection.ExternalUserId,
            ConnectionId = connection.Id,
            Topic = topic,
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
        context.Meetings.Add(meeting);
        await context.SaveChangesAsync();
        var recording = new Recording { MeetingId = meeting.Id, FileId = "1", FileType = "M4A", CreatedAt = DateTimeOffset.UnixEpoch };
        context.Recordings.Add(recording);
        await context.SaveChangesAsync();
        var delivery = new Delivery
        {
            RecordingId = recording.Id,
            DestinationId = destination.Id,
            RequestedAt = DateTimeOffset.UnixEpoch,
        };
        context.Deliveries.Add(delivery);
        await context.SaveChangesAsync();
        return delivery;
    }
}
