using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Notes;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>Reads what Zoom has written about a recording.</summary>
internal sealed class NotesReader(ZoomClient zoom, TokenVault vault, RecordingDownloader downloader)
{
    /// <summary>What was said, by a file of the recording.</summary>
    /// <returns>Null where the file holds nothing that can be read.</returns>
    public async Task<Transcript?> ReadTranscriptAsync(NotesSession session, NotesFiles files, CancellationToken cancellationToken)
    {
        await using var text = await DownloadAsync(session, files.Transcript!.DownloadUrl!, cancellationToken);
        var transcript = await WebVtt.ReadAsync(text, cancellationToken);
        if (files.Timeline is { } timeline && transcript.Cues.Any(cue => cue.Speaker is null))
        {
            await using var moments = await DownloadAsync(session, timeline.DownloadUrl!, cancellationToken);
            transcript = (await SpeakerTimeline.ReadAsync(moments, cancellationToken)).Name(transcript);
        }

        return transcript.Cues.Count > 0 ? transcript : null;
    }

    /// <summary>What was written to everybody in the meeting's chat.</summary>
    /// <returns>Null where there is no file of it.</returns>
    public async Task<IReadOnlyList<ChatLine>?> ReadChatAsync(NotesSession session, NotesFiles files, CancellationToken cancellationToken)
    {
        if (files.Chat is not { } chat)
        {
            return null;
        }

        await using var text = await DownloadAsync(session, chat.DownloadUrl!, cancellationToken);
        return await ChatFile.ReadAsync(text, cancellationToken);
    }

    /// <summary>What was said, as AI Companion keeps it. Its times are not those of a recording.</summary>
    /// <returns>Null where there is nothing.</returns>
    public async Task<Transcript?> ReadCompanionTranscriptAsync(NotesSession session, CancellationToken cancellationToken)
    {
        if (await zoom.FindTranscriptAsync(session.ConnectionId, session.Meeting.MeetingUuid, cancellationToken) is not { } address)
        {
            return null;
        }

        var token = (await vault.GetAsync(session.ConnectionId, cancellationToken)).Value;
        await using var text = await downloader.DownloadTextAsync(address, token, cancellationToken);
        var transcript = await WebVtt.ReadAsync(text, cancellationToken);
        return transcript.Cues.Count > 0 ? transcript : null;
    }

    /// <summary>AI Companion's files among the recording's.</summary>
    /// <returns>Null where they say nothing.</returns>
    public async Task<MeetingNotes?> ReadSummaryFilesAsync(NotesSession session, NotesFiles files, CancellationToken cancellationToken)
    {
        var parts = new List<MeetingNotes?>();
        foreach (var file in files.Summaries)
        {
            await using var text = await DownloadAsync(session, file.DownloadUrl!, cancellationToken);
            parts.Add(file.IsNextSteps
                ? await RecordingSummaryFiles.ReadNextStepsAsync(text, cancellationToken)
                : await RecordingSummaryFiles.ReadSummaryAsync(text, cancellationToken));
        }

        return RecordingSummaryFiles.Combine(parts);
    }

    /// <summary>AI Companion's summary of the meeting.</summary>
    /// <returns>Whether Zoom told if there is one, and what it says; null where there is none, or the answer is about another meeting.</returns>
    public async Task<(bool IsKnown, MeetingNotes? Summary)> ReadSummaryAsync(NotesSession session, CancellationToken cancellationToken)
    {
        if (await zoom.FindSummaryAsync(session.ConnectionId, session.Meeting.MeetingUuid, cancellationToken) is not { } summary)
        {
            return (false, null);
        }

        // Fields may be missing; what is there must match.
        var isOfMeeting = (summary.Text("meeting_uuid") ?? session.Meeting.MeetingUuid.Value) == session.Meeting.MeetingUuid.Value &&
            (summary.Text("meeting_host_id") ?? session.Meeting.OwnerZoomUserId.Value) == session.Meeting.OwnerZoomUserId.Value;
        return isOfMeeting ? (true, ZoomMeetingSummary.Read(summary)) : (false, null);
    }

    private async Task<MemoryStream> DownloadAsync(NotesSession session, Uri address, CancellationToken cancellationToken)
    {
        if (session.DownloadToken is { } token)
        {
            try
            {
                return await downloader.DownloadTextAsync(address, token, cancellationToken);
            }
            catch (ZoomApiException exception) when (exception.Kind == ZoomFailureKind.TokenRefused)
            {
                // The owner's own may be taken.
            }
        }

        return await downloader.DownloadTextAsync(address, (await vault.GetAsync(session.ConnectionId, cancellationToken)).Value, cancellationToken);
    }
}

/// <summary>One look at what Zoom has written about a meeting.</summary>
/// <param name="ConnectionId">On whose behalf.</param>
/// <param name="Meeting">The meeting.</param>
/// <param name="DownloadToken">A token that downloads its files, short-lived; secret.</param>
internal sealed record NotesSession(long ConnectionId, Meeting Meeting, string? DownloadToken)
{
    /// <summary>Names the meeting only, so that no log ever shows a token.</summary>
    public override string ToString() => $"notes of meeting {Meeting.Id}";
}
