using System.Globalization;
using System.Text.Json.Nodes;

namespace ZoomAspire.Simulator.Zoom;

/// <summary>Stands before every endpoint that an app may call: lets faults strike and writes the call into the log.</summary>
internal static class ZoomGuard
{
    private const string HtmlPage = """
        <!DOCTYPE html><html><head><title>Sign In - Zoom</title></head>
        <body><h1>Sign in</h1><p>This page is not what you asked for.</p></body></html>
        """;

    private const string JsonWithBareQuotes =
        """{"code":104,"message":"Invalid access token, does not contain scopes:["cloud_recording:read"]."}""";

    /// <summary>Wraps an endpoint.</summary>
    /// <param name="zoom">The state.</param>
    /// <param name="operation">What the endpoint does.</param>
    /// <param name="answer">Answers if no fault has done so; gets the fault that it has to act out itself, if there is one.</param>
    public static RequestDelegate Guard(ZoomSimulator zoom, ZoomOperation operation, Func<HttpContext, ZoomFault?, Task> answer) =>
        async context =>
        {
            var userId = zoom.OAuth.FindAccess(Bearer(context))?.UserId;
            var at = zoom.Time.GetUtcNow();
            var notes = new CallNotes();
            context.Items[typeof(CallNotes)] = notes;
            try
            {
                var fault = zoom.Faults.Take(operation, userId);
                if (!await StruckAsync(zoom, context, operation, fault))
                {
                    await answer(context, fault);
                }
            }
            catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
            {
                // The caller gave up, or a fault dropped the connection: the log says so.
            }
            finally
            {
                zoom.Calls.Add(new ZoomCall
                {
                    At = at,
                    Operation = operation,
                    Status = context.RequestAborted.IsCancellationRequested ? 0 : context.Response.StatusCode,
                    UserId = userId,
                    Subject = notes.Subject,
                    Authorized = context.Request.Headers.ContainsKey("Authorization"),
                    Bytes = notes.Bytes,
                    Range = context.Request.Headers.Range.Count > 0 ? context.Request.Headers.Range.ToString() : null,
                });
                zoom.Changed();
            }
        };

    /// <summary>What an endpoint adds to its line in the log.</summary>
    public static CallNotes Notes(HttpContext context) => (CallNotes)context.Items[typeof(CallNotes)]!;

    public static string? Bearer(HttpContext context) =>
        context.Request.Headers.Authorization.ToString() is { } header
        && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? header["Bearer ".Length..].Trim()
            : null;

    public static Task WriteAsync(HttpContext context, int status, JsonNode? body)
    {
        context.Response.StatusCode = status;
        return body is null
            ? Task.CompletedTask
            : WriteAsync(context, status, "application/json; charset=UTF-8", body.ToJsonString(ZoomJson.Api));
    }

    public static Task WriteAsync(HttpContext context, int status, string contentType, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        return context.Response.WriteAsync(body, context.RequestAborted);
    }

    public static Task WriteHtmlAsync(HttpContext context) =>
        WriteAsync(context, StatusCodes.Status200OK, "text/html; charset=utf-8", HtmlPage);

    private static async Task<bool> StruckAsync(ZoomSimulator zoom, HttpContext context, ZoomOperation operation, ZoomFault? fault)
    {
        switch (fault?.Kind)
        {
            case ZoomFaultKind.ServerError:
                await WriteAsync(context, 500, Error(operation, 500, "Internal server error.", "server_error"));
                return true;
            case ZoomFaultKind.Unavailable:
                await WriteAsync(context, 503, "text/html", "<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>");
                return true;
            case ZoomFaultKind.RateLimited:
                await LimitAsync(zoom, context, fault);
                return true;
            case ZoomFaultKind.Hang:
                await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
                return true;
            case ZoomFaultKind.Delay:
                await Task.Delay(TimeSpan.FromSeconds(fault.Seconds ?? 60), zoom.Time, context.RequestAborted);
                return false;
            case ZoomFaultKind.Drop:
                context.Abort();
                return true;
            case ZoomFaultKind.Html:
                await WriteHtmlAsync(context);
                return true;
            case ZoomFaultKind.Unauthorized:
                await WriteAsync(context, 401, Error(operation, 124, "Invalid access token.", "invalid_client"));
                return true;
            case ZoomFaultKind.MalformedJson:
                await WriteAsync(context, 400, "application/json", JsonWithBareQuotes);
                return true;
            case ZoomFaultKind.ErrorInSuccess:
                await WriteAsync(context, 200, Error(operation, 300, "Request failed.", "invalid_request"));
                return true;
            case ZoomFaultKind.MissingScope:
                var missing = Error(
                    operation, 4711, "Invalid access token, does not contain scopes:[meeting:read:summary].", "invalid_scope");
                await WriteAsync(context, 400, missing);
                return true;
            case ZoomFaultKind.Processing:
                await WriteAsync(context, 404, Error(operation, 3301, "There is no recording for this meeting.", "not_found"));
                return true;
            default:
                return false;
        }
    }

    private static JsonObject Error(ZoomOperation operation, int code, string message, string word) =>
        operation is ZoomOperation.Token or ZoomOperation.Revoke
            ? new JsonObject { ["reason"] = message, ["error"] = word }
            : new JsonObject { ["code"] = code, ["message"] = message };

    private static Task LimitAsync(ZoomSimulator zoom, HttpContext context, ZoomFault fault)
    {
        var again = zoom.Time.GetUtcNow() + TimeSpan.FromSeconds(fault.Seconds ?? 1);
        var headers = context.Response.Headers;
        var daily = fault.RateLimit == ZoomRateLimitStyle.Date;
        switch (fault.RateLimit)
        {
            case ZoomRateLimitStyle.Reset:
                headers["X-RateLimit-Category"] = "Light";
                headers["X-RateLimit-Type"] = "QPS";
                headers["X-RateLimit-Limit"] = "30";
                headers["X-RateLimit-Remaining"] = "0";
                headers["X-RateLimit-Reset"] = again.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
                break;
            case ZoomRateLimitStyle.Date:
                headers["X-RateLimit-Category"] = "Light";
                headers["X-RateLimit-Type"] = "Daily-limit";
                headers["X-RateLimit-Limit"] = "6000";
                headers["X-RateLimit-Remaining"] = "0";
                headers.RetryAfter = ZoomJson.Time(again);
                break;
            case ZoomRateLimitStyle.Seconds:
                headers.RetryAfter = (fault.Seconds ?? 1).ToString(CultureInfo.InvariantCulture);
                break;
        }

        return WriteAsync(context, StatusCodes.Status429TooManyRequests, new JsonObject
        {
            ["code"] = daily ? 429 : 4001,
            ["message"] = daily
                ? "You have reached the maximum daily rate limit for this API. Refer to the response header for details on when you can "
                    + "make another request."
                : "You have reached the maximum per-second rate limit for this API. Try again later.",
        });
    }
}

/// <summary>What an endpoint knows about the call that it answers.</summary>
internal sealed class CallNotes
{
    public string? Subject { get; set; }

    public long? Bytes { get; set; }
}
