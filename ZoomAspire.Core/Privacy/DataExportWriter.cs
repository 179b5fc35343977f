using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Notes;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Privacy;

/// <summary>
/// Writes all that is kept of a user as a ZIP file: <c>data.json</c>, <c>meetings.jsonl</c> (a meeting a line, newest first), notes as JSON and
/// transcripts as text. No tokens and no audio, nothing of anybody else's account.
/// </summary>
internal sealed class DataExportWriter(ZoomAspireContext context, NotesStore notes)
{
    private const int Page = 100;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // A file to read, never part of a page.
    };

    private static readonly JsonSerializerOptions Indented = new(Json) { WriteIndented = true };

    /// <summary>Writes it.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="file">Where to; its length counts.</param>
    /// <param name="limit">Texts of older meetings are left out, and counted, once those before them take so much; bytes, as compressed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task WriteAsync(long userId, Stream file, long limit, CancellationToken cancellationToken)
    {
        using var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true);
        // One entry after the other, as ZIP files are written, and no more than a page of meetings in memory.
        await AddAsync(zip, "meetings.jsonl", MeetingsAsync(userId, cancellationToken).Select(one => JsonSerializer.Serialize(Describe(one), Json)), cancellationToken);
        var (begun, leftOut) = (file.Length, 0);
        await foreach (var one in MeetingsAsync(userId, cancellationToken))
        {
            foreach (var recording in one.Recordings)
            {
                leftOut += file.Length - begun < limit ? await AddTextsAsync(zip, one, recording, cancellationToken) : 1;
            }
        }

        var data = JsonSerializer.Serialize(await DescribeUserAsync(userId, leftOut, cancellationToken), Indented);
        await AddAsync(zip, "data.json", new[] { data }.ToAsyncEnumerable(), cancellationToken);
    }

    private async IAsyncEnumerable<OwnMeeting> MeetingsAsync(long userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var before = long.MaxValue; await ReadAsync(userId, before, cancellationToken) is [.., var last] page; before = last.Meeting.Id)
        {
            foreach (var one in page)
            {
                yield return one;
            }
        }
    }

    // Whose a meeting is: see MeetingOwners.
    private async Task<List<OwnMeeting>> ReadAsync(long userId, long before, CancellationToken cancellationToken)
    {
        var meetings = await (
            from meeting in context.Meetings
            join connection in context.Connections on meeting.ConnectionId equals connection.Id
            where meeting.Id < before && (meeting.UserId == userId ||
                (meeting.UserId == null && connection.UserId == userId && meeting.CreatedAt >= connection.ConnectedAt))
            orderby meeting.Id descending
            select meeting).Take(Page).AsNoTracking().ToListAsync(cancellationToken);
        long[] ids = [.. meetings.Select(meeting => meeting.Id)];
        var recordings = await context.Recordings.AsNoTracking().Where(recording => ids.Contains(recording.MeetingId))
            .OrderBy(recording => recording.Id).ToListAsync(cancellationToken);
        var deliveries = await (
            from delivery in context.Deliveries
            join recording in context.Recordings on delivery.RecordingId equals recording.Id
            join destination in context.Destinations on delivery.DestinationId equals destination.Id
            where ids.Contains(recording.MeetingId) && destination.UserId == userId
            select new OwnDelivery(
                delivery,
                destination.ChatId,
                context.ChatMessages.Where(message => message.DeliveryId == delivery.Id && message.MessageId != null)
                    .OrderBy(message => message.Id).Select(message => message.MessageId!.Value).ToList()))
            .AsNoTracking().ToListAsync(cancellationToken);
        return
        [
            .. meetings.Select(meeting => new OwnMeeting(
                meeting,
                [.. recordings.Where(recording => recording.MeetingId == meeting.Id)],
                deliveries)),
        ];
    }

    private static object Describe(OwnMeeting one) => new
    {
        one.Meeting.Topic,
        one.Meeting.StartTime,
        one.Meeting.TimeZone,
        one.Meeting.DurationMinutes,
        Uuid = one.Meeting.MeetingUuid.Value,
        Number = one.Meeting.ZoomMeetingId,
        one.Meeting.Withheld,
        HeardOfAt = one.Meeting.CreatedAt,
        Recordings = one.Recordings.Select(recording => new
        {
            Key = recording.Id,
            recording.FileId,
            recording.FileType,
            recording.RecordingStart,
            recording.RecordingEnd,
            recording.Size,
            recording.Status,
            IsKeptHere = recording.MediaKey is not null,
            Deliveries = one.Deliveries.Where(delivery => delivery.Row.RecordingId == recording.Id).Select(delivery => new
            {
                ChatId = delivery.ChatId.Value,
                delivery.Row.State,
                delivery.Row.DeliveredAt,
                MessageIds = delivery.MessageIds,
                Links = delivery.MessageIds.Select(id => LinkTo(delivery.ChatId, id)).OfType<string>(),
            }),
        }),
    };

    // Of private chats and basic groups there are no links to messages (https://core.telegram.org/api/links#message-links).
    private static string? LinkTo(TelegramChatId chatId, int messageId)
    {
        const string Supergroup = "-100";
        var id = chatId.Value.ToString(CultureInfo.InvariantCulture);
        return id.StartsWith(Supergroup, StringComparison.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $"https://t.me/c/{id[Supergroup.Length..]}/{messageId}")
            : null;
    }

    private async Task<object> DescribeUserAsync(long userId, int leftOut, CancellationToken cancellationToken)
    {
        var user = await context.Users.AsNoTracking().SingleAsync(user => user.Id == userId, cancellationToken);
        var connections = await context.Connections.AsNoTracking().Where(connection => connection.UserId == userId)
            .OrderBy(connection => connection.Id).ToListAsync(cancellationToken);
        var topics = ForumTopicRows.OfDestinations(context);
        var chats = await context.Destinations.Where(destination => destination.UserId == userId).OrderBy(destination => destination.Id)
            .Select(destination => new
            {
                Key = destination.Id,
                ChatId = destination.ChatId.Value,
                destination.MessageThreadId,
                TopicName = topics.Where(topic => topic.DestinationId == destination.Id).Select(topic => topic.Name).FirstOrDefault(),
                destination.Kind,
                destination.Title,
                destination.State,
            })
            .ToListAsync(cancellationToken);
        var routes = await context.Routes.AsNoTracking().Where(route => route.UserId == userId).OrderBy(route => route.Id).ToListAsync(cancellationToken);
        var audit = await (
            from entry in context.AuditLog
            join key in context.AuditKeys on entry.Person equals key.Person
            where key.UserId == userId
            orderby entry.Id
            select new { entry.At, entry.Action, entry.Actor, entry.Source, entry.Detail }).ToListAsync(cancellationToken);
        return new
        {
            // Its columns are the settings; none of them is a secret.
            User = user,
            Connections = connections.Select(connection => new
            {
                Key = connection.Id,
                connection.Provider,
                ZoomUserId = connection.ExternalUserId.Value,
                connection.AccountId,
                connection.Email,
                connection.DisplayName,
                connection.Scopes,
                connection.Status,
                connection.AuthorizedAt,
                connection.ConnectedAt,
                connection.LastUsedAt,
                connection.EndedAt,
            }),
            Chats = chats,
            Routes = routes,
            AuditLog = audit,
            RecordingsWhoseTextsAreLeftOut = leftOut,
        };
    }

    private async Task<int> AddTextsAsync(ZipArchive zip, OwnMeeting one, Recording recording, CancellationToken cancellationToken)
    {
        var key = recording.Id.ToString(CultureInfo.InvariantCulture);
        if (await notes.FindTranscriptAsync(recording.Id, cancellationToken) is { } transcript)
        {
            await AddAsync(zip, $"transcripts/{key}.txt", TranscriptWriter.Write(
                transcript, TelegramHtml.OneLine(one.Meeting.Topic, Meeting.MaxTopicLength), TranscriptFormat.Text), cancellationToken);
        }

        foreach (var row in await context.Notes.AsNoTracking().Where(row => row.RecordingId == recording.Id).ToListAsync(cancellationToken))
        {
            await AddAsync(zip, $"notes/{key} {SnakeCaseNames.Of(row.Source.ToString())}.json", new[] { row.Content }.ToAsyncEnumerable(), cancellationToken);
        }

        return 0;
    }

    private static async Task AddAsync(ZipArchive zip, string name, IAsyncEnumerable<string> lines, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(await zip.CreateEntry(name).OpenAsync(cancellationToken));
        await foreach (var line in lines.WithCancellation(cancellationToken))
        {
            await writer.WriteAsync(line.AsMemory(), cancellationToken);
            await writer.WriteAsync("\n".AsMemory(), cancellationToken);
        }
    }

    private static async Task AddAsync(ZipArchive zip, string name, byte[] content, CancellationToken cancellationToken)
    {
        await using var stream = await zip.CreateEntry(name).OpenAsync(cancellationToken);
        await stream.WriteAsync(content, cancellationToken);
    }

    private sealed record OwnMeeting(Meeting Meeting, IReadOnlyList<Recording> Recordings, IReadOnlyList<OwnDelivery> Deliveries);

    private sealed record OwnDelivery(Delivery Row, TelegramChatId ChatId, List<int> MessageIds);
}
