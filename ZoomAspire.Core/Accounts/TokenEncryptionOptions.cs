using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using ZoomAspire.Core.Configuration;

namespace ZoomAspire.Core.Accounts;

/// <summary>The keys that seal tokens in the database.</summary>
public sealed partial class TokenEncryptionOptions : ISettings
{
    private const int KeyBytes = 32;

    /// <summary><c>id:base64key[,id:base64key…]</c>: keys of 32 bytes; the first one seals, all open.</summary>
    [ConfigurationKeyName("TOKEN_ENCRYPTION_KEYS")]
    public string Keys { get; set; } = "";

    /// <inheritdoc />
    public IEnumerable<string> Problems()
    {
        if (!TryReadKeys(out _))
        {
            yield return "TOKEN_ENCRYPTION_KEYS must be id:key[,id:key…] with ids that differ (letters, digits, - and _, 32 at most) "
                + $"and keys of {KeyBytes} random bytes in base64.";
        }
    }

    internal bool TryReadKeys([NotNullWhen(true)] out IReadOnlyList<(string Id, byte[] Key)>? keys)
    {
        var read = new List<(string Id, byte[] Key)>();
        foreach (var part in Keys.Split(',', StringSplitOptions.TrimEntries))
        {
            var key = new byte[KeyBytes];
            if (part.Split(':') is not [var id, var text] ||
                !KeyId().IsMatch(id) ||
                read.Exists(other => other.Id == id) ||
                !Convert.TryFromBase64String(text, key, out var written) ||
                written != KeyBytes)
            {
                keys = null;
                return false;
            }

            read.Add((id, key));
        }

        keys = read;
        return true;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,32}\z")]
    private static partial Regex KeyId();
}
