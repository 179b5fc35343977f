namespace ZoomAspire.Simulator.Zoom;

/// <summary>What a Zoom user pays for.</summary>
public enum ZoomPlan
{
    /// <summary>Type 1: free, without cloud recording.</summary>
    Basic,

    /// <summary>Type 2: with cloud recording and summaries.</summary>
    Licensed,
}

/// <summary>A user of the simulated Zoom.</summary>
public sealed record ZoomUser
{
    /// <summary>22 characters of URL-safe base64.</summary>
    public required string Id { get; init; }

    /// <summary>The account that the user belongs to.</summary>
    public required string AccountId { get; init; }

    /// <summary>Unique among the users.</summary>
    public required string Email { get; init; }

    /// <summary>First and last name.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Whether cloud recording is paid for.</summary>
    public required ZoomPlan Plan { get; init; }

    /// <summary>IANA name.</summary>
    public required string Timezone { get; init; }

    /// <summary>When the user signed up.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The display name up to its first space.</summary>
    internal string FirstName => DisplayName.Split(' ', 2)[0];

    /// <summary>The display name after its first space.</summary>
    internal string LastName => DisplayName.Split(' ', 2) is [_, var last] ? last : "";
}

/// <summary>A user to be made; everything left out is chosen.</summary>
public sealed record NewZoomUser
{
    /// <summary>Must not be taken.</summary>
    public string? Email { get; init; }

    /// <summary>First and last name.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Licensed if left out.</summary>
    public ZoomPlan Plan { get; init; } = ZoomPlan.Licensed;

    /// <summary>An account of its own if left out.</summary>
    public string? AccountId { get; init; }

    /// <summary>IANA name; Europe/Berlin if left out.</summary>
    public string? Timezone { get; init; }
}
