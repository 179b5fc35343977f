using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace ZoomAspire.Api.Security;

/// <summary>
/// Recognises keys by their hashes, and always compares with all of them: how long it takes says nothing about any key.
/// </summary>
internal sealed class InternalApiKeys
{
    private readonly IReadOnlyList<InternalApiKey> _keys;

    public InternalApiKeys(IOptions<InternalApiOptions> options)
    {
        _ = options.Value.TryReadKeys(out var keys);
        _keys = keys ?? [];
    }

    /// <summary>The configured key that was presented; null if it is none.</summary>
    public InternalApiKey? Find(string presented)
    {
        var hash = InternalApiKey.HashOf(presented);
        InternalApiKey? found = null;
        foreach (var key in _keys)
        {
            found = CryptographicOperations.FixedTimeEquals(hash, key.Hash) ? key : found;
        }

        return found;
    }
}
