using Microsoft.Extensions.Configuration;
using ZoomAspire.Core.Configuration;

namespace ZoomAspire.Core.Zoom;

/// <summary>
/// The Server-to-Server OAuth app of one organisation, by which its operator may link Telegram users to users of its Zoom account
/// (https://developers.zoom.us/docs/internal-apps/s2s-oauth/). All three, or none.
/// </summary>
public sealed class ZoomOrganizationOptions : ISettings
{
    private const string AccountName = "ZOOM_ACCOUNT_ID";
    private const string ClientName = "ZOOM_S2S_CLIENT_ID";
    private const string SecretName = "ZOOM_S2S_CLIENT_SECRET";

    // As wide as the columns that keep it.
    private const int MaxIdLength = 128;

    /// <summary>The organisation's Zoom account.</summary>
    [ConfigurationKeyName(AccountName)]
    public string AccountId { get; set; } = "";

    /// <summary>Client id of the app.</summary>
    [ConfigurationKeyName(ClientName)]
    public string ClientId { get; set; } = "";

    /// <summary>Client secret of the app.</summary>
    [ConfigurationKeyName(SecretName)]
    public string ClientSecret { get; set; } = "";

    /// <summary>Whether there is such an app.</summary>
    public bool IsConfigured => AccountId.Length > 0 && ClientId.Length > 0 && ClientSecret.Length > 0;

    /// <inheritdoc />
    public IEnumerable<string> Problems()
    {
        (string Name, string Value)[] all = [(AccountName, AccountId), (ClientName, ClientId), (SecretName, ClientSecret)];
        var missing = all.Where(setting => setting.Value.Length == 0).Select(setting => setting.Name).ToList();
        if (missing.Count is > 0 and < 3)
        {
            yield return $"{string.Join(" and ", missing)} {(missing.Count == 1 ? "is" : "are")} missing: {AccountName}, {ClientName} and {SecretName} are set together, or none of them.";
        }

        if (AccountId.Length > MaxIdLength || ClientId.Length > MaxIdLength)
        {
            yield return $"{AccountName} or {ClientName} is malformed: Zoom's ids have at most {MaxIdLength} characters.";
        }
    }
}
