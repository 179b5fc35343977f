namespace ZoomAspire.Simulator.Zoom;

/// <summary>Where a fault strikes.</summary>
public enum ZoomOperation
{
    /// <summary>Any call of the REST API.</summary>
    Api,

    /// <summary><c>POST /oauth/token</c>.</summary>
    Token,

    /// <summary><c>POST /oauth/revoke</c>.</summary>
    Revoke,

    /// <summary><c>GET /users/me</c>.</summary>
    Profile,

    /// <summary><c>GET /users/me/recordings</c>.</summary>
    ListRecordings,

    /// <summary><c>GET /meetings/{id}/recordings</c>.</summary>
    GetRecordings,

    /// <summary>Deleting and recovering recordings.</summary>
    ChangeRecordings,

    /// <summary><c>GET /meetings/{id}/transcript</c>.</summary>
    Transcript,

    /// <summary><c>GET /meetings/{uuid}/meeting_summary</c> and the list of summaries.</summary>
    Summary,

    /// <summary>Scheduled meetings.</summary>
    Meetings,

    /// <summary>Past meetings and their participants.</summary>
    PastMeetings,

    /// <summary>A download address on the Zoom host, before its redirect.</summary>
    Download,

    /// <summary>The signed address on the download host, after the redirect.</summary>
    DownloadFile,

    /// <summary>Sending a webhook.</summary>
    Webhook,
}

/// <summary>What goes wrong. Each kind names the operations that know it; elsewhere it does nothing.</summary>
public enum ZoomFaultKind
{
    /// <summary>HTTP 500 (any HTTP operation).</summary>
    ServerError,

    /// <summary>HTTP 503 without a JSON body (any HTTP operation).</summary>
    Unavailable,

    /// <summary>HTTP 429 with the header style of <see cref="ZoomFault.RateLimit"/> (any HTTP operation).</summary>
    RateLimited,

    /// <summary>Never answers; ends when the caller gives up (any HTTP operation).</summary>
    Hang,

    /// <summary>Drops the connection without an answer (any HTTP operation).</summary>
    Drop,

    /// <summary>HTTP 200 with an HTML page (any HTTP operation).</summary>
    Html,

    /// <summary>HTTP 401, code 124 in the API (any HTTP operation).</summary>
    Unauthorized,

    /// <summary>HTTP 400 with code 104 and quotes that are not escaped: no valid JSON (API).</summary>
    MalformedJson,

    /// <summary>HTTP 200 with <c>code</c> and <c>message</c> instead of what was asked for (API).</summary>
    ErrorInSuccess,

    /// <summary>HTTP 400 with code 4711: a scope is missing (API).</summary>
    MissingScope,

    /// <summary>HTTP 404 with code 3301, as while a recording is being processed (GetRecordings).</summary>
    Processing,

    /// <summary>The audio file is listed without type and as not finished (GetRecordings).</summary>
    Partial,

    /// <summary>Does the work, then drops the connection: the caller never sees the new tokens (Token).</summary>
    LostResponse,

    /// <summary>Declares the full length and drops the connection half way (DownloadFile).</summary>
    Truncate,

    /// <summary>Redirects to a host outside Zoom, or to <see cref="ZoomFault.Target"/> (Download).</summary>
    HostileRedirect,

    /// <summary>Serves the file at once, without a redirect (Download).</summary>
    NoRedirect,

    /// <summary>Redirects to itself for ever (Download).</summary>
    RedirectLoop,

    /// <summary>Redirects with a signature that has expired (Download).</summary>
    ExpiredLink,

    /// <summary>Sends the event twice, the second time with other download addresses and another token (Webhook).</summary>
    Duplicate,

    /// <summary>Holds the event back until another one has been sent (Webhook).</summary>
    Reorder,

    /// <summary>
    /// Sends the event <see cref="ZoomFault.Seconds"/> later (Webhook); answers that much later (any HTTP operation). A minute
    /// if left out.
    /// </summary>
    Delay,

    /// <summary>Signs with a wrong secret (Webhook).</summary>
    ForgedSignature,

    /// <summary>Signs a timestamp that is <see cref="ZoomFault.Seconds"/> old, an hour if left out (Webhook).</summary>
    OldTimestamp,

    /// <summary>Never sends the event (Webhook).</summary>
    Lost,
}

/// <summary>In which form a 429 says when to come back; documentation and practice know all of them.</summary>
public enum ZoomRateLimitStyle
{
    /// <summary>Per-second limit: <c>X-RateLimit-*</c> with a reset time in Unix seconds.</summary>
    Reset,

