using System.Globalization;
using System.Text.Json.Nodes;

namespace ZoomAspire.Simulator.Zoom;

/// <summary>Scheduled meetings, and past ones with their participants.</summary>
internal static class MeetingApi
{
    private static readonly int[] KnownTypes = [1, 2, 3, 8, 10];

    /// <summary><c>GET /users/me/meetings</c>: of the <c>type</c> asked for, <c>scheduled</c> if left out.</summary>
    public static ApiAnswer List(ApiCall call)
    {
        var meetings = call.Zoom.Schedule.Of(call.User).Where(Listed(call)).OrderBy(meeting => meeting.Start).ToList();
        return ApiPages.Cut(call, "meetings", meetings, meeting =>
        {
            var json = Show(meeting, call);
            foreach (var name in (string[])["start_url", "settings", "password", "status", "host_email"])
            {
                json.Remove(name);
            }

            return json;
        });
    }

    /// <summary><c>POST /users/me/meetings</c>: settings that the plan lacks are dropped without a word.</summary>
    public static ApiAnswer Create(ApiCall call)
    {
        RequireDailyLimit(call);
        Validate(call.Body);
        var fields = (JsonObject)call.Body.DeepClone();
        DropUnpaid(fields, call.User);
        var meeting = call.Zoom.Schedule.Add(call.User, fields);
        return new ApiAnswer(StatusCodes.Status201Created, Show(meeting, call));
    }

    /// <summary><c>GET /meetings/{id}</c>.</summary>
    public static ApiAnswer Get(ApiCall call) => Show(Find(call), call);

    /// <summary><c>PATCH /meetings/{id}</c>.</summary>
    public static ApiAnswer Update(ApiCall call)
    {
        var meeting = Find(call);
        RequireDailyLimit(call);
        Validate(call.Body);
        DropUnpaid(call.Body, call.User);
        call.Zoom.Schedule.Update(meeting, call.Body);
        return ApiAnswer.Done;
    }

    /// <summary><c>DELETE /meetings/{id}</c>.</summary>
    public static ApiAnswer Delete(ApiCall call)
    {
        call.Zoom.Schedule.Remove(Find(call));
        return ApiAnswer.Done;
    }

    /// <summary><c>PUT /meetings/{id}/status</c> with <c>{"action":"end"}</c>.</summary>
    public static ApiAnswer ChangeStatus(ApiCall call)
    {
        Find(call);
        return call.Body["action"] is JsonValue value && value.TryGetValue<string>(out var action) && action == "end"
            ? ApiAnswer.Done
            : throw ZoomApiException.BadRequest("The value of action must be end.");
    }

    /// <summary><c>GET /past_meetings/{meeting}</c>.</summary>
    public static ApiAnswer Past(ApiCall call)
    {
        var meeting = FindPast(call);
        return new JsonObject
        {
            ["id"] = meeting.Number,
            ["uuid"] = meeting.Uuid,
            ["topic"] = meeting.Topic,
            ["type"] = 2,
            ["start_time"] = ZoomJson.Time(meeting.Start),
            ["end_time"] = ZoomJson.Time(meeting.End),
            ["duration"] = meeting.Minutes,
            ["total_minutes"] = meeting.Minutes * Participants(meeting).Count,
            ["participants_count"] = Participants(meeting).Count,
            ["source"] = "Zoom",
            ["has_meeting_summary"] = meeting.SummaryAt is { } at && at <= call.Now,
            ["user_name"] = meeting.Host.DisplayName,
            ["user_email"] = meeting.Host.Email,
            ["dept"] = "",
            ["host_id"] = meeting.Host.Id,
        };
    }

    /// <summary><c>GET /past_meetings/{meeting}/participants</c>: outsiders have no e-mail address.</summary>
    public static ApiAnswer PastParticipants(ApiCall call)
    {
        if (call.User.Plan == ZoomPlan.Basic)
        {
            throw new ZoomApiException(StatusCodes.Status400BadRequest, 200, "Only available for paid account.");
        }

        var meeting = FindPast(call);
        if (meeting.End < call.Now.AddYears(-1))
        {
            throw new ZoomApiException(StatusCodes.Status400BadRequest, 12702, "Can not access a meeting a year ago.");
        }

        return ApiPages.Cut(call, "participants", Participants(meeting), name => Participant(meeting, name));
    }

