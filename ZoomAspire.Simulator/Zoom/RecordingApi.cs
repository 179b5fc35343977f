using System.Globalization;
using System.Text.Json.Nodes;

namespace ZoomAspire.Simulator.Zoom;

/// <summary>Recordings, transcripts and summaries.</summary>
internal static class RecordingApi
{
    private const int LongestTtl = 604_800;
    private const int DefaultTtl = 86_400;

    /// <summary>
    /// <c>GET /users/me/recordings</c>: meetings that began within the UTC dates <c>from</c> to <c>to</c>, today if left out.
    /// Of a longer time than a month only the last month is looked at; the answer's <c>from</c> tells.
    /// </summary>
    public static ApiAnswer List(ApiCall call)
    {
        var today = DateOnly.FromDateTime(call.Now.UtcDateTime);
        var to = Date(call.Query("to")) ?? today;
        var from = Date(call.Query("from")) ?? today;
        if (from > to)
        {
            throw ZoomApiException.BadRequest("The from date must not be after the to date.");
        }

        from = from < to.AddMonths(-1) ? to.AddMonths(-1) : from;
        var state = call.Query("trash") == "true" ? RecordingState.Trashed : RecordingState.Present;
        var found = call.Zoom.Library.All
            .Where(meeting => meeting.Host.Id == call.User.Id && meeting.State == state && meeting.ReadyAt <= call.Now)
            .Where(meeting => DateOnly.FromDateTime(meeting.Start.UtcDateTime) is var day && day >= from && day <= to)
            .OrderByDescending(meeting => meeting.Start)
            .ToList();
        var answer = ApiPages.Cut(call, "meetings", found, meeting => call.Zoom.Recordings.ForApi(meeting, [.. meeting.Shown(call.Now)]));
        answer["from"] = from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        answer["to"] = to.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return answer;
    }

    /// <summary><c>GET /meetings/{meeting}/recordings</c>.</summary>
    public static ApiAnswer Get(ApiCall call)
    {
        var meeting = Ready(call);
        var answer = call.Zoom.Recordings.ForApi(
            meeting, [.. meeting.Shown(call.Now)], unfinishedAudio: call.Fault?.Kind == ZoomFaultKind.Partial);
        if (call.Zoom.Faults.Settings.MeetingsWithoutHost)
        {
            answer.Remove("host_id");
            answer.Remove("account_id");
        }

        if (call.Query("include_fields")?.Split(',').Contains("download_access_token") is true)
        {
            answer["download_access_token"] = call.Zoom.DownloadTokens.Issue(meeting, Ttl(call.Query("ttl")));
        }

        return answer;
    }

    /// <summary><c>DELETE /meetings/{meeting}/recordings</c>.</summary>
    public static ApiAnswer Delete(ApiCall call)
    {
        call.Zoom.ChangeRecording(Ready(call), Removal(call));
        return ApiAnswer.Done;
    }

    /// <summary><c>DELETE /meetings/{meeting}/recordings/{file}</c>.</summary>
    public static ApiAnswer DeleteFile(ApiCall call)
    {
        call.Zoom.Library.Change(File(call, Ready(call)), Removal(call));
        return ApiAnswer.Done;
    }

    /// <summary><c>PUT /meetings/{meeting}/recordings/status</c>.</summary>
    public static ApiAnswer Recover(ApiCall call)
    {
        RequireAction(call, "recover");
        var meeting = Find(call);
        if (meeting is not { State: RecordingState.Trashed })
        {
            throw ZoomApiException.NoRecording();
        }

        call.Zoom.ChangeRecording(meeting, RecordingState.Present);
        return ApiAnswer.Done;
    }

    /// <summary><c>PUT /meetings/{meeting}/recordings/{file}/status</c>.</summary>
    public static ApiAnswer RecoverFile(ApiCall call)
    {
        RequireAction(call, "recover");
        var file = File(call, Ready(call));
        if (file.State != RecordingState.Trashed)
        {
            throw ZoomApiException.NoRecording();
        }

        call.Zoom.Library.Change(file, RecordingState.Present);
        return ApiAnswer.Done;
    }