    /// <summary>Daily limit: <c>Retry-After</c> as an ISO date-time.</summary>
    Date,

    /// <summary><c>Retry-After</c> in seconds.</summary>
    Seconds,

    /// <summary>No header at all.</summary>
    None,
}

/// <summary>One thing to go wrong.</summary>
public sealed record ZoomFault
{
    /// <summary>Where.</summary>
    public required ZoomOperation On { get; init; }

    /// <summary>What.</summary>
    public required ZoomFaultKind Kind { get; init; }

    /// <summary>How often; until cleared if left out.</summary>
    public int? Count { get; init; }

    /// <summary>Only for calls with a token of this user; for everybody if left out.</summary>
    public string? UserId { get; init; }

    /// <summary>Only for this event (Webhook), such as <c>recording.completed</c>.</summary>
    public string? Event { get; init; }

    /// <summary>Delay, age or waiting time where the kind has one.</summary>
    public int? Seconds { get; init; }

    /// <summary>Where a hostile redirect leads.</summary>
    public Uri? Target { get; init; }

    /// <summary>The headers of a 429.</summary>
    public ZoomRateLimitStyle RateLimit { get; init; }
}

/// <summary>What the download host thinks of an <c>Authorization</c> header; practice has been seen to differ.</summary>
public enum ZoomDownloadHeader
{
    /// <summary>Ignores it: the signature in the address is enough.</summary>
    Optional,

    /// <summary>Answers 401 without it.</summary>
    Needed,

    /// <summary>Answers 403 with it.</summary>
    Forbidden,
}

/// <summary>How the simulated Zoom behaves where the real one is known to vary.</summary>
public sealed record ZoomSettings
{
    /// <summary>Seconds for which the old pair of tokens still works after a refresh.</summary>
    public int RefreshGraceSeconds { get; init; }

    /// <summary>Dead refresh tokens get HTTP 401 and <c>invalid_request</c>, as years ago, instead of 400 and <c>invalid_grant</c>.</summary>
    public bool LegacyTokenErrors { get; init; }

    /// <summary>Multiplies the waits of 5, 20 and 60 minutes before a webhook is sent again.</summary>
    public double RetryScale { get; init; } = 1;

    /// <summary>A webhook sent again keeps its first timestamp and signature instead of getting new ones.</summary>
    public bool RetryKeepsSignature { get; init; }

    /// <summary>Seconds from <c>recording.completed</c> until the transcript is there.</summary>
    public double TranscriptAfterSeconds { get; init; } = 5;

    /// <summary>Seconds from <c>recording.completed</c> until the summary is there.</summary>
    public double SummaryAfterSeconds { get; init; } = 10;

    /// <summary>What the download host thinks of an <c>Authorization</c> header.</summary>
    public ZoomDownloadHeader DownloadHeader { get; init; }

    /// <summary>Whether the download host knows range requests.</summary>
    public bool RangeRequests { get; init; } = true;

    /// <summary>Bytes a second that the download host sends on each connection; 0 for no limit.</summary>
    public int DownloadBytesPerSecond { get; init; }

    /// <summary>Seconds for which a signed address on the download host works.</summary>
    public int SignedLinkSeconds { get; init; } = 3600;
}

/// <summary>The faults still to strike and the settings in force. Thread-safe.</summary>
internal sealed class ZoomFaults
{
    private readonly Lock _gate = new();
    private readonly List<ZoomFault> _faults = [];

    public ZoomSettings Settings { get; set; } = new();

    public IReadOnlyList<ZoomFault> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _faults];
            }
        }
    }

    public void Replace(IEnumerable<ZoomFault> faults)
    {
        lock (_gate)
        {
            _faults.Clear();
            _faults.AddRange(faults);
        }
    }

    /// <summary>The first fault that strikes here, used up by one; null if all is well.</summary>
    public ZoomFault? Take(ZoomOperation operation, string? userId = null, string? @event = null)
    {
        lock (_gate)
        {
            var index = _faults.FindIndex(fault => Strikes(fault, operation)
                && (fault.UserId is null || fault.UserId == userId)
                && (fault.Event is null || fault.Event == @event));
            if (index < 0)
            {
                return null;
            }

            var found = _faults[index];
            if (found.Count is 1)
            {
                _faults.RemoveAt(index);
            }
            else if (found.Count is { } count)
            {
                _faults[index] = found with { Count = count - 1 };
            }

            return found;
        }
    }

    private static bool Strikes(ZoomFault fault, ZoomOperation operation) =>
        fault.On == operation
        || (fault.On == ZoomOperation.Api && operation is >= ZoomOperation.Profile and <= ZoomOperation.PastMeetings);
}
