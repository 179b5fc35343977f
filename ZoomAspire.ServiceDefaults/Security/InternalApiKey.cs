using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace ZoomAspire.ServiceDefaults.Security;

/// <summary>A key of <c>INTERNAL_API_KEY</c>: known by its hash only, whichever way it was given.</summary>
/// <param name="Name">Who holds it.</param>
/// <param name="Hash">Its SHA-256.</param>
/// <param name="Scopes">What it may do.</param>
public sealed partial record InternalApiKey(string Name, byte[] Hash, IReadOnlyList<string> Scopes)
{
    private const string UnnamedKey = "default";

    /// <summary>The hash of a key as it is presented.</summary>
    /// <param name="key">The key.</param>
    public static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>
    /// The first key of <c>INTERNAL_API_KEY</c> that can be presented with a scope: what is given as a hash cannot.
    /// </summary>
    /// <param name="keys">The setting.</param>
    /// <param name="scope">What it must be allowed.</param>
    /// <returns>The key itself; null if there is none.</returns>
    public static string? FindPresentable(string keys, string scope)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return keys.Split(',', StringSplitOptions.TrimEntries)
            .Where(text => TryRead(text) is { } read && read.Key.Scopes.Contains(scope))
            .Select(text => Entry().Match(text).Groups["key"])
            .FirstOrDefault(key => key.Success)?.Value;
    }

    /// <summary>Reads <c>[name:]key[:scope+scope]</c>.</summary>
    /// <param name="text">One entry of <c>INTERNAL_API_KEY</c>.</param>
    /// <returns>The key, and whether it has a name of its own; null where it is malformed.</returns>
    public static (InternalApiKey Key, bool IsNamed)? TryRead(string text)
    {
        if (Entry().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var name = match.Groups["name"];
        IReadOnlyList<string> scopes = match.Groups["scopes"] is { Success: true, Value: var list } ? list.Split('+')
            // The service's own key; those with names are given to others.
            : name.Success ? ApiScopes.All : ApiScopes.Known;
        var hash = match.Groups["hash"] is { Success: true, Value: var hex } ? Convert.FromHexString(hex) : HashOf(match.Groups["key"].Value);
        return scopes.All(ApiScopes.Known.Contains)
            ? (new InternalApiKey(name.Success ? name.Value : UnnamedKey, hash, scopes), name.Success)
            : null;
    }

    // The characters of a key are those of a bearer token (RFC 6750 section 2.1).
    [GeneratedRegex(
        @"\A(?:(?<name>[A-Za-z0-9_-]{1,32}):)?(?:sha256=(?<hash>[0-9A-Fa-f]{64})|(?!sha256=)(?<key>[A-Za-z0-9\-._~+/=]{24,256}))(?::(?<scopes>[a-z]+(?:\+[a-z]+)*))?\z")]
    private static partial Regex Entry();
}
