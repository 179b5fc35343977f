using System.Text;
using Microsoft.Extensions.Configuration;
using ZoomAspire.Core.Configuration;

namespace ZoomAspire.Core.Accounts;

/// <summary>The secret that signs the OAuth state.</summary>
public sealed class StateOptions : ISettings
{
    private const int MinSecretBytes = 32;

    /// <summary>32 bytes or more (RFC 7518 section 3.2: a key as long as the hash).</summary>
    [ConfigurationKeyName("STATE_SECRET")]
    public string Secret { get; set; } = "";

    /// <inheritdoc />
    public IEnumerable<string> Problems()
    {
        if (Encoding.UTF8.GetByteCount(Secret) < MinSecretBytes)
        {
            yield return $"STATE_SECRET must be a random text of {MinSecretBytes} bytes or more.";
        }
    }
}
