using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Core.Zoom;

/// <summary>
/// Which scopes the product needs for what: whatever begins to need another adds a line. Zoom takes no scopes in the request; the
/// app's settings say which are asked for, and users may leave out those that the app calls optional
/// (https://developers.zoom.us/docs/integrations/oauth-scopes-granular/).
/// </summary>
internal static class ZoomScopes
{
    /// <summary>All of them, the most important first.</summary>
    public static readonly IReadOnlyList<ScopeNeed> Needs =
    [
        new(
            "cloud_recording:read:list_recording_files",
            ["recording:read"],
            IsRequired: true,
            () => ScopeWords.ListFiles),
        new(
            "cloud_recording:read:recording",
            ["recording:read"],
            IsRequired: true,
            () => ScopeWords.Events),
        new(
            "user:read:user",
            ["user:read", "user_profile", "user_info:read"],
            IsRequired: true,
            () => ScopeWords.User),
        new(
            "cloud_recording:read:list_user_recordings",
            ["recording:read"],
            IsRequired: false,
            () => ScopeWords.ListRecordings),
        new(
            "meeting:read:summary",
            ["meeting_summary:read"],
            IsRequired: false,
            () => ScopeWords.Summaries),
    ];

    // Scopes of apps that an account's administrator manages (https://developers.zoom.us/docs/integrations/oauth-scopes-overview/).
    private const string AdminSuffix = ":admin";

    /// <summary>What is not covered by granted scopes, granular or classic; nothing if Zoom did not say what it granted.</summary>
    /// <param name="granted">Scopes, space-separated.</param>
    public static IReadOnlyList<ScopeNeed> MissingFrom(string granted)
    {
        var scopes = granted.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        return scopes.Count == 0 ? [] : [.. Needs.Where(need => !Covers(scopes, need.Scope) && !need.ClassicScopes.Any(scope => Covers(scopes, scope)))];
    }

    private static bool Covers(HashSet<string> granted, string scope) => granted.Contains(scope) || granted.Contains(scope + AdminSuffix);
}
