using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Api.Connections;

/// <summary>
/// Turns failures of Zoom, and of the link to it, into problem details (RFC 9457) that say what to do, and hold nothing of what Zoom
/// wrote.
/// </summary>
internal static class ConnectionProblems
{
    /// <summary>Names the connection in a problem, and in the data of an exception that is to become one.</summary>
    public const string ConnectionId = "connection_id";

    private static readonly TimeSpan UnsaidWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongWait = TimeSpan.FromMinutes(5);

    /// <summary>An endpoint filter.</summary>
    public static async ValueTask<object?> AnswerAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        context.HttpContext.Response.Headers.CacheControl = "no-store";
        try
        {
            return await next(context);
        }
        catch (Exception exception) when (ProblemOf(exception) is { } problem)
        {
            if (problem.RetryAfter is { } wait)
            {
                context.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString("0", CultureInfo.InvariantCulture);
            }

            return problem.Result;
        }
    }

    /// <summary>We know no such user, or the user has no such connection.</summary>
    public static ProblemHttpResult NotFound(string what) => TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, detail: what);

    private static (ProblemHttpResult Result, TimeSpan? RetryAfter)? ProblemOf(Exception exception) => exception switch
    {
        ReauthorizationRequiredException { IsPaused: true } paused => (Problem(
            StatusCodes.Status409Conflict,
            "The Zoom user is deactivated",
            "An administrator of the Zoom account has deactivated this user. Nobody need connect again: what has been recorded meanwhile "
            + "arrives when the user is active again.",
            paused.ConnectionId), null),
        ReauthorizationRequiredException dead => (DeadLink(dead.ConnectionId), null),
        OrganizationRefusedException => (Problem(
            StatusCodes.Status503ServiceUnavailable,
            "The organisation's app does not work",
            "Zoom refuses the app by which the operator linked this connection. The operator has been alerted, and its owner can do nothing "
            + "about it. What is recorded meanwhile arrives when the app works again.",
            Named(exception)), LongWait),
        ConnectionGoneException gone => (
            Problem(StatusCodes.Status404NotFound, "The connection has ended", "There is no such connection any more.", gone.ConnectionId), null),
        ZoomApiException { Kind: ZoomFailureKind.ScopeMissing } => (Problem(
            StatusCodes.Status409Conflict,
            "The Zoom app lacks a scope",
            "The operator must add the scope to the Zoom app, and the owner of a connection that is not linked must then connect again.",
            Named(exception)), null),
        ZoomApiException { Kind: ZoomFailureKind.RateLimited } limited => (
            RateLimited(exception), limited.RetryAfter ?? UnsaidWait),
        OAuthException { Failure: OAuthFailure.RateLimited } limited => (RateLimited(exception), limited.RetryAfter ?? UnsaidWait),
        ZoomApiException { Kind: ZoomFailureKind.Unavailable } failure => (Unavailable(exception), failure.RetryAfter ?? UnsaidWait),
        OAuthException { Failure: OAuthFailure.Transient } failure => (Unavailable(exception), failure.RetryAfter ?? UnsaidWait),
        ZoomApiException or OAuthException => (Problem(
            StatusCodes.Status502BadGateway,
            "Zoom refuses",
            "Zoom refused what was asked of it. Trying again will not help; the operator finds the reason in the log.",
            Named(exception)), null),
        SealBrokenException { IsKeyMissing: true } => (
            Problem(
                StatusCodes.Status503ServiceUnavailable,
                "Not available now",
                "A key that the service needs is missing from its settings. The operator finds which in the log.",
                Named(exception)),
            LongWait),
        _ when DatabaseErrors.IsFailure(exception) => (
            Problem(StatusCodes.Status503ServiceUnavailable, "Not available now", "Try again in a moment.", null), UnsaidWait),
        _ => null,
    };

    private static ProblemHttpResult DeadLink(long connectionId) => Problem(
        StatusCodes.Status409Conflict,
        "Zoom must be connected again",
        "Zoom refuses this connection's tokens for good. Its owner must connect again: with /connect in the chat with the bot, or by a "
        + "link from GET /zoom/connect. What has been recorded meanwhile then arrives.",
        connectionId);

    private static ProblemHttpResult RateLimited(Exception exception) => Problem(
        StatusCodes.Status503ServiceUnavailable,
        "Zoom's quota is used up",
        "Zoom allows an account only so many calls. Try again when Retry-After has passed.",
        Named(exception));

    private static ProblemHttpResult Unavailable(Exception exception) => Problem(
        StatusCodes.Status503ServiceUnavailable, "Zoom is not available", "Zoom did not answer, or not as it should. Try again later.", Named(exception));

    private static long? Named(Exception exception) => exception.Data[ConnectionId] as long?;

    private static ProblemHttpResult Problem(int status, string title, string detail, long? connectionId) => TypedResults.Problem(
        statusCode: status,
        title: title,
        detail: detail,
        extensions: connectionId is { } id ? new Dictionary<string, object?> { [ConnectionId] = id } : null);
}
