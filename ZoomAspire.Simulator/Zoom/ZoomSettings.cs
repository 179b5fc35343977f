namespace ZoomAspire.Simulator.Zoom;

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

    /// <summary>The scopes that a user grants, space-separated; null for all that the app asks for.</summary>
    public string? Scopes { get; init; }

    /// <summary>The scopes of the organisation's app, space-separated; null for everything.</summary>
    public string? OrganizationScopes { get; init; }

    /// <summary>The organisation's app is deactivated: its tokens die, it gets no new ones, and its events stop.</summary>
    public bool OrganizationAppDisabled { get; init; }

    /// <summary>Ids of users who are deactivated: their profiles say so. No event is sent of it.</summary>
    public IReadOnlyList<string> InactiveUsers { get; init; } = [];

    /// <summary>What the API answers about a meeting's recordings leaves out whose they are.</summary>
    public bool MeetingsWithoutHost { get; init; }

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
