namespace ZoomAspire.Simulator.Zoom;

/// <summary>All there is to see of the simulated Zoom.</summary>
public sealed record ZoomState
{
    /// <summary>The users, first made first.</summary>
    public required IReadOnlyList<ZoomUserState> Users { get; init; }

    /// <summary>The recorded meetings, first ended first.</summary>
    public required IReadOnlyList<ZoomMeetingState> Meetings { get; init; }

    /// <summary>The live pairs of tokens; the tokens themselves are not shown.</summary>
    public required IReadOnlyList<ZoomGrant> Grants { get; init; }

    /// <summary>The webhooks, first happened first, without their bodies.</summary>
    public required IReadOnlyList<WebhookDelivery> Deliveries { get; init; }

    /// <summary>The app's calls, oldest first.</summary>
    public required IReadOnlyList<ZoomCall> Calls { get; init; }

    /// <summary>The faults still to strike.</summary>
    public required IReadOnlyList<ZoomFault> Faults { get; init; }

    /// <summary>The settings in force.</summary>
    public required ZoomSettings Settings { get; init; }

    /// <summary>Challenges failed in a row; after six no events are sent until one is answered.</summary>
    public required int ChallengesFailed { get; init; }
}

/// <summary>A user and whether the app is installed.</summary>
public sealed record ZoomUserState
{
    /// <summary>Id of the user.</summary>
    public required string Id { get; init; }

    /// <summary>The user's account.</summary>
    public required string AccountId { get; init; }

    /// <summary>E-mail address.</summary>
    public required string Email { get; init; }

    /// <summary>First and last name.</summary>
    public required string DisplayName { get; init; }

    /// <summary>What the user pays for.</summary>
    public required ZoomPlan Plan { get; init; }

    /// <summary>The user has authorised the app and not removed it.</summary>
    public required bool Installed { get; init; }
}

/// <summary>A recorded meeting.</summary>
public sealed record ZoomMeetingState
{
    /// <summary>Uuid of the occurrence.</summary>
    public required string Uuid { get; init; }

    /// <summary>The meeting's number.</summary>
    public required long MeetingId { get; init; }

    /// <summary>The host.</summary>
    public required string HostId { get; init; }

    /// <summary>Topic.</summary>
    public required string Topic { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartTime { get; init; }

    /// <summary>Minutes.</summary>
    public required int Duration { get; init; }

    /// <summary>Whether the recording is still there.</summary>
    public required RecordingState State { get; init; }

    /// <summary>When processing was or will be over.</summary>
    public required DateTimeOffset ReadyAt { get; init; }

    /// <summary>The files, those still to come included.</summary>
    public required IReadOnlyList<ZoomFileState> Files { get; init; }
}

/// <summary>A file of a recording.</summary>
public sealed record ZoomFileState
{
    /// <summary>Id of the file; null if it has none.</summary>
    public string? Id { get; init; }

    /// <summary>Zoom's <c>file_type</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Zoom's <c>recording_type</c>.</summary>
    public required string RecordingType { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>When it was or will be there.</summary>
    public required DateTimeOffset ReadyAt { get; init; }

    /// <summary>Whether it is still there.</summary>
    public required RecordingState State { get; init; }
}

/// <summary>How the app answered a challenge.</summary>
public sealed record ChallengeResult
{
    /// <summary>The right answer came in time.</summary>
    public required bool Passed { get; init; }

    /// <summary>HTTP status; null without an answer in time.</summary>
    public int? Status { get; init; }

    /// <summary>Milliseconds until the answer.</summary>
    public required long DurationMs { get; init; }
}

/// <summary>An event made up by a test.</summary>
public sealed record CraftedEvent
{
    /// <summary>The body byte for byte.</summary>
    public required string Body { get; init; }

    /// <summary>How it is signed.</summary>
    public WebhookSignature Signature { get; init; }

    /// <summary>Age of the timestamp of an old signature; an hour if left out.</summary>
    public int? AgeSeconds { get; init; }

    /// <summary>Goes to the address of deauthorisation notices.</summary>
    public bool ToDeauthorization { get; init; }

    /// <summary>Is sent again as Zoom would.</summary>
    public bool Retry { get; init; }

    /// <summary>Is an event of the organisation's app, signed with its secret.</summary>
    public bool ByOrganization { get; init; }
}

/// <summary>New faults, settings or both; what is left out stays as it is.</summary>
public sealed record ZoomFaultRequest
{
    /// <summary>Replace all faults; an empty list clears them.</summary>
    public IReadOnlyList<ZoomFault>? Faults { get; init; }

    /// <summary>Replace all settings: those not named take their defaults.</summary>
    public ZoomSettings? Settings { get; init; }
}
