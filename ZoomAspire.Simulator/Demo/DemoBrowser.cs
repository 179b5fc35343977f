using System.Net;
using System.Text.RegularExpressions;

namespace ZoomAspire.Simulator.Demo;

/// <summary>A page that was opened.</summary>
/// <param name="Address">Where redirects led.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Html">Its content.</param>
internal sealed partial record DemoPage(Uri Address, HttpStatusCode Status, string Html)
{
    /// <summary>What a person would read at the top.</summary>
    public string Title => WebUtility.HtmlDecode(TitleTag().Match(Html).Groups["text"].Value).Trim();

    /// <summary>The target of the page's form.</summary>
    public Uri? FormAction => Find(FormTag());

    /// <summary>The page's link that starts the bot.</summary>
    public Uri? StartLink => Find(StartAnchor());

    private Uri? Find(Regex pattern) =>
        pattern.Match(Html) is { Success: true } match
            ? new Uri(Address, WebUtility.HtmlDecode(match.Groups["value"].Value))
            : null;

    [GeneratedRegex("<title>(?<text>[^<]*)</title>", RegexOptions.IgnoreCase)]
    private static partial Regex TitleTag();

    [GeneratedRegex("<form[^>]*\\saction=\"(?<value>[^\"]*)\"", RegexOptions.IgnoreCase)]
    private static partial Regex FormTag();

    [GeneratedRegex("<a[^>]*\\shref=\"(?<value>[^\"]*\\?start=[^\"]*)\"", RegexOptions.IgnoreCase)]
    private static partial Regex StartAnchor();
}

/// <summary>A browser as far as connecting needs one: it follows links and redirects, sends forms and keeps cookies.</summary>
internal sealed class DemoBrowser : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = true, MaxAutomaticRedirections = 10 });

    /// <summary>Opens an address.</summary>
    public async Task<DemoPage> OpenAsync(Uri address, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(address, cancellationToken);
        return await ReadAsync(response, cancellationToken);
    }

    /// <summary>Sends a form, and follows where the answer leads.</summary>
    public async Task<DemoPage> SubmitAsync(
        Uri action, IEnumerable<KeyValuePair<string, string>> fields, CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent(fields);
        using var response = await _http.PostAsync(action, form, cancellationToken);
        return await ReadAsync(response, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private static async Task<DemoPage> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken) => new(
        response.RequestMessage!.RequestUri!, response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
}
