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

    /// <summary>Declares and sends only the first half, as if it were all (DownloadFile).</summary>
    Short,

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
