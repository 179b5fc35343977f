using System.Text.Encodings.Web;

namespace ZoomAspire.Api.Pages;

/// <summary>What a browser shows when Zoom has sent it back to us, in the language being spoken.</summary>
internal static class ConnectPages
{
    public static HtmlPage FinishInTelegram(Uri finishLink) => new(StatusCodes.Status200OK, ConnectPageWords.FinishTitle, $"""
        <p>{ConnectPageWords.Finish}</p>
        {Button(finishLink, ConnectPageWords.FinishButton)}
        <p class="soft">{ConnectPageWords.FinishStart}</p>
        <hr>
        <p class="soft">{ConnectPageWords.FinishScan}</p>
        <div class="qr" role="img" aria-label="{ConnectPageWords.QrCode}">{QrCode.Svg(finishLink)}</div>
        <p class="soft">{ConnectPageWords.FinishOnce}</p>
        """);

    public static HtmlPage Installed(Uri botLink) => new(StatusCodes.Status200OK, ConnectPageWords.InstalledTitle, $"""
        <p>{ConnectPageWords.Installed}</p>
        {Button(botLink, ConnectPageWords.OpenBotButton)}
        <p class="soft">{ConnectPageWords.InstalledStart}</p>
        """);

    public static HtmlPage Refused(Uri botLink) => new(StatusCodes.Status200OK, ConnectPageWords.RefusedTitle, $"""
        <p>{ConnectPageWords.Refused}</p>
        {Again(botLink)}
        {AdminApproval}
        """);

    public static HtmlPage Expired(Uri botLink) => new(StatusCodes.Status410Gone, ConnectPageWords.ExpiredTitle, $"""
        <p>{ConnectPageWords.Expired}</p>
        {Again(botLink)}
        {AdminApproval}
        """);

    public static HtmlPage AlreadyUsed(Uri botLink) => new(StatusCodes.Status409Conflict, ConnectPageWords.UsedTitle, $"""
        <p>{ConnectPageWords.Used}</p>
        {Again(botLink)}
        """);

    public static HtmlPage Forged(Uri botLink) => new(StatusCodes.Status400BadRequest, ConnectPageWords.ForgedTitle, $"""
        <p>{ConnectPageWords.Forged}</p>
        {Again(botLink)}
        """);

    public static HtmlPage Failed(Uri botLink) => new(StatusCodes.Status502BadGateway, ConnectPageWords.FailedTitle, $"""
        <p>{ConnectPageWords.Failed}</p>
        {Again(botLink)}
        """);

    public static HtmlPage LacksScopes(Uri botLink) => new(StatusCodes.Status403Forbidden, ConnectPageWords.LacksScopesTitle, $"""
        <p>{ConnectPageWords.LacksScopes}</p>
        {Again(botLink)}
        """);

    public static HtmlPage Unavailable() => new(StatusCodes.Status503ServiceUnavailable, ConnectPageWords.UnavailableTitle, $"""
        <p>{ConnectPageWords.Unavailable}</p>
        """);

    private static string AdminApproval => $"""
        <p class="soft">{ConnectPageWords.AdminApproval}</p>
        """;

    private static string Again(Uri botLink) => $"""
        {Button(botLink, ConnectPageWords.BackButton)}
        <p class="soft">{ConnectPageWords.BackStart}</p>
        """;

    private static string Button(Uri link, string text) =>
        $"""<a class="go" href="{HtmlEncoder.Default.Encode(link.AbsoluteUri)}" rel="noreferrer">{text}</a>""";
}
