using System.Net;
using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.StaticFiles;

namespace ZoomAspire.Simulator.Telegram;

/// <summary>api.telegram.org and t.me in one: the Bot API, file downloads, and links to the bot.</summary>
internal static class BotApiRoutes
{
    private const string Page =
        """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Open in Telegram</title>
        <style>
          body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #dfe9f2; font: 16px/1.5 system-ui, sans-serif; color: #17212b }
          form { background: #fff; border-radius: 18px; padding: 32px; width: min(340px, 80vw); text-align: center; box-shadow: 0 8px 30px #0002 }
          h1 { font-size: 20px; margin: 0 0 4px }
          p { margin: 0 0 20px; color: #667785 }
          button { display: block; width: 100%; margin-top: 10px; padding: 12px; border: 0; border-radius: 12px; background: #3390ec; color: #fff; font: inherit; cursor: pointer }
          button:hover { background: #2b7fd3 }
          small { opacity: .7 }
        </style>
        <form method="post">
          <h1>ZoomAspire</h1>
          <p>Open in Telegram as</p>
          <input type="hidden" name="start" value="{payload}">
          {buttons}
        </form>
        </html>
        """;

    public static void Map(IEndpointRouteBuilder routes, TelegramSimulator telegram)
    {
        var server = new BotApiServer(telegram);
        routes.MapMethods("/bot{token}/{method}", ["GET", "POST"], (HttpContext context, string token, string method) =>
            server.HandleAsync(context, token, method));
        routes.MapGet("/file/bot{token}/files/{file}", (string token, string file) => Download(telegram, token, file));
        routes.MapGet($"/{TelegramSimulator.BotUsername}", (string? start) => OpenPage(telegram, start));
        routes.MapPost($"/{TelegramSimulator.BotUsername}", (HttpRequest request, CancellationToken cancellationToken) =>
            OpenAsync(telegram, request, cancellationToken));
        routes.MapFallback((HttpContext context) =>
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return context.Response.WriteAsJsonAsync(
                new { Ok = false, ErrorCode = 404, Description = "Not Found" }, context.RequestAborted);
        });
    }

    private static Results<PhysicalFileHttpResult, NotFound> Download(TelegramSimulator telegram, string token, string file)
    {
        try
        {
            telegram.CheckToken(token);
        }
        catch (BotApiException)
        {
            return TypedResults.NotFound();
        }

        return telegram.File(Path.GetFileNameWithoutExtension(file)) is { } stored
            ? TypedResults.PhysicalFile(stored.Path, MediaTypeNames.Application.Octet, enableRangeProcessing: true)
            : TypedResults.NotFound();
    }

    /// <summary>What t.me shows, except that here the visitor also says who she is.</summary>
    private static ContentHttpResult OpenPage(TelegramSimulator telegram, string? start)
    {
        var payload = WebUtility.HtmlEncode(start ?? "");
        var buttons = new StringBuilder();
        foreach (var user in telegram.Users)
        {
            buttons.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"""<button name="user" value="{user.Id}">{WebUtility.HtmlEncode(user.FirstName)} <small>{user.Id}</small></button>""");
        }

        return TypedResults.Content(
            Page.Replace("{payload}", payload, StringComparison.Ordinal).Replace("{buttons}", buttons.ToString(), StringComparison.Ordinal),
            "text/html; charset=utf-8");
    }

    private static async Task<Results<RedirectHttpResult, ContentHttpResult>> OpenAsync(
        TelegramSimulator telegram, HttpRequest request, CancellationToken cancellationToken)
    {
        var form = await request.ReadFormAsync(cancellationToken);
        try
        {
            var user = long.TryParse(form["user"], out var id) ? id : 0;
            telegram.Start(user, form["start"]);
            return TypedResults.Redirect($"{telegram.Addresses.Page}#chat={user}");
        }
        catch (InvalidOperationException refusal)
        {
            return TypedResults.Content(refusal.Message, MediaTypeNames.Text.Plain, Encoding.UTF8, StatusCodes.Status400BadRequest);
        }
    }

    /// <summary>The type of a file by its name, for players that insist on one.</summary>
    public static string ContentType(StoredFile file) =>
        new FileExtensionContentTypeProvider().TryGetContentType(file.FileName, out var type) ? type : file.MimeType;
}
