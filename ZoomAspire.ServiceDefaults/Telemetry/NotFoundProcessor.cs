using System.Diagnostics;
using OpenTelemetry;

namespace ZoomAspire.ServiceDefaults.Telemetry;

/// <summary>
/// That something is not there is an answer, and what was asked for: meetings without a summary are no failures. Whether this one is, the
/// span of the operation above the request says.
/// </summary>
internal sealed class NotFoundProcessor : BaseProcessor<Activity>
{
    private const int NotFound = 404;

    public override void OnEnd(Activity data)
    {
        if (data is { Kind: ActivityKind.Client, Status: ActivityStatusCode.Error } && data.GetTagItem("http.response.status_code") is NotFound)
        {
            data.SetStatus(ActivityStatusCode.Unset);
            data.SetTag("error.type", null);
        }
    }
}
