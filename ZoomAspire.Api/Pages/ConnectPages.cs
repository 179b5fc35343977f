using System.Text.Encodings.Web;

namespace ZoomAspire.Api.Pages;

/// <summary>What a browser shows when Zoom has sent it back to us.</summary>
internal static class ConnectPages
{
    public static HtmlPage FinishInTelegram(Uri finishLink) => new(StatusCodes.Status200OK, "One tap to go", $"""
        <p>Zoom is ready. Now finish in Telegram, with the account that asked to connect.</p>
        {Button(finishLink, "Finish in Telegram")}
        <p class="soft">Telegram opens the bot: press <b>Start</b> there.</p>
        <hr>
        <p class="soft">Telegram is on your phone? Scan this.</p>
        <div class="qr" role="img" aria-label="QR code of the link to Telegram">{QrCode.Svg(finishLink)}</div>
        <p class="soft">Works once, within 10 minutes. If it was not you who asked to connect Zoom, just close this page:
        nothing is connected then.</p>
        """);

    public static HtmlPage Installed(Uri botLink) => new(StatusCodes.Status200OK, "Now say hello to the bot", $"""
        <p>ZoomAspire brings your Zoom cloud recordings to Telegram, so connecting begins there.</p>
        {Button(botLink, "Open the bot in Telegram")}
        <p class="soft">Press <b>Start</b> there, and you get your own link to connect. If you added the app for others in your
        company: each of them connects in the bot, too.</p>
        """);

    public static HtmlPage Refused(Uri botLink) => new(StatusCodes.Status200OK, "Nothing was connected", $"""
        <p>Zoom did not give us access to your recordings: you said no to its question, or your Zoom admin has to approve the app
        first.</p>
        {Again(botLink)}
        {AdminApproval}
        """);

    public static HtmlPage Expired(Uri botLink) => new(StatusCodes.Status410Gone, "This link is too old", $"""
        <p>Links to connect Zoom work for ten minutes. A fresh one is one message away.</p>
        {Again(botLink)}
        {AdminApproval}
        """);

    public static HtmlPage AlreadyUsed(Uri botLink) => new(StatusCodes.Status409Conflict, "This link has been used", $"""
        <p>It works only once. If you have just finished in Telegram, all is well, and you can close this page.</p>
        {Again(botLink)}
        """);

    public static HtmlPage Forged(Uri botLink) => new(StatusCodes.Status400BadRequest, "This link is not one of ours", $"""
        <p>It is incomplete or was changed on its way, so nothing was connected.</p>
        {Again(botLink)}
        """);

    public static HtmlPage Failed(Uri botLink) => new(StatusCodes.Status502BadGateway, "Zoom did not complete it", $"""
        <p>Zoom sent you back to us, but then did not hand over the access. Nothing was connected. This is usually gone at the
        next try.</p>
        {Again(botLink)}
        """);

    public static HtmlPage LacksScopes(Uri botLink) => new(StatusCodes.Status403Forbidden, "A permission is missing", $"""
        <p>Zoom gave us so little access that nothing could be connected. Please leave every permission on Zoom’s page switched on; if
        one is not offered there, your Zoom admin has to allow it.</p>
        {Again(botLink)}
        """);

    public static HtmlPage Unavailable() => new(StatusCodes.Status503ServiceUnavailable, "Back in a moment", """
        <p>We cannot reach something that we need just now. Please reload this page in a minute.</p>
        """);

    private const string AdminApproval = """
        <p class="soft">In some companies a Zoom admin must approve an app before anybody can use it. Zoom says so on its page: ask your
        admin there, and take a fresh link once it is done.</p>
        """;

    private static string Again(Uri botLink) => $"""
        {Button(botLink, "Back to Telegram")}
        <p class="soft">Press <b>Start</b> there, or send <b>/connect</b>, for a fresh link.</p>
        """;

    private static string Button(Uri link, string text) =>
        $"""<a class="go" href="{HtmlEncoder.Default.Encode(link.AbsoluteUri)}" rel="noreferrer">{text}</a>""";
}
