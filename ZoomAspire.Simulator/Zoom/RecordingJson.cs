using System.Globalization;
using System.Text.Json.Nodes;

namespace ZoomAspire.Simulator.Zoom;

/// <summary>Recordings as the REST API and the webhooks write them, with their differences.</summary>
internal sealed class RecordingJson(ZoomLinks links)
{
    /// <summary>A recording object of the REST API.</summary>
    /// <param name="meeting">The meeting.</param>
    /// <param name="files">The files to list.</param>
    /// <param name="unfinishedAudio">The audio is listed as not finished: no type, no status.</param>
    public JsonObject ForApi(ZoomMeeting meeting, IReadOnlyList<ZoomFile> files, bool unfinishedAudio = false)
    {
        var recording = Describe(meeting, files);
        recording["id"] = meeting.NumberAsText
            ? meeting.Number.ToString(CultureInfo.InvariantCulture)
            : JsonValue.Create(meeting.Number);
        recording["type"] = meeting.TypeAsText ? "2" : JsonValue.Create(2);
        recording["recording_files"] = new JsonArray(
            [.. Whole(files).Select(file => Unfinished(File(meeting, file, links.Download(file)), unfinishedAudio && file.FileType == "M4A"))]);
        AddSpeakers(recording, meeting, files, links.Download);
        return recording;
    }

    /// <summary>The object of a recording event.</summary>
    public JsonObject ForWebhook(ZoomMeeting meeting, IReadOnlyList<ZoomFile> files)
    {
        var recording = Describe(meeting, files);
        recording["id"] = meeting.Number;
        recording["type"] = 2;
        recording["host_email"] = meeting.Host.Email;
        recording["on_prem"] = false;
        recording["recording_files"] = new JsonArray([.. Whole(files).Select(file => File(meeting, file, links.WebhookDownload(file)))]);
        AddSpeakers(recording, meeting, files, links.WebhookDownload);
        return recording;
    }

    /// <summary>A summary as both the API and its event write it.</summary>
    public JsonObject Summary(ZoomMeeting meeting)
    {
        var created = ZoomJson.Time(meeting.SummaryAt ?? meeting.ReadyAt);
        return new JsonObject
        {
            ["meeting_host_id"] = meeting.Host.Id,
            ["meeting_host_email"] = meeting.Host.Email,
            ["meeting_uuid"] = meeting.Uuid,
            ["meeting_id"] = meeting.Number,
            ["meeting_topic"] = meeting.Topic,
            ["meeting_start_time"] = ZoomJson.Time(meeting.Start),
            ["meeting_end_time"] = ZoomJson.Time(meeting.End),
            ["summary_start_time"] = ZoomJson.Time(meeting.Start),
            ["summary_end_time"] = ZoomJson.Time(meeting.End),
            ["summary_created_time"] = created,
            ["summary_last_modified_time"] = created,
            ["summary_title"] = $"Meeting summary for {meeting.Topic}",
            ["summary_content"] = MeetingScript.Instance.Summary,
            ["summary_doc_url"] = links.Document(),
        };
    }

    private static IEnumerable<ZoomFile> Whole(IReadOnlyList<ZoomFile> files) => files.Where(file => file.Speaker is null);

    // Only where the account records each speaker; the entries have neither meeting nor type of their own.
    private void AddSpeakers(JsonObject recording, ZoomMeeting meeting, IReadOnlyList<ZoomFile> files, Func<ZoomFile, string> address)
    {
        var speakers = files.Where(file => file.Speaker is not null).Select(file =>
        {
            var json = File(meeting, file, address(file));
            json.Remove("meeting_id");
            json.Remove("recording_type");
            json["file_name"] = $"Audio only - {file.Speaker}";
            return json;
        }).ToList();
        if (speakers.Count > 0)
        {
            recording["participant_audio_files"] = new JsonArray([.. speakers]);
        }
    }

    private static JsonObject Unfinished(JsonObject file, bool unfinished)
    {
        if (unfinished)
        {
            file["file_type"] = "";
            file.Remove("status");
            file.Remove("file_size");
            file.Remove("recording_end");
        }

        return file;
    }

    private JsonObject Describe(ZoomMeeting meeting, IReadOnlyList<ZoomFile> files) => new()
    {
        ["uuid"] = meeting.Uuid,
        ["account_id"] = meeting.Host.AccountId,
        ["host_id"] = meeting.Host.Id,
        ["topic"] = meeting.Topic,
        ["start_time"] = ZoomJson.Time(meeting.Start),
        ["timezone"] = meeting.Timezone,
        ["duration"] = meeting.Minutes,
        ["total_size"] = files.Sum(file => file.Content.Length),
        ["recording_count"] = files.Count,
        ["share_url"] = links.Share(meeting),
        ["password"] = "",
        ["recording_play_passcode"] = meeting.Passcode,
        ["auto_delete"] = true,
        ["auto_delete_date"] = ZoomJson.Date(meeting.Start.AddDays(30)),
    };

    private JsonObject File(ZoomMeeting meeting, ZoomFile file, string downloadAddress)
    {
        var json = new JsonObject
        {
            ["meeting_id"] = meeting.Uuid,
            ["recording_start"] = ZoomJson.Time(meeting.Start),
            ["recording_end"] = ZoomJson.Time(meeting.End),
            ["file_type"] = file.FileType,
            ["file_extension"] = file.Extension,
            ["file_size"] = file.Content.Length,
            ["download_url"] = downloadAddress,
            ["status"] = "completed",
            ["recording_type"] = file.RecordingType,
        };
        if (file.Id is not null)
        {
            json["id"] = file.Id;
        }

        if (meeting.HasPlayUrls && file.FileType != "TIMELINE")
        {
            json["play_url"] = links.Play(file);
        }

        return json;
    }
}
