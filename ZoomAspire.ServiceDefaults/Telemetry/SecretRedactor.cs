using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace ZoomAspire.ServiceDefaults.Telemetry;

/// <summary>
/// Takes secrets out of text: those of the settings wherever they stand, and what looks like a token. The last line only: nothing is
/// meant to write one in the first place.
/// </summary>
internal sealed partial class SecretRedactor
{
    private const string Redacted = "[redacted]";

    // Shorter ones would be found in words and numbers that are none.
    private const int ShortestValue = 8;
    private const int ShortestPart = 16;

    private static readonly char[] Separators = [',', ';', ':', '=', ' '];

    private readonly string[] _secrets;
    private readonly SearchValues<string> _search;

    /// <summary>Learns the secrets.</summary>
    /// <param name="configuration">The service's settings.</param>
    public SecretRedactor(IConfiguration configuration)
    {
        // Longer ones first: one may be part of another.
        _secrets =
        [
            .. configuration.AsEnumerable()
                .Where(setting => setting.Value is not null && NameOfSecret().IsMatch(setting.Key))
                .SelectMany(setting => SecretsIn(setting.Key, setting.Value!))
                .SelectMany(part => (string[])[part, Uri.EscapeDataString(part)])
                .Distinct(StringComparer.Ordinal)
                .OrderByDescending(part => part.Length),
        ];
        _search = SearchValues.Create(_secrets, StringComparison.Ordinal);
    }

    /// <summary>Whether there is something to take out.</summary>
    /// <param name="text">The text.</param>
    public bool Finds([NotNullWhen(true)] string? text) =>
        !string.IsNullOrEmpty(text) && (text.AsSpan().ContainsAny(_search) || Token().IsMatch(text));

    /// <summary>The text without secrets.</summary>
    /// <param name="text">The text.</param>
    public string Redact(string text)
    {
        if (!Finds(text))
        {
            return text;
        }

        foreach (var secret in _secrets)
        {
            text = text.Replace(secret, Redacted, StringComparison.Ordinal);
        }

        return Token().Replace(text, match => match.Groups["name"].Value + Redacted);
    }

    // A connection string is no secret as a whole, but its password is; of a list of keys each is one.
    private static IEnumerable<string> SecretsIn(string name, string value) =>
        name.StartsWith("ConnectionStrings:", StringComparison.OrdinalIgnoreCase)
            ? Password().Matches(value).Select(match => match.Groups["value"].Value).Where(part => part.Length >= ShortestValue)
            : value.Split(Separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Where(part => part.Length >= ShortestPart)
                .Append(value)
                .Where(part => part.Length >= ShortestValue);

    [GeneratedRegex(@"(?:password|pwd|secretkey|accesskey)\s*=\s*(?<value>[^;,]+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Password();

    [GeneratedRegex("(?:SECRET|TOKEN|PASSWORD|PASSWD|API_?KEY|_KEYS?|HEADERS)(?:_[A-Z0-9]+)*$|^ConnectionStrings:", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NameOfSecret();

    // Bot tokens (of Telegram, https://core.telegram.org/bots/api#authorizing-your-bot), JWTs (RFC 7519), bearer tokens (RFC 6750), what
    // parameters, JSON and connection strings name as one, and the proof that a start link carries.
    [GeneratedRegex(
        """
        (?<name>)\b\d{6,12}:[A-Za-z0-9_-]{30,}
        |(?<name>)\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?
        |(?<name>\bbearer\s+)[A-Za-z0-9\-._~+/]{16,}=*
        |(?<name>\b(?:access_token|refresh_token|download_token|download_access_token|client_secret|code_verifier|password|passcode|pwd|secretkey|accesskey|x-amz-signature|x-amz-credential)["']?\s*[=:]\s*["']?)[^\s"'&;,]{4,}
        |(?<name>\b(?:code|state|token)["']?=["']?)[^\s"'&;,]{16,}
        |(?<name>\bc_)[A-Za-z0-9_-]{22}\b
        """,
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Token();
}
