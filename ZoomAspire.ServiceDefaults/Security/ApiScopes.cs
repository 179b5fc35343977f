namespace ZoomAspire.ServiceDefaults.Security;

/// <summary>What a key of <c>INTERNAL_API_KEY</c> may be allowed.</summary>
public static class ApiScopes
{
    /// <summary>Making links to Zoom's consent page.</summary>
    public const string Connect = "connect";

    /// <summary>Reading what a user's connections are and have.</summary>
    public const string Read = "read";

    /// <summary>Refreshing and ending connections.</summary>
    public const string Manage = "manage";

    /// <summary>Operating the service: its numbers, dead letters, sweeps. Only for keys that name it, and for a key that is the only one and has no name.</summary>
    public const string Operate = "operate";

    /// <summary>What a key may do for which none are named.</summary>
    public static readonly IReadOnlyList<string> All = [Connect, Read, Manage];

    /// <summary>All that there are.</summary>
    public static readonly IReadOnlyList<string> Known = [.. All, Operate];
}
