using Microsoft.Extensions.Configuration;
using ZoomAspire.Core.Configuration;

namespace ZoomAspire.Core.Zoom;

/// <summary>How webhooks from Zoom are checked.</summary>
public sealed class ZoomWebhookOptions : ISettings
{
    /// <summary>The app's secret token: key of event signatures and of the URL validation answer.</summary>
    [ConfigurationKeyName("ZOOM_WEBHOOK_SECRET")]
    public string Secret { get; set; } = "";

    /// <inheritdoc />
    public IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(Secret))
        {
            yield return "ZOOM_WEBHOOK_SECRET is missing: the secret token of the Zoom app's event subscription.";
        }
    }
}
