using System.Text.Encodings.Web;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Api.Pages;

/// <summary>What a browser shows for a link to an original.</summary>
internal static class MediaPages
{
    /// <summary>The button that downloads: whatever only looks at the link, such as a preview, fetches nothing.</summary>
    /// <param name="token">The link's token.</param>
    /// <param name="media">What it opens.</param>
    public static HtmlPage Download(string token, LinkedMedia media) => new(StatusCodes.Status200OK, "Your recording", $"""
        <p>{HtmlEncoder.Default.Encode(media.FileName)}</p>
        <form method="post" action="{MediaLinks.Path}">
        <input type="hidden" name="{MediaLinks.TokenName}" value="{HtmlEncoder.Default.Encode(token)}">
        <button class="go" type="submit">Download ({Math.Max(1, media.Stored.Size / 1_000_000)} MB)</button>
        </form>
        <p class="soft">Whoever has this link can download the recording until it expires. You can take it back in Telegram.</p>
        """)
    {
        HasForm = true,
    };

    /// <summary>Too old, taken back, unknown, or the recording is no longer kept: nobody needs to know which.</summary>
    public static HtmlPage Gone() => new(StatusCodes.Status404NotFound, "This link does not work any more", """
        <p>Links to recordings work for a day at most. Ask for a fresh one in Telegram, with the button below the recording.</p>
        """);

    /// <summary>Something that we need is away.</summary>
    public static HtmlPage Unavailable() => new(StatusCodes.Status503ServiceUnavailable, "Back in a moment", """
        <p>We cannot reach the recording just now. Please try again in a minute.</p>
        """);
}
