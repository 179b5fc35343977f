using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ZoomAspire.Core.Zoom;

/// <summary>
/// The hosts to which a Zoom token may be sent, from <c>ZOOM_DOWNLOAD_HOSTS</c>: <c>zoom.us</c> (that host),
/// <c>*.zoom.us</c> (every host below it), each optionally with a port. It guards downloads, each hop of their redirects, and
/// the <c>api_url</c> of a token response.
/// </summary>
public sealed class ZoomHostList
{
    private readonly IReadOnlyList<Entry> _entries;
    private readonly bool _loopbackHttp;

    private ZoomHostList(IReadOnlyList<Entry> entries, bool loopbackHttp)
    {
        _entries = entries;
        _loopbackHttp = loopbackHttp;
    }

    /// <summary>Whether hosts of this machine and of private networks count as well: only in Development.</summary>
    internal bool AllowsPrivateAddresses => _loopbackHttp;

    /// <summary>Reads a comma-separated list.</summary>
    /// <param name="text">The entries: <c>host</c>, <c>host:port</c>, <c>*.host</c> or <c>*.host:port</c>.</param>
    /// <param name="loopbackHttp">Whether plain http is allowed to loopback addresses: only in Development.</param>
    /// <param name="list">The list.</param>
    /// <returns>False if the text holds no entry or a malformed one.</returns>
    public static bool TryParse(string text, bool loopbackHttp, [NotNullWhen(true)] out ZoomHostList? list)
    {
        ArgumentNullException.ThrowIfNull(text);
        var entries = new List<Entry>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Entry.TryParse(part, out var entry))
            {
                list = null;
                return false;
            }

            entries.Add(entry);
        }

        list = entries.Count == 0 ? null : new ZoomHostList(entries, loopbackHttp);
        return list is not null;
    }

    /// <summary>
    /// Whether a token may be sent to <paramref name="address"/>: https (or http to a loopback address in Development), a host
    /// and port of the list, no user information, no trailing dot, no host outside ASCII.
    /// </summary>
    /// <param name="address">Where a request is about to go.</param>
    public bool Allows(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.IsAbsoluteUri &&
            IsSecure(address) &&
            address.UserInfo.Length == 0 &&
            Ascii.IsValid(address.Host) &&
            _entries.Any(entry => entry.Matches(address));
    }

    private bool IsSecure(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps || (_loopbackHttp && address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);

    private readonly record struct Entry(string Host, bool AnyBelow, int? Port)
    {
        private const string AnyBelowPrefix = "*.";

        public static bool TryParse(string text, out Entry entry)
        {
            var anyBelow = text.StartsWith(AnyBelowPrefix, StringComparison.Ordinal);
            var authority = anyBelow ? text[AnyBelowPrefix.Length..] : text;
            entry = default;
            if (!Uri.TryCreate($"https://{authority}/", UriKind.Absolute, out var address) ||
                address is not { PathAndQuery: "/", Fragment: "", UserInfo: "" } ||
                !Ascii.IsValid(authority) ||
                authority.EndsWith(':') ||
                !string.Equals(address.Host, WithoutPort(authority), StringComparison.OrdinalIgnoreCase) ||
                address.Host.Length == 0 ||
                address.Host.EndsWith('.') ||
                (anyBelow && address.HostNameType != UriHostNameType.Dns))
            {
                return false;
            }

            var hasPort = WithoutPort(authority).Length < authority.Length;
            entry = new Entry(address.Host, anyBelow, hasPort ? address.Port : null);
            return true;
        }

        public bool Matches(Uri address) =>
            (Port is { } port ? address.Port == port : address.IsDefaultPort) &&
            (AnyBelow
                ? address.Host.Length > Host.Length + 1 && address.Host.EndsWith($".{Host}", StringComparison.OrdinalIgnoreCase)
                : string.Equals(address.Host, Host, StringComparison.OrdinalIgnoreCase));

        private static string WithoutPort(string authority)
        {
            var colon = authority.LastIndexOf(':');
            return colon > authority.LastIndexOf(']') ? authority[..colon] : authority;
        }
    }
}
