using Microsoft.Extensions.Configuration;
using ZoomAspire.Core.Configuration;

namespace ZoomAspire.Core.Data;

/// <summary>How long things are kept. Written as <c>days</c> or <c>days.hours:minutes:seconds</c>.</summary>
public sealed class RetentionOptions : ISettings
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    /// <summary>MEDIA_TTL: staged media.</summary>
    [ConfigurationKeyName("MEDIA_TTL")]
    public TimeSpan Media { get; set; } = TimeSpan.FromDays(7);

    /// <summary>NOTES_TTL: transcripts and notes, here; what is in a chat stays there.</summary>
    [ConfigurationKeyName("NOTES_TTL")]
    public TimeSpan Notes { get; set; } = TimeSpan.FromDays(90);

    /// <summary>EVENT_TTL: webhook events, by which duplicates are recognised. Zoom repeats for about 85 minutes.</summary>
    [ConfigurationKeyName("EVENT_TTL")]
    public TimeSpan Events { get; set; } = TimeSpan.FromDays(30);

    /// <summary>AUDIT_TTL: the audit log.</summary>
    [ConfigurationKeyName("AUDIT_TTL")]
    public TimeSpan Audit { get; set; } = TimeSpan.FromDays(365);

    /// <summary>How long transcripts and notes of somebody are kept.</summary>
    /// <param name="days">What the person has chosen; it counts where it is less.</param>
    public TimeSpan NotesFor(int? days) => Shorter(Notes, days);

    /// <summary>How long staged media of somebody is kept.</summary>
    /// <param name="days">What the person has chosen; it counts where it is less.</param>
    public TimeSpan MediaFor(int? days) => Shorter(Media, days);

    private static TimeSpan Shorter(TimeSpan kept, int? days) =>
        days is { } count && TimeSpan.FromDays(count) < kept ? TimeSpan.FromDays(count) : kept;

    /// <inheritdoc />
    public IEnumerable<string> Problems()
    {
        // Far beyond it the times that are computed from it leave the calendar.
        if (Media < TimeSpan.FromHours(1) || Media > Longest)
        {
            yield return "MEDIA_TTL must lie between an hour and ten years.";
        }

        if (Notes < TimeSpan.FromHours(1) || Notes > Longest)
        {
            yield return "NOTES_TTL must lie between an hour and ten years.";
        }

        if (Events < TimeSpan.FromDays(1) || Events > Longest)
        {
            yield return "EVENT_TTL must lie between a day and ten years.";
        }

        if (Audit < TimeSpan.FromDays(1) || Audit > Longest)
        {
            yield return "AUDIT_TTL must lie between a day and ten years.";
        }
    }
}
