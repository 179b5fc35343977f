using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace ZoomAspire.Api.Security;

/// <summary>
/// Recognises keys by their hashes, and always compares with all of them: how long it takes says nothing about any key.
/// </summary>
internal sealed class InternalApiKeys
{
    private readonly IReadOnlyList<(string Name, byte[] Hash)> _keys;

    public InternalApiKeys(IOptions<InternalApiOptions> options)
    {
        _ = options.Value.TryReadKeys(out var keys);
        _keys = [.. (keys ?? []).Select(key => (key.Name, HashOf(key.Key)))];
    }

    /// <summary>The name under which a key is configured; null if it is not.</summary>
    public string? NameOf(string key)
    {
        var hash = HashOf(key);
        string? found = null;
        foreach (var (name, known) in _keys)
        {
            found = CryptographicOperations.FixedTimeEquals(hash, known) ? name : found;
        }

        return found;
    }

    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
