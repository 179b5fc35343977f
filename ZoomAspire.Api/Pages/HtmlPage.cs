using System.Globalization;
using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using ZoomAspire.Core.Languages;

namespace ZoomAspire.Api.Pages;

/// <summary>
/// A small page of ours: one style sheet, no script, nothing loaded from anywhere, never stored or framed, and no referrer when
/// it is left, for its address and content may hold what is good for one use.
/// </summary>
/// <param name="StatusCode">HTTP status.</param>
/// <param name="Title">Title and heading, as text.</param>
/// <param name="Body">What stands below the heading, as HTML.</param>
internal sealed record HtmlPage(int StatusCode, string Title, string Body) : IResult, IStatusCodeHttpResult
{
    private const string Style = """
        :root { color-scheme: light dark; --ink: #16202a; --soft: #5b6875; --page: #eef2f6; --card: #fff; --line: #dbe2ea; --blue: #1a6fc4; }
        @media (prefers-color-scheme: dark) { :root { --ink: #eef2f6; --soft: #a3b0bd; --page: #12171c; --card: #1c232a; --line: #323c46; --blue: #1f76cf; } }
        * { box-sizing: border-box; }
        body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--page);
          color: var(--ink); font: 17px/1.5 system-ui, sans-serif; }
        main { width: 100%; max-width: 27rem; padding: 2.25rem 2rem; background: var(--card); border: 1px solid var(--line);
          border-radius: 20px; text-align: center; }
        h1 { margin: 0 0 .6rem; font-size: 1.55rem; line-height: 1.25; text-wrap: balance; }
        p { margin: .6rem 0; text-wrap: pretty; }
        .soft { color: var(--soft); font-size: .9rem; }
        .go { display: block; margin: 1.5rem 0 .6rem; padding: .85rem 1.2rem; border-radius: 12px; background: var(--blue);
          color: #fff; font-weight: 600; text-decoration: none; }
        button.go { width: 100%; border: 0; font: inherit; font-weight: 600; cursor: pointer; }
        .go:hover { filter: brightness(1.08); }
        .go:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
        .qr { width: 11rem; margin: 1rem auto .4rem; padding: .2rem; background: #fff; border-radius: 12px; overflow: hidden; }
        .qr svg { display: block; width: 100%; height: auto; }
        hr { margin: 1.4rem 0 1rem; border: 0; border-top: 1px solid var(--line); }
        """;

    private static readonly string StylePolicy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; "
        + "base-uri 'none'; frame-ancestors 'none'; form-action ";

    /// <summary>The language that was spoken when it was made.</summary>
    private CultureInfo Language { get; } = SpokenLanguage.Current;

    /// <summary>Whether it holds a form of our own.</summary>
    public bool HasForm { get; init; }

    int? IStatusCodeHttpResult.StatusCode => StatusCode;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = StatusCode;
        response.ContentType = $"{MediaTypeNames.Text.Html}; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = StylePolicy + (HasForm ? "'self'" : "'none'");
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.XFrameOptions = "DENY";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        await response.WriteAsync(Document(), httpContext.RequestAborted);
    }

    private string Document() => $"""
        <!DOCTYPE html>
        <html lang="{Language.Name}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex">
        <title>{HtmlEncoder.Default.Encode(Title)} · ZoomAspire</title>
        <style>{Style}</style>
        </head>
        <body>
        <main>
        <h1>{HtmlEncoder.Default.Encode(Title)}</h1>
        {Body}
        </main>
        </body>
        </html>
        """;
}
