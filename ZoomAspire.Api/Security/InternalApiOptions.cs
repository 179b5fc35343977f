using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using ZoomAspire.Core.Configuration;

namespace ZoomAspire.Api.Security;

/// <summary>The keys of those who may ask the API for things: the bot and integrators.</summary>
internal sealed partial class InternalApiOptions : ISettings
{
    /// <summary>One key, or several with names: <c>name:key[,name:key…]</c>. Keys have 24 characters or more.</summary>
    [ConfigurationKeyName("INTERNAL_API_KEY")]
    public string Keys { get; set; } = "";

    public IEnumerable<string> Problems()
    {
        if (!TryReadKeys(out _))
        {
            yield return "INTERNAL_API_KEY must be a random text of 24 characters or more (letters, digits, - . _ ~ + / =), "
                + "or several as name:key,name:key.";
        }
    }

    internal bool TryReadKeys([NotNullWhen(true)] out IReadOnlyList<(string Name, string Key)>? keys)
    {
        var matches = Keys.Split(',', StringSplitOptions.TrimEntries).Select(part => NamedKey().Match(part)).ToList();
        var isOne = matches.Count == 1;
        keys = matches.TrueForAll(match => match.Success && (isOne || match.Groups["name"].Success))
            ? [.. matches.Select(match => (match.Groups["name"] is { Success: true, Value: var name } ? name : "default", match.Groups["key"].Value))]
            : null;
        return keys is not null;
    }

    // The characters of a key are those of a bearer token (RFC 6750 section 2.1).
    [GeneratedRegex(@"\A(?:(?<name>[A-Za-z0-9_-]{1,32}):)?(?<key>[A-Za-z0-9\-._~+/=]{24,256})\z")]
    private static partial Regex NamedKey();
}
