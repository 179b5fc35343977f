using Microsoft.Extensions.Configuration;
using ZoomAspire.Core.Configuration;

namespace ZoomAspire.Core.Zoom;

/// <summary>How webhooks from Zoom are checked.</summary>
public sealed class ZoomWebhookOptions : ISettings
{
    /// <summary>The app's secret token: key of event signatures and of the URL validation answer.</summary>
    [ConfigurationKeyName("ZOOM_WEBHOOK_SECRET")]
    public string Secret { get; set; } = "";

    /// <summary>
    /// While the secret token is being replaced: the one before, which is accepted as well. A setting of its own, because what may
    /// occur in a secret is Zoom's choice and so no separator is safe.
    /// </summary>
    [ConfigurationKeyName("ZOOM_WEBHOOK_SECRET_PREVIOUS")]
    public string PreviousSecret { get; set; } = "";

    /// <summary>
    /// The secret token of the organisation's app (<see cref="ZoomOrganizationOptions"/>), if it has an event subscription. It is the
    /// organisation's: what it signs counts for the organisation's account only.
    /// </summary>
    [ConfigurationKeyName("ZOOM_S2S_WEBHOOK_SECRET")]
    public string OrganizationSecret { get; set; } = "";

    /// <summary>While that is being replaced: the one before, which is accepted as well.</summary>
    [ConfigurationKeyName("ZOOM_S2S_WEBHOOK_SECRET_PREVIOUS")]
    public string PreviousOrganizationSecret { get; set; } = "";

    /// <summary>All that are accepted, the present one first, the organisation's last.</summary>
    public IReadOnlyList<string> Secrets =>
    [
        .. new[] { Secret, PreviousSecret, OrganizationSecret, PreviousOrganizationSecret }.Where((secret, i) => i == 0 || secret.Length > 0),
    ];

    /// <summary>Whether a secret is the organisation's, and only that.</summary>
    /// <param name="secret">One of <see cref="Secrets"/>.</param>
    public bool IsOrganizations(string secret) =>
        (secret == OrganizationSecret || secret == PreviousOrganizationSecret) && secret != Secret && secret != PreviousSecret;

    /// <inheritdoc />
    public IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(Secret))
        {
            yield return "ZOOM_WEBHOOK_SECRET is missing: the secret token of the Zoom app's event subscription.";
        }

        // An empty key would let anybody sign.
        if (PreviousSecret.Length > 0 && string.IsNullOrWhiteSpace(PreviousSecret))
        {
            yield return "ZOOM_WEBHOOK_SECRET_PREVIOUS is blank: it must be the secret token before the present one, or not be set.";
        }

        if (OrganizationSecret.Length > 0 && string.IsNullOrWhiteSpace(OrganizationSecret))
        {
            yield return "ZOOM_S2S_WEBHOOK_SECRET is blank: it must be the secret token of the Server-to-Server OAuth app, or not be set.";
        }

        if (PreviousOrganizationSecret.Length > 0 && string.IsNullOrWhiteSpace(PreviousOrganizationSecret))
        {
            yield return "ZOOM_S2S_WEBHOOK_SECRET_PREVIOUS is blank: it must be the secret token before the present one, or not be set.";
        }
    }
}
