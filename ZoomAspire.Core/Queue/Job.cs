namespace ZoomAspire.Core.Queue;

/// <summary>
/// A unit of work. This row is the truth; entries of the Redis stream are hints that carry its id. Times are the database's.
/// </summary>
public sealed class Job
{
    /// <summary>Our key (UUID version 7, RFC 9562): what a stream entry carries.</summary>
    public required Guid Id { get; init; }

    /// <summary>What is to be done; see <see cref="JobKind"/>.</summary>
    public required JobKind Kind { get; init; }

    /// <summary>Key of the row that the work is about, by <see cref="Kind"/>.</summary>
    public required long SubjectId { get; init; }

    /// <summary>The user on whose behalf it is done: fairness and caps are counted by tenant.</summary>
    public required long TenantId { get; init; }

    /// <summary>State of the job.</summary>
    public JobStatus Status { get; set; }

    /// <summary>How often it was claimed; a claim that was handed back unused does not count.</summary>
    public int Attempts { get; set; }

    /// <summary>How often it was taken over because its lease had run out: a job that takes its worker down is not tried for ever.</summary>
    public int Takeovers { get; set; }

    /// <summary>Kind of the last failure.</summary>
    public FailureKind? FailureKind { get; set; }

    /// <summary>How often in a row it failed in the way of <see cref="FailureKind"/>: every kind has a patience of its own.</summary>
    public int Failures { get; set; }

    /// <summary>When it began to fail, in whatever ways since; null if the last attempt did not fail.</summary>
    public DateTimeOffset? FailingSince { get; set; }

    /// <summary>How often it said something of which nobody knows whether it was heard, because no answer came. See <c>OwnerNotices</c>.</summary>
    public int UnconfirmedSends { get; init; }

    /// <summary>One sentence about the last failure, without secrets or personal text.</summary>
    public string? LastError { get; set; }

    /// <summary>Not to be claimed before. Unset means now, by the database's clock.</summary>
    public DateTimeOffset NextAttemptAt { get; set; }

    /// <summary>
    /// For work that waited for its user, and for notes, which let audio go first: when its meeting began. Of one tenant's due jobs those without it come first, then the
    /// oldest; see <c>DeliveryOrder</c>. Jobs that follow inherit it.
    /// </summary>
    public DateTimeOffset? OrderAt { get; init; }

    /// <summary>
    /// When it was last put into the stream. A new job counts as hinted, because whoever adds it hints right after the commit;
    /// null asks the dispatcher for a hint as soon as the job is due.
    /// </summary>
    public DateTimeOffset? HintedAt { get; set; }

    /// <summary>Fresh with every claim: a worker whose token is no longer here has lost the job and can finish nothing.</summary>
    public Guid? LeaseToken { get; set; }

    /// <summary>End of the lease; a running job whose lease has ended is free to be claimed.</summary>
    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>W3C <c>traceparent</c> of the request that caused it.</summary>
    public string? TraceParent { get; init; }

    /// <summary>W3C <c>tracestate</c> of the request that caused it.</summary>
    public string? TraceState { get; init; }

    /// <summary>How much of it the present attempt has done, in percent; null where that is not known. Of a running job only.</summary>
    public int? ProgressPercent { get; set; }

    /// <summary>When it was created. Unset means now, by the database's clock.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last queued again after it had waited for its user or was dead; null if never.</summary>
    public DateTimeOffset? ReleasedAt { get; set; }

    /// <summary>When it was done, dead or cancelled.</summary>
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>When the operator was alerted of it as a dead letter.</summary>
    public DateTimeOffset? AlertedAt { get; set; }
}

/// <summary>What a <see cref="Job"/> does.</summary>
public enum JobKind
{
    /// <summary>Ask Zoom for the files of a meeting and choose what to deliver. Subject: the meeting.</summary>
    FetchMeeting,

    /// <summary>Copy a recording file from Zoom into the media store. Subject: the recording.</summary>
    StageRecording,

    /// <summary>Bring a staged recording into a chat. Subject: the delivery.</summary>
    DeliverRecording,

    /// <summary>Tell a user that Zoom has ended a connection because the app was removed there. Subject: the user.</summary>
    TellDeauthorized,

    /// <summary>Say in the chat that a recording will not come. Subject: the delivery.</summary>
    ReportFailure,

