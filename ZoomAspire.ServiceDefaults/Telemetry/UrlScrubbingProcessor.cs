using System.Diagnostics;
using OpenTelemetry;

namespace ZoomAspire.ServiceDefaults.Telemetry;

/// <summary>
/// Takes URLs off spans before they are exported: outgoing ones carry tokens (the Bot API's path, signed downloads), incoming
/// query strings OAuth codes. Host, method, route and status stay.
/// </summary>
internal sealed class UrlScrubbingProcessor : BaseProcessor<Activity>
{
    private static readonly string[] Everywhere = ["url.full", "url.query", "http.url", "http.target"];

    public override void OnEnd(Activity data)
    {
        foreach (var tag in Everywhere)
        {
            data.SetTag(tag, null);
        }

        if (data.Kind == ActivityKind.Client)
        {
            data.SetTag("url.path", null);
        }
    }
}
