using System.Globalization;
using System.Text.Encodings.Web;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Api.Pages;

/// <summary>What a browser shows for a link to an original.</summary>
internal static class MediaPages
{
    /// <summary>The button that downloads: whatever only looks at the link, such as a preview, fetches nothing.</summary>
    /// <param name="token">The link's token.</param>
    /// <param name="media">What it opens.</param>
    public static HtmlPage Download(string token, LinkedMedia media) => new(StatusCodes.Status200OK, MediaPageWords.Title, $"""
        <p>{HtmlEncoder.Default.Encode(media.FileName)}</p>
        <form method="post" action="{MediaLinks.Path}">
        <input type="hidden" name="{MediaLinks.TokenName}" value="{HtmlEncoder.Default.Encode(token)}">
        <button class="go" type="submit">{MediaPageWords.FormatDownloadButton(Megabytes(media.Stored.Size))}</button>
        </form>
        <p class="soft">{MediaPageWords.Whoever}</p>
        """)
    {
        HasForm = true,
    };

    /// <summary>Too old, taken back, unknown, or the recording is no longer kept: nobody needs to know which.</summary>
    public static HtmlPage Gone() => new(StatusCodes.Status404NotFound, MediaPageWords.GoneTitle, $"""
        <p>{MediaPageWords.Gone}</p>
        """);

    /// <summary>Something that we need is away.</summary>
    public static HtmlPage Unavailable() => new(StatusCodes.Status503ServiceUnavailable, MediaPageWords.UnavailableTitle, $"""
        <p>{MediaPageWords.Unavailable}</p>
        """);

    private static string Megabytes(long bytes) => Math.Max(1, bytes / 1_000_000).ToString(CultureInfo.InvariantCulture);
}
