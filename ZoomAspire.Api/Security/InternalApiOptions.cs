using System.Diagnostics.CodeAnalysis;
using ZoomAspire.Core.Configuration;

namespace ZoomAspire.Api.Security;

/// <summary>The keys of those who may ask the API for things: the bot and integrators.</summary>
internal sealed class InternalApiOptions : ISettings
{
    /// <summary>
    /// One key, or several with names: <c>name:key[:scope+scope][,name:key…]</c>. Keys have 24 characters or more, or are given as
    /// <c>sha256=</c> and the hash in hex. The scopes are those of <see cref="ApiScopes"/>; without any a named key may do
    /// everything but operate the service, the one without a name that too.
    /// </summary>
    [ConfigurationKeyName("INTERNAL_API_KEY")]
    public string Keys { get; set; } = "";

    public IEnumerable<string> Problems()
    {
        if (!TryReadKeys(out _))
        {
            yield return "INTERNAL_API_KEY must be a random text of 24 characters or more (letters, digits, - . _ ~ + / =), "
                + "or several as name:key,name:key, each under a name of its own; a key may be given as sha256=<64 hex digits> "
                + $"and be followed by its scopes, such as name:key:{string.Join('+', ApiScopes.Known)}.";
        }
    }

    internal bool TryReadKeys([NotNullWhen(true)] out IReadOnlyList<InternalApiKey>? keys)
    {
        var entries = Keys.Split(',', StringSplitOptions.TrimEntries).Select(InternalApiKey.TryRead).ToList();
        var isOne = entries.Count == 1;
        keys = entries.TrueForAll(entry => entry is { } read && (isOne || read.IsNamed)) &&
            entries.DistinctBy(entry => entry!.Value.Key.Name).Count() == entries.Count
                ? [.. entries.Select(entry => entry!.Value.Key)]
                : null;
        return keys is not null;
    }
}
