namespace ZoomAspire.Api.Webhooks;

/// <summary>Names of the events that are used (https://developers.zoom.us/docs/api/webhooks/).</summary>
internal static class WebhookNames
{
    public const string UrlValidation = "endpoint.url_validation";
    public const string RecordingCompleted = "recording.completed";
    public const string AppDeauthorized = "app_deauthorized";
}
