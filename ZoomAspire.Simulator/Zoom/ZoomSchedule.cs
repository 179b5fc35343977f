using System.Globalization;
using System.Text.Json.Nodes;

namespace ZoomAspire.Simulator.Zoom;

/// <summary>A meeting in somebody's calendar.</summary>
internal sealed class ScheduledMeeting
{
    public required long Number { get; init; }

    public required string Uuid { get; init; }

    public required ZoomUser Host { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The fields that may be changed, as they were sent.</summary>
    public required JsonObject Fields { get; init; }

    public string Topic => (string?)Fields["topic"] ?? "Zoom Meeting";

    /// <summary>Type 3: a recurring meeting that begins whenever its host likes.</summary>
    public bool HasNoFixedTime => Number32("type") == 3;

    /// <summary>When it begins: UTC with a Z, else in the meeting's or the host's time zone.</summary>
    public DateTimeOffset Start
    {
        get
        {
            if ((string?)Fields["start_time"] is not { } text ||
                !DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time))
            {
                return CreatedAt;
            }

            var zone = (string?)Fields["timezone"] is { Length: > 0 } named ? named : Host.Timezone;
            return time.Kind == DateTimeKind.Unspecified && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found)
                ? new DateTimeOffset(time, found.GetUtcOffset(time))
                : new DateTimeOffset(time.ToUniversalTime());
        }
    }

    /// <summary>Whether it is still to come or under way.</summary>
    public bool IsUpcoming(DateTimeOffset now) => HasNoFixedTime || Start + TimeSpan.FromMinutes(Number32("duration") ?? 60) > now;

    private int? Number32(string name) => Fields[name] is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;
}

/// <summary>The scheduled meetings of all users. Thread-safe.</summary>
internal sealed class ZoomSchedule(TimeProvider time)
{
    /// <summary>Create and update requests of a user in a UTC day.</summary>
    public const int DailyLimit = 100;

    private readonly Lock _gate = new();
    private readonly Dictionary<long, ScheduledMeeting> _meetings = [];
    private readonly Dictionary<(string UserId, DateOnly Day), int> _changes = [];

    public ScheduledMeeting Add(ZoomUser host, JsonObject fields)
    {
        lock (_gate)
        {
            var meeting = new ScheduledMeeting
            {
                Number = ZoomIds.MeetingNumber(),
                Uuid = ZoomIds.Uuid(UuidShape.Plus),
                Host = host,
                CreatedAt = time.GetUtcNow(),
                Fields = fields,
            };
            return _meetings[meeting.Number] = meeting;
        }
    }

    public ScheduledMeeting? Find(long number)
    {
        lock (_gate)
        {
            return _meetings.GetValueOrDefault(number);
        }
    }

    public IReadOnlyList<ScheduledMeeting> Of(ZoomUser host)
    {
        lock (_gate)
        {
            return [.. _meetings.Values.Where(meeting => meeting.Host.Id == host.Id)];
        }
    }

    public void Update(ScheduledMeeting meeting, JsonObject fields)
    {
        lock (_gate)
        {
            foreach (var (name, value) in fields)
            {
                meeting.Fields[name] = value?.DeepClone();
            }
        }
    }

    public void Remove(ScheduledMeeting meeting)
    {
        lock (_gate)
        {
            _meetings.Remove(meeting.Number);
        }
    }

    /// <summary>Counts a create or update request; false if it is one too many today.</summary>
    public bool MayChange(ZoomUser user)
    {
        lock (_gate)
        {
            var key = (user.Id, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
            var count = _changes.GetValueOrDefault(key) + 1;
            _changes[key] = count;
            return count <= DailyLimit;
        }
    }

    public void Reset()
    {
        lock (_gate)
        {
            _meetings.Clear();
            _changes.Clear();
        }
    }
}