    private static Func<ScheduledMeeting, bool> Listed(ApiCall call) => call.Query("type") switch
    {
        null or "scheduled" => _ => true,
        "upcoming" or "upcoming_meetings" => meeting => meeting.IsUpcoming(call.Now),
        "previous_meetings" => meeting => !meeting.IsUpcoming(call.Now),
        "live" => _ => false, // Nobody holds a meeting here without ending it.
        _ => throw ZoomApiException.BadRequest("The value of type is not known."),
    };

    private static List<string> Participants(ZoomMeeting meeting) =>
        [.. MeetingScript.Instance.Speakers.Prepend(meeting.Host.DisplayName).Distinct()];

    private static JsonObject Participant(ZoomMeeting meeting, string name)
    {
        var host = name == meeting.Host.DisplayName;
        return new JsonObject
        {
            ["id"] = host ? meeting.Host.Id : "",
            ["name"] = name,
            ["user_id"] = (16_778_240 + (1024 * Participants(meeting).IndexOf(name))).ToString(CultureInfo.InvariantCulture),
            ["registrant_id"] = "",
            ["user_email"] = host ? meeting.Host.Email : "",
            ["join_time"] = ZoomJson.Time(meeting.Start),
            ["leave_time"] = ZoomJson.Time(meeting.End),
            ["duration"] = (int)meeting.Length.TotalSeconds,
            ["failover"] = false,
            ["status"] = "in_meeting",
            ["internal_user"] = host,
        };
    }

    private static ZoomMeeting FindPast(ApiCall call)
    {
        var reference = call.Reference();
        return call.Zoom.Library.Find(reference) is { } meeting && meeting.Host.Id == call.User.Id && meeting.End <= call.Now
            ? meeting
            : throw ZoomApiException.NoMeeting(reference);
    }

    private static ScheduledMeeting Find(ApiCall call)
    {
        var reference = call.Reference();
        return long.TryParse(reference, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && call.Zoom.Schedule.Find(number) is { } meeting
            && meeting.Host.Id == call.User.Id
                ? meeting
                : throw ZoomApiException.NoMeeting(reference);
    }

    private static void RequireDailyLimit(ApiCall call)
    {
        if (!call.Zoom.Schedule.MayChange(call.User))
        {
            throw new ZoomApiException(
                StatusCodes.Status429TooManyRequests,
                429,
                $"You have exceeded the daily rate limit of ({ZoomSchedule.DailyLimit}) for Meeting Create/Update API requests.");
        }
    }

    private static void Validate(JsonObject fields)
    {
        if (fields["type"] is { } type
            && !(type is JsonValue value && value.TryGetValue<int>(out var number) && KnownTypes.Contains(number)))
        {
            throw ZoomApiException.BadRequest("Validation Failed.");
        }

        if (fields["topic"] is { } topic && !(topic is JsonValue text && text.TryGetValue<string>(out _)))
        {
            throw ZoomApiException.BadRequest("Validation Failed.");
        }
    }

    private static void DropUnpaid(JsonObject fields, ZoomUser user)
    {
        if (user.Plan == ZoomPlan.Basic && fields["settings"] is JsonObject settings)
        {
            settings["auto_recording"] = "none";
            settings.Remove("auto_start_meeting_summary");
        }
    }

    private static JsonObject Show(ScheduledMeeting meeting, ApiCall call)
    {
        var fields = meeting.Fields;
        var json = new JsonObject
        {
            ["uuid"] = meeting.Uuid,
            ["id"] = meeting.Number,
            ["host_id"] = meeting.Host.Id,
            ["host_email"] = meeting.Host.Email,
            ["topic"] = meeting.Topic,
            ["type"] = fields["type"]?.DeepClone() ?? 2,
            ["status"] = "waiting",
            ["start_time"] = fields["start_time"]?.DeepClone() ?? ZoomJson.Time(meeting.CreatedAt),
            ["duration"] = fields["duration"]?.DeepClone() ?? 60,
            ["timezone"] = fields["timezone"]?.DeepClone() ?? meeting.Host.Timezone,
            ["agenda"] = fields["agenda"]?.DeepClone() ?? "",
            ["created_at"] = ZoomJson.Time(meeting.CreatedAt),
            ["join_url"] = call.Zoom.Links.Join(meeting.Number),
            ["start_url"] = call.Zoom.Links.Start(meeting.Number),
            ["password"] = fields["password"]?.DeepClone() ?? "",
            ["settings"] = fields["settings"]?.DeepClone() ?? new JsonObject(),
        };
        if (meeting.HasNoFixedTime)
        {
            json.Remove("start_time");
            json.Remove("duration");
        }

        return json;
    }
}
