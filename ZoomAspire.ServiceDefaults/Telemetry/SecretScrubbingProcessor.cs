using System.Diagnostics;
using OpenTelemetry;

namespace ZoomAspire.ServiceDefaults.Telemetry;

/// <summary>
/// Takes secrets off spans before they are exported. Events of a span cannot be changed: a span whose event holds one is not exported at
/// all. The last line, behind <see cref="UrlScrubbingProcessor"/>.
/// </summary>
/// <param name="redactor">Knows the secrets.</param>
internal sealed class SecretScrubbingProcessor(SecretRedactor redactor) : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        data.DisplayName = redactor.Redact(data.DisplayName);
        if (redactor.Finds(data.StatusDescription))
        {
            data.SetStatus(data.Status, redactor.Redact(data.StatusDescription));
        }

        foreach (var (name, value) in data.TagObjects.ToList())
        {
            if (value is string text && redactor.Finds(text))
            {
                data.SetTag(name, redactor.Redact(text));
            }
        }

        if (data.Events.Any(happened => happened.Tags.Any(tag => redactor.Finds(tag.Value as string))))
        {
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }
}
