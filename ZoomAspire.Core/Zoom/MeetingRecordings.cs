using System.Text.Json;

namespace ZoomAspire.Core.Zoom;

/// <summary>
/// What <c>GET /meetings/{uuid}/recordings</c> answers
/// (https://developers.zoom.us/docs/api/meetings/#tag/cloud-recording/GET/meetings/{meetingId}/recordings). Every field but the
/// meeting's uuid has been seen missing.
/// </summary>
/// <param name="MeetingUuid">The meeting instance.</param>
/// <param name="MeetingNumber">The meeting number.</param>
/// <param name="AccountId">The host's account.</param>
/// <param name="HostId">The host.</param>
/// <param name="Topic">The topic, untrusted text.</param>
/// <param name="StartTime">When the meeting began.</param>
/// <param name="TimeZone">The meeting's IANA time zone, if given.</param>
/// <param name="DurationMinutes">Length in minutes.</param>
/// <param name="Files">The files there are so far.</param>
/// <param name="DownloadToken">A token that downloads these files, short-lived; secret.</param>
public sealed record MeetingRecordings(
    MeetingUuid MeetingUuid,
    long MeetingNumber,
    string? AccountId,
    ZoomUserId? HostId,
    string Topic,
    DateTimeOffset? StartTime,
    string? TimeZone,
    int DurationMinutes,
    IReadOnlyList<RecordingFile> Files,
    string? DownloadToken)
{
    /// <summary>When Zoom deletes them by itself; null where it does not.</summary>
    public DateTimeOffset? DeletesAt { get; init; }

    /// <summary>The separate audio of each speaker, where the account records it.</summary>
    public IReadOnlyList<RecordingFile> SpeakerFiles { get; init; } = [];

    /// <summary>Names the meeting only, so that no log ever shows a token or an address.</summary>
    public override string ToString() => $"recordings of meeting {MeetingUuid}";

    /// <summary>Reads an answer.</summary>
    /// <returns>The recordings, or null where the answer is something else.</returns>
    internal static MeetingRecordings? TryRead(JsonElement answer) =>
        answer.Text("uuid") is { } uuid
            ? new MeetingRecordings(
                new MeetingUuid(uuid),
                answer.Integer("id") ?? 0,
                answer.Text("account_id"),
                answer.Text("host_id") is { } hostId ? new ZoomUserId(hostId) : null,
                answer.Text("topic") ?? "",
                answer.Time("start_time"),
                answer.Text("timezone"),
                (int)Math.Clamp(answer.Integer("duration") ?? 0, 0, int.MaxValue),
                [.. answer.Items("recording_files").Select(RecordingFile.Read)],
                answer.Text("download_access_token"))
            {
                DeletesAt = ZoomRetention.DeletesAt(answer),
                SpeakerFiles =
                [
                    .. answer.Items("participant_audio_files").Select(RecordingFile.ReadSpeakers),
                    .. answer.Items("recording_files").Select(RecordingFile.Read).Where(file => file.IsOneSpeakers),
                ],
            }
            : null;
}

/// <summary>A file of a recording.</summary>
/// <param name="Key">What identifies it within its meeting; see <see cref="RecordingFileKey"/>.</param>
/// <param name="FileType">Zoom's <c>file_type</c> (<c>M4A</c>, <c>MP4</c>, …); empty while it is being processed.</param>
/// <param name="RecordingType">Zoom's <c>recording_type</c> (<c>audio_only</c>, …); any text.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Start">When its recording began.</param>
/// <param name="End">When its recording ended.</param>
/// <param name="IsCompleted">Whether it has been processed; a file that does not say has.</param>
/// <param name="DownloadUrl">Where it is, for this request: addresses differ each time and are not kept.</param>
public sealed record RecordingFile(
    string Key,
    string FileType,
    string? RecordingType,
    long? Size,
    DateTimeOffset? Start,
    DateTimeOffset? End,
    bool IsCompleted,
    Uri? DownloadUrl)
{
    /// <summary>The <c>recording_type</c> of one speaker's audio.</summary>
    internal const string OneSpeakersAudio = "audio_only_each_participant";

    private const string AudioOnly = "audio_only";

    // How Zoom names the file of a speaker: "Audio only - Anna".
    private const string SpeakersFileName = "Audio only - ";

    /// <summary>Whose voice it is, as the meeting showed the name, where it is one speaker's audio and named; untrusted text.</summary>
    public string? Speaker { get; init; }

    /// <summary>Whether it is the separate audio of one speaker.</summary>
    public bool IsOneSpeakers => string.Equals(RecordingType, OneSpeakersAudio, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is the meeting's sound alone.</summary>
    public bool IsAudioOnly => IsAudio(RecordingType);

    /// <summary>Whether it has the meeting's sound: the separate audio of one speaker, which some accounts record too, is not it.</summary>
    public bool HasSound => FileType.ToUpperInvariant() is "M4A" or "MP4" && !IsOneSpeakers;

    /// <summary>Whether it is what was said, with names and times.</summary>
    public bool IsTranscript => Is("TRANSCRIPT");

    /// <summary>Whether it is the captions that were shown.</summary>
    public bool IsCaptions => Is("CC");

    /// <summary>Whether it is what was written in the meeting's chat.</summary>
    public bool IsChat => Is("CHAT");

    /// <summary>Whether it says who spoke when.</summary>
    public bool IsTimeline => Is("TIMELINE");

    /// <summary>Whether it is one of the files that AI Companion makes; <see cref="RecordingType"/> says which.</summary>
    public bool IsSummary => Is("SUMMARY") || (RecordingType is { } type && type.StartsWith("summary", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether it is the file that lists what is to be done.</summary>
    public bool IsNextSteps => IsSummary && string.Equals(RecordingType, "summary_next_steps", StringComparison.OrdinalIgnoreCase);

    /// <summary>Names the file only, so that no log ever shows an address.</summary>
    public override string ToString() => $"file {Key} ({FileType})";

    private bool Is(string fileType) => string.Equals(FileType, fileType, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a <c>recording_type</c> means the meeting's sound alone.</summary>
    internal static bool IsAudio(string? recordingType) => string.Equals(recordingType, AudioOnly, StringComparison.OrdinalIgnoreCase);

    internal static RecordingFile Read(JsonElement file)
    {
        var type = file.Text("file_type");
        var start = file.Time("recording_start");
        return new RecordingFile(
            RecordingFileKey.Of(file.Text("id"), type, start),
            type ?? "",
            file.Text("recording_type"),
            file.Integer("file_size") is > 0 and var size ? size : null,
            start,
            file.Time("recording_end"),
            type is not null && file.Text("status") is null or "completed",
            Uri.TryCreate(file.Text("download_url"), UriKind.Absolute, out var url) ? url : null)
        {
            Speaker = SpeakerOf(file.Text("file_name")),
        };
    }

    /// <summary>Reads an entry of <c>participant_audio_files</c>, which has neither type nor meeting of its own. All of a meeting begin alike.</summary>
    internal static RecordingFile ReadSpeakers(JsonElement file)
    {
        var read = Read(file);
        return read with
        {
            Key = file.Text("id") is null ? RecordingFileKey.Of(null, $"speaker {read.Speaker}", read.Start) : read.Key,
            RecordingType = OneSpeakersAudio,
        };
    }

    private static string? SpeakerOf(string? fileName) =>
        fileName is not null && fileName.StartsWith(SpeakersFileName, StringComparison.OrdinalIgnoreCase) ? fileName[SpeakersFileName.Length..] : fileName;
}