    /// <summary>Ask the owner of a connection to connect again. Subject: the connection.</summary>
    AskToReconnect,

    /// <summary>Tell the owner of a destination that its chat cannot be reached. Subject: the destination.</summary>
    TellUnreachable,

    /// <summary>Tell the owner of a meeting that its recording could not be fetched. Subject: the meeting.</summary>
    TellFetchFailed,

    /// <summary>Look for recordings of which no webhook told. Subject: the connection.</summary>
    SweepRecordings,

    /// <summary>Tell an owner that a sweep brought many. Subject: the connection.</summary>
    TellCaughtUp,

    /// <summary>Bring the latest recording that is at Zoom, because its owner asked for it. Subject: the connection.</summary>
    SendLatestRecording,

    /// <summary>Tell a user that another Telegram user has connected their Zoom account. Subject: the connection.</summary>
    TellAccountMoved,

    /// <summary>Tell a user that somebody else opened the last step of their connecting. Subject: the user.</summary>
    TellFlowBurned,

    /// <summary>Tell the owner of a connection what no longer works because scopes are missing. Subject: the connection.</summary>
    TellMissingScopes,

    /// <summary>Tell a user that the user at Zoom is gone. Subject: the user.</summary>
    TellUserGone,

    /// <summary>Tell the owner of a connection that Zoom names another account together with its user. Subject: the connection.</summary>
    TellAccountChanged,

    /// <summary>Tell who asked for the latest recording that looking for it was given up. Subject: the connection.</summary>
    TellLatestNotFound,

    /// <summary>Fetch what there is to read of a meeting, and make notes of it. Subject: the meeting.</summary>
    FetchNotes,

    /// <summary>Show the notes of a recording where it was delivered. Subject: the delivery.</summary>
    ShowNotes,

    /// <summary>Tell the owner of a route that an administrator of its group has consented. Subject: the route.</summary>
    TellRouteAllowed,

    /// <summary>Tell a user that an administrator of a group has refused a route. Subject: the destination.</summary>
    TellRouteRefused,

    /// <summary>Tell a user that an administrator of a group has stopped a route. Subject: the destination.</summary>
    TellRouteStopped,

    /// <summary>Tell a user that the routes to a group have ended because the user is no longer in it. Subject: the destination.</summary>
    TellRouteOwnerLeft,

    /// <summary>Bring the separate audio of each speaker, because the owner of a recording asked for it. Subject: the delivery of the recording.</summary>
    FetchSpeakers,

    /// <summary>Ask the owner of a meeting whether its recordings shall come. Subject: the meeting.</summary>
    AskToSend,

    /// <summary>Send a user all that is kept of theirs, as a file. Subject: the user.</summary>
    ExportData,

    /// <summary>Erase all that is kept of a user, as they have confirmed. Subject: the user.</summary>
    EraseUser,

    /// <summary>Bring a whole month of recordings, and say so at the end. Subject: the backfill.</summary>
    Backfill,

    /// <summary>Tell a user that the file with all that is kept of theirs could not be made or sent. Subject: the user.</summary>
    TellExportFailed,
}

/// <summary>State of a <see cref="Job"/>.</summary>
public enum JobStatus
{
    /// <summary>Waits for its time or for a worker.</summary>
    Queued,

    /// <summary>Claimed, under a lease.</summary>
    Running,

    /// <summary>Done.</summary>
    Done,

    /// <summary>Waits until the user connects again, or until the chat can be reached again.</summary>
    Parked,

    /// <summary>A dead letter: given up, kept with its reason, can be replayed.</summary>
    Dead,

    /// <summary>No longer wanted.</summary>
    Cancelled,
}

/// <summary>Why a step failed; decides what happens next.</summary>
public enum FailureKind
{
    /// <summary>Network, 5xx, timeouts, not ready yet: retried with backoff.</summary>
    Transient,

    /// <summary>The other side named or implied a time to wait: retried then.</summary>
    RateLimited,

    /// <summary>The Zoom link is dead: parked until the user connects again.</summary>
    NeedsReauth,

    /// <summary>The chat cannot be reached: parked until it can.</summary>
    Unreachable,

    /// <summary>What was asked for is no longer there: given up without alarm.</summary>
    Gone,

    /// <summary>The other side refuses for good: dead letter.</summary>
    Permanent,

    /// <summary>Our own mistake: a few retries, then dead letter.</summary>
    Bug,
}
