using System.Text.Json;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Core.Zoom;

/// <content>What there is to read of a meeting beside its recording.</content>
public sealed partial class ZoomClient
{
    // "Meeting does not exist", "This meeting transcript does not exist".
    private static readonly HashSet<int> NothingThereCodes = [3001, 3322];

    // "Only available for paid account", which has been seen with other statuses than a refusal's.
    private const int UnpaidCode = 200;

    /// <summary>
    /// The AI Companion summary of a meeting instance
    /// (https://developers.zoom.us/docs/api/meetings/#tag/meetings/GET/meetings/{meetingId}/meeting_summary).
    /// </summary>
    /// <param name="connectionId">On whose behalf.</param>
    /// <param name="meetingUuid">The meeting instance.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The answer; an undefined element where there is no summary; null where we may not read it.</returns>
    /// <exception cref="ZoomApiException">Zoom could not be asked.</exception>
    /// <exception cref="ReauthorizationRequiredException">The owner must connect again.</exception>
    /// <exception cref="ConnectionGoneException">The connection has ended.</exception>
    /// <exception cref="OAuthException">A token could not be refreshed now.</exception>
    public Task<JsonElement?> FindSummaryAsync(long connectionId, MeetingUuid meetingUuid, CancellationToken cancellationToken) =>
        FindAsync(connectionId, new("getSummary", $"/v2/meetings/{Encode(meetingUuid)}/meeting_summary", ZoomCallWeight.Light), cancellationToken);

    /// <summary>
    /// Where the transcript is that AI Companion keeps of a meeting instance
    /// (https://developers.zoom.us/docs/api/meetings/#tag/meetings/GET/meetings/{meetingId}/transcript).
    /// </summary>
    /// <param name="connectionId">On whose behalf.</param>
    /// <param name="meetingUuid">The meeting instance.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The address; null where there is no transcript, or we may not have it.</returns>
    /// <exception cref="ZoomApiException">Zoom could not be asked.</exception>
    /// <exception cref="ReauthorizationRequiredException">The owner must connect again.</exception>
    /// <exception cref="ConnectionGoneException">The connection has ended.</exception>
    /// <exception cref="OAuthException">A token could not be refreshed now.</exception>
    public async Task<Uri?> FindTranscriptAsync(long connectionId, MeetingUuid meetingUuid, CancellationToken cancellationToken)
    {
        var answer = await FindAsync(
            connectionId, new("getTranscript", $"/v2/meetings/{Encode(meetingUuid)}/transcript", ZoomCallWeight.Medium), cancellationToken);
        return answer is { } found && found.Child("can_download").ValueKind != JsonValueKind.False &&
            Uri.TryCreate(found.Text("download_url"), UriKind.Absolute, out var address)
            ? address
            : null;
    }

    /// <summary>Whether it says that there is no such summary or transcript: an answer rather than a failure.</summary>
    internal static bool SaysNothingThere(ZoomApiException exception) => exception.Code is { } code && NothingThereCodes.Contains(code);

    private async Task<JsonElement?> FindAsync(long connectionId, ApiRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await GetAsync(connectionId, request, cancellationToken);
        }
        catch (ZoomApiException exception) when (exception.Kind == ZoomFailureKind.NoRecording || SaysNothingThere(exception))
        {
            return default(JsonElement);
        }
        catch (ZoomApiException exception) when (
            exception.Kind is ZoomFailureKind.ScopeMissing or ZoomFailureKind.Refused || exception.Code == UnpaidCode)
        {
            return null;
        }
    }
}
