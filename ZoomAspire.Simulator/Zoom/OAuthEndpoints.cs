using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace ZoomAspire.Simulator.Zoom;

/// <summary><c>/oauth/authorize</c>, <c>/oauth/token</c> and <c>/oauth/revoke</c>.</summary>
internal static class OAuthEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, ZoomSimulator zoom)
    {
        routes.MapGet("/oauth/authorize", context => ShowAsync(context, zoom));
        routes.MapPost("/oauth/authorize", context => DecideAsync(context, zoom));
        routes.MapPost("/oauth/token", ZoomGuard.Guard(zoom, ZoomOperation.Token, (context, fault) => TokenAsync(context, fault, zoom)));
        routes.MapPost("/oauth/revoke", ZoomGuard.Guard(zoom, ZoomOperation.Revoke, (context, _) => RevokeAsync(context, zoom)));
    }

    private static Task ShowAsync(HttpContext context, ZoomSimulator zoom)
    {
        var (request, error) = Read(context, zoom);
        return request is null
            ? PageAsync(context, StatusCodes.Status400BadRequest, ConsentPage.Error(error!))
            : PageAsync(context, StatusCodes.Status200OK, ConsentPage.Ask(
                zoom.Directory.All, context.Request.QueryString.Value ?? "", request.RedirectUri));
    }

    private static async Task DecideAsync(HttpContext context, ZoomSimulator zoom)
    {
        var (request, error) = Read(context, zoom);
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (request is null || zoom.Directory.Find(form["user_id"].ToString()) is not { } user)
        {
            await PageAsync(context, StatusCodes.Status400BadRequest, ConsentPage.Error(error ?? "Choose who you are, then try again."));
            return;
        }

        var target = zoom.Decide(request, user, form["decision"] == "allow");
        context.Response.StatusCode = StatusCodes.Status302Found;
        context.Response.Headers.Location = target.AbsoluteUri;
    }

    private static (AuthorizationRequest? Request, string? Error) Read(HttpContext context, ZoomSimulator zoom) => ConsentRules.Read(
        name => context.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null, zoom.Options);

    private static Task PageAsync(HttpContext context, int status, string html)
    {
        context.Response.Headers.CacheControl = "no-store";
        return ZoomGuard.WriteAsync(context, status, "text/html; charset=utf-8", html);
    }

    private static async Task TokenAsync(HttpContext context, ZoomFault? fault, ZoomSimulator zoom)
    {
        JsonObject answer;
        try
        {
            var form = await ReadFormAsync(context);
            ZoomGuard.Notes(context).Subject = Value(form, "grant_type");
            answer = Grant(form, IsOrganizations(context, form, zoom), zoom);
            answer["api_url"] = zoom.Addresses.Zoom.AbsoluteUri.TrimEnd('/');
        }
        catch (ZoomTokenException refusal)
        {
            await ZoomGuard.WriteAsync(context, refusal.Status, refusal.Body);
            return;
        }

        if (fault?.Kind == ZoomFaultKind.LostResponse)
        {
            context.Abort();
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Date = zoom.Time.GetUtcNow().ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        await ZoomGuard.WriteAsync(context, StatusCodes.Status200OK, answer);
    }

    private static async Task RevokeAsync(HttpContext context, ZoomSimulator zoom)
    {
        try
        {
            var form = await ReadFormAsync(context);
            if (IsOrganizations(context, form, zoom) || !zoom.OAuth.Revoke(Value(form, "token")))
            {
                throw new ZoomTokenException(StatusCodes.Status400BadRequest, "Invalid token.", "invalid_request");
            }

            await ZoomGuard.WriteAsync(context, StatusCodes.Status200OK, new JsonObject { ["status"] = "success" });
        }
        catch (ZoomTokenException refusal)
        {
            await ZoomGuard.WriteAsync(context, refusal.Status, refusal.Body);
        }
    }

    /// <summary>Each of the two apps knows its own grants only.</summary>
    private static JsonObject Grant(IFormCollection form, bool isOrganizations, ZoomSimulator zoom) =>
        (Value(form, "grant_type"), isOrganizations) switch
        {
            ("authorization_code", false) =>
                zoom.OAuth.Exchange(Value(form, "code"), Value(form, "redirect_uri"), Value(form, "code_verifier")),
            ("refresh_token", false) => zoom.OAuth.Refresh(Value(form, "refresh_token")),
            ("client_credentials", false) => zoom.OAuth.IssueWithoutUser(ZoomTokenKind.App),
            ("account_credentials", true) => zoom.OAuth.IssueWithoutUser(ZoomTokenKind.Account, OwnAccount(Value(form, "account_id"), zoom)),
            (null, _) => throw new ZoomTokenException(StatusCodes.Status400BadRequest, "Missing grant type.", "invalid_request"),
            _ => throw new ZoomTokenException(StatusCodes.Status400BadRequest, "Unsupported grant type.", "unsupported_grant_type"),
        };

    private static string OwnAccount(string? accountId, ZoomSimulator zoom) => accountId == zoom.Options.ZoomAccountId
        ? accountId
        : throw new ZoomTokenException(StatusCodes.Status400BadRequest, "Bad account_id.", "invalid_request");

    /// <summary>Parameters count in the body only: Zoom refuses tokens in a query since 2023.</summary>
    private static async Task<IFormCollection> ReadFormAsync(HttpContext context) => context.Request.HasFormContentType
        ? await context.Request.ReadFormAsync(context.RequestAborted)
        : throw new ZoomTokenException(StatusCodes.Status400BadRequest, "The body must be a form.", "invalid_request");

    /// <summary>Which of the two apps asks.</summary>
    private static bool IsOrganizations(HttpContext context, IFormCollection form, ZoomSimulator zoom)
    {
        var (id, secret) = Credentials(context) ?? (Value(form, "client_id"), Value(form, "client_secret"));
        var options = zoom.Options;
        var isOrganizations = id == options.ZoomS2sClientId;
        return (isOrganizations
            ? secret == options.ZoomS2sClientSecret && !zoom.Faults.Settings.OrganizationAppDisabled
            : id == options.ZoomClientId && secret == options.ZoomClientSecret)
            ? isOrganizations
            : throw new ZoomTokenException(StatusCodes.Status401Unauthorized, "Invalid client_id or client_secret", "invalid_client");
    }

    private static (string? Id, string? Secret)? Credentials(HttpContext context)
    {
        if (!AuthenticationHeaderValue.TryParse(context.Request.Headers.Authorization, out var header)
            || !string.Equals(header.Scheme, "Basic", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var bytes = new byte[header.Parameter?.Length ?? 0];
        return Convert.TryFromBase64String(header.Parameter ?? "", bytes, out var count)
            && Encoding.UTF8.GetString(bytes, 0, count).Split(':', 2) is [var id, var secret]
                ? (id, secret)
                : (null, null);
    }

    private static string? Value(IFormCollection form, string name) =>
        form.TryGetValue(name, out var value) && value.ToString() is { Length: > 0 } text ? text : null;
}
