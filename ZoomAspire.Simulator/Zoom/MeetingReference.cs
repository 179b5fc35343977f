using Microsoft.AspNetCore.Http.Features;

namespace ZoomAspire.Simulator.Zoom;

/// <summary>
/// Reads the meeting that a path names. A uuid is base64 and must be percent-encoded; one that begins with <c>/</c> or holds
/// <c>//</c> must be encoded twice, because the first decoding happens before routing (developers.zoom.us, "Using Zoom APIs").
/// </summary>
internal static class MeetingReference
{
    private const int Segment = 3; // "", "v2", "meetings" or "past_meetings", the reference.

    /// <summary>
    /// The reference in the request as it came over the wire: the server's own decoding of the path would hide how often it
    /// was encoded. Null if routing would not find it.
    /// </summary>
    public static string? Read(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return Decode(target.Split('?', 2)[0].Split('/')[Segment]);
    }

    /// <summary>Decodes one path segment once or, if that leaves an encoded text, twice.</summary>
    public static string? Decode(string segment)
    {
        // A plus that is not encoded arrives as a space, so that no meeting is found.
        var once = Uri.UnescapeDataString(segment.Replace('+', ' '));
        if (once.Contains('%', StringComparison.Ordinal))
        {
            return Uri.UnescapeDataString(once);
        }

        return once.StartsWith('/') || once.Contains("//", StringComparison.Ordinal) ? null : once;
    }
}
