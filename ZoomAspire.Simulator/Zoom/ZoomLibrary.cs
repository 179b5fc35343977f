using System.Globalization;

namespace ZoomAspire.Simulator.Zoom;

/// <summary>The recorded meetings of all users. Thread-safe; the state of meetings and files changes under its lock.</summary>
internal sealed class ZoomLibrary(ZoomFaults faults, TimeProvider time)
{
    private const int LongestMinutes = 1440;

    private static readonly UuidShape[] Shapes = Enum.GetValues<UuidShape>();

    private readonly Lock _gate = new();
    private readonly List<ZoomMeeting> _meetings = [];
    private readonly Dictionary<string, (ZoomMeeting Meeting, ZoomFile File)> _files = [];

    public IReadOnlyList<ZoomMeeting> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _meetings];
            }
        }
    }

    /// <exception cref="ZoomControlException">The request makes no sense.</exception>
    public ZoomMeeting Add(EndMeeting request, ZoomUser host)
    {
        if (host.Plan == ZoomPlan.Basic)
        {
            throw new ZoomControlException("A user with the plan basic has no cloud recording.");
        }

        if (request.Duration is < 1 or > LongestMinutes)
        {
            throw new ZoomControlException($"duration must be from 1 to {LongestMinutes} minutes.");
        }

        lock (_gate)
        {
            var meeting = Build(request, host, _meetings.Count);
            if (_meetings.Exists(other => other.Uuid == meeting.Uuid))
            {
                throw new ZoomControlException($"There is a meeting with the uuid {meeting.Uuid} already.");
            }

            _meetings.Add(meeting);
            foreach (var file in meeting.Files)
            {
                _files[file.Key] = (meeting, file);
            }

            return meeting;
        }
    }

    /// <summary>By uuid, or by number: then the latest occurrence.</summary>
    public ZoomMeeting? Find(string reference)
    {
        lock (_gate)
        {
            return long.TryParse(reference, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? _meetings.Where(meeting => meeting.Number == number).MaxBy(meeting => meeting.Start)
                : _meetings.Find(meeting => meeting.Uuid == reference);
        }
    }

    /// <summary>The file that a download address names, as long as it is not gone.</summary>
    public (ZoomMeeting Meeting, ZoomFile File)? FindFile(string key)
    {
        lock (_gate)
        {
            return _files.TryGetValue(key, out var found)
                && found.Meeting.State == RecordingState.Present && found.File.State == RecordingState.Present
                ? found
                : null;
        }
    }

    public void Change(ZoomMeeting meeting, RecordingState state)
    {
        lock (_gate)
        {
            meeting.State = state;
        }
    }

    public void Change(ZoomFile file, RecordingState state)
    {
        lock (_gate)
        {
            file.State = state;
        }
    }

    public void Reset()
    {
        lock (_gate)
        {
            _meetings.Clear();
            _files.Clear();
        }
    }

    private ZoomMeeting Build(EndMeeting request, ZoomUser host, int ordinal)
    {
        var script = MeetingScript.Instance;
        var rounds = request.Duration is { } minutes ? script.RoundsFor(TimeSpan.FromMinutes(minutes)) : 1;
        var length = script.Length(rounds);
        var now = time.GetUtcNow();
        var ready = now + TimeSpan.FromSeconds(request.ProcessingSeconds);
        var uuid = request.Uuid ?? ZoomIds.Uuid(request.UuidShape ?? Shapes[ordinal % Shapes.Length]);
        return new ZoomMeeting
        {
            Uuid = uuid,
            Number = request.MeetingId ?? ZoomIds.MeetingNumber(),
            Host = host,
            Topic = request.Topic ?? "Board – November",
            Start = WholeSeconds(request.StartTime ?? now - length),
            Length = length,
            Minutes = request.Duration ?? (int)Math.Ceiling(length.TotalMinutes),
            Timezone = request.Timezone ?? (ordinal % 4 == 3 ? "" : host.Timezone),
            ReadyAt = ready,
            SummaryAt = request.WithSummary ? ready + TimeSpan.FromSeconds(faults.Settings.SummaryAfterSeconds) : null,
            Files = [.. BuildFiles(request, uuid, rounds, ready)],
            NumberAsText = ordinal % 3 == 2,
            TypeAsText = ordinal % 2 == 1,
            HasPlayUrls = !request.WithoutPlayUrls,
            Passcode = ZoomIds.Random(6),
        };
    }

    private IEnumerable<ZoomFile> BuildFiles(EndMeeting request, string uuid, int rounds, DateTimeOffset ready)
    {
        var script = MeetingScript.Instance;
        ZoomFile File(string type, string extension, string recordingType, string contentType, RecordingContent content) => new()
        {
            Id = request.WithoutFileIds ? null : ZoomIds.File(),
            FileType = type,
            Extension = extension,
            RecordingType = recordingType,
            ContentType = contentType,
            Content = content,
            ReadyAt = type == "TRANSCRIPT" ? ready + TimeSpan.FromSeconds(faults.Settings.TranscriptAfterSeconds) : ready,
        };

        if (request.WithAudio)
        {
            var sound = request.WithSound ? script.Audio(rounds) : script.NoSound;
            yield return File("M4A", "M4A", "audio_only", "audio/mp4", Mp4File.Append(sound, $"{uuid} audio", request.Size));
        }

        foreach (var speaker in request.Speakers)
        {
            yield return new ZoomFile
            {
                Id = request.WithoutFileIds ? null : ZoomIds.File(),
                Speaker = speaker,
                FileType = "M4A",
                Extension = "M4A",
                RecordingType = "audio_only_each_participant",
                ContentType = "audio/mp4",
                Content = Mp4File.Append(script.Audio(rounds), $"{uuid} {speaker}", null),
                ReadyAt = ready,
            };
        }

        if (request.WithVideo)
        {
            var size = request.WithAudio ? null : request.Size;
            yield return File(
                "MP4", "MP4", "shared_screen_with_speaker_view", "video/mp4", Mp4File.Append(script.Video(rounds), $"{uuid} video", size));
        }

        if (request.WithUnknownFile)
        {
            yield return File(
                "HOLOGRAM", "HGM", "hologram_view", "application/octet-stream", RecordingContent.Of(script.Chat()));
        }

        if (request.WithChat)
        {
            yield return File("CHAT", "TXT", "chat_file", "text/plain; charset=utf-8", RecordingContent.Of(script.Chat()));
        }

        if (request.WithSummaryFile)
        {
            yield return File("SUMMARY", "JSON", "summary", "application/json", RecordingContent.Of(script.SummaryFile()));
        }

        if (request.WithTimeline)
        {
            yield return File("TIMELINE", "JSON", "timeline", "application/json", RecordingContent.Of(script.Timeline(rounds)));
        }

        if (request.WithTranscript)
        {
            yield return File(
                "TRANSCRIPT", "VTT", "audio_transcript", "text/vtt; charset=utf-8", RecordingContent.Of(script.Transcript(rounds)));
        }
    }

    private static DateTimeOffset WholeSeconds(DateTimeOffset value) => DateTimeOffset.FromUnixTimeSeconds(value.ToUnixTimeSeconds());
}