    /// <summary><c>GET /meetings/{meeting}/transcript</c>.</summary>
    public static ApiAnswer Transcript(ApiCall call)
    {
        var meeting = Find(call);
        var file = meeting?.Shown(call.Now).FirstOrDefault(file => file.IsTranscript);
        if (meeting is not { State: RecordingState.Present } || file is null)
        {
            throw new ZoomApiException(StatusCodes.Status404NotFound, 3322, "This meeting transcript does not exist.");
        }

        return new JsonObject
        {
            ["meeting_id"] = meeting.Uuid,
            ["account_id"] = meeting.Host.AccountId,
            ["meeting_topic"] = meeting.Topic,
            ["host_id"] = meeting.Host.Id,
            ["transcript_created_time"] = ZoomJson.Time(file.ReadyAt),
            ["can_download"] = true,
            ["auto_delete"] = true,
            ["auto_delete_date"] = ZoomJson.Date(meeting.Start.AddDays(30)),
            ["download_url"] = call.Zoom.Links.TranscriptDownload(file),
            ["download_restriction_reason"] = null,
        };
    }

    /// <summary><c>GET /meetings/{uuid}/meeting_summary</c>: by uuid only.</summary>
    public static ApiAnswer Summary(ApiCall call)
    {
        RequirePaid(call);
        var reference = call.Reference();
        var meeting = call.Zoom.Library.Find(reference);
        if (meeting is null || meeting.Uuid != reference || !HasSummary(meeting, call))
        {
            throw ZoomApiException.NoMeeting(reference);
        }

        var summary = call.Zoom.Recordings.Summary(meeting);
        summary["summary_last_modified_user_id"] = meeting.Host.Id;
        summary["summary_last_modified_user_email"] = meeting.Host.Email;
        return summary;
    }

    /// <summary><c>GET /users/me/meeting_summaries</c>: without their content.</summary>
    public static ApiAnswer ListSummaries(ApiCall call)
    {
        RequirePaid(call);
        var found = call.Zoom.Library.All.Where(meeting => HasSummary(meeting, call)).OrderByDescending(meeting => meeting.Start).ToList();
        return ApiPages.Cut(call, "summaries", found, meeting =>
        {
            var summary = call.Zoom.Recordings.Summary(meeting);
            summary.Remove("summary_content");
            return summary;
        });
    }

    private static bool HasSummary(ZoomMeeting meeting, ApiCall call) =>
        meeting.Host.Id == call.User.Id && meeting.SummaryAt is { } at && at <= call.Now;

    private static void RequirePaid(ApiCall call)
    {
        if (call.User.Plan == ZoomPlan.Basic)
        {
            throw new ZoomApiException(StatusCodes.Status400BadRequest, 200, "Only available for paid account.");
        }
    }

    /// <summary>The meeting that the path names, if it is the user's.</summary>
    private static ZoomMeeting? Find(ApiCall call) =>
        call.Zoom.Library.Find(call.Reference()) is { } meeting && meeting.Host.Id == call.User.Id ? meeting : null;

    private static ZoomMeeting Ready(ApiCall call) =>
        Find(call) is { State: RecordingState.Present } meeting && meeting.ReadyAt <= call.Now
            ? meeting
            : throw ZoomApiException.NoRecording();

    private static ZoomFile File(ApiCall call, ZoomMeeting meeting)
    {
        var id = (string?)call.Context.Request.RouteValues["file"];
        return meeting.Files.FirstOrDefault(file => file.Id == id && file.State != RecordingState.Deleted)
            ?? throw ZoomApiException.NoRecording();
    }

    private static RecordingState Removal(ApiCall call) => call.Query("action") switch
    {
        null or "trash" => RecordingState.Trashed,
        "delete" => RecordingState.Deleted,
        _ => throw ZoomApiException.BadRequest("The value of action must be trash or delete."),
    };

    private static void RequireAction(ApiCall call, string action)
    {
        if (call.Body["action"] is not JsonValue value || !value.TryGetValue<string>(out var found) || found != action)
        {
            throw ZoomApiException.BadRequest($"The value of action must be {action}.");
        }
    }

    private static DateOnly? Date(string? text)
    {
        if (text is null)
        {
            return null;
        }

        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw ZoomApiException.BadRequest("Dates must have the form yyyy-MM-dd.");
    }

    private static TimeSpan Ttl(string? text)
    {
        if (text is null)
        {
            return TimeSpan.FromSeconds(DefaultTtl);
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= LongestTtl
            ? TimeSpan.FromSeconds(seconds)
            : throw ZoomApiException.BadRequest("The value of ttl must be from 0 to 604800.");
    }
}
