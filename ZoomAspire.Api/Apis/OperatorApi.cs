using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using ZoomAspire.Api.Security;
using ZoomAspire.Core.Operator;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Api.Apis;

/// <summary>
/// What operators see and do from a command line and from the dashboard: numbers, never what users have recorded. Each act leaves a line in
/// the audit log with the name of the key.
/// </summary>
internal static class OperatorApi
{
    public static IEndpointRouteBuilder MapOperator(this IEndpointRouteBuilder app)
    {
        var desk = app.MapGroup("/operator").WithTags("Operator").RequireRateLimiting(PublicRateLimits.Integrations);
        desk.MapGet("/queue", QueueAsync)
            .WithName("Queue")
            .WithSummary("How the service fares: queue, failures, dead letters, connections, alerts")
            .RequireScope(ApiScopes.Operate)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
        desk.MapPost("/dead-letters/replay", ReplayAsync)
            .WithName("ReplayDeadLetters")
            .WithSummary("Tries all dead letters again")
            .RequireScope(ApiScopes.Operate)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
        desk.MapPost("/sweep", SweepAsync)
            .WithName("Sweep")
            .WithSummary("Has all connections compared with what Zoom has, within minutes rather than within the hour")
            .RequireScope(ApiScopes.Operate)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
        return app;
    }

    private static async Task<Ok<QueueAnswer>> QueueAsync(OperatorDesk desk, CancellationToken cancellationToken)
    {
        var overview = await desk.ReadAsync(cancellationToken);
        return TypedResults.Ok(new QueueAnswer(
            [.. overview.Queue],
            [.. overview.Failures],
            [.. overview.DeadLetters],
            [.. overview.Connections],
            [.. overview.Alerts.Select(alert => new AlertAnswer(alert.Name, alert.Observed, alert.FiringSince!.Value, alert.AcknowledgedAt is not null))]));
    }

    private static async Task<Ok<CountAnswer>> ReplayAsync(DeadLetters letters, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(new CountAnswer(await letters.ReplayAsync(DeadLetterScope.All, NameOf(caller), cancellationToken)));

    private static async Task<Ok<CountAnswer>> SweepAsync(OperatorDesk desk, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(new CountAnswer(await desk.SweepNowAsync(NameOf(caller), cancellationToken)));

    private static string NameOf(ClaimsPrincipal caller) => $"key {caller.Identity!.Name}";

    /// <param name="Count">How many it was done with.</param>
    private sealed record CountAnswer(int Count);

    /// <param name="Queue">Work that is not done, by kind.</param>
    /// <param name="Failures">How it has failed so far.</param>
    /// <param name="DeadLetters">What was given up.</param>
    /// <param name="Connections">Connections by state.</param>
    /// <param name="Alerts">What is the matter at present.</param>
    private sealed record QueueAnswer(
        QueueRow[] Queue, FailureRow[] Failures, DeadLetterCount[] DeadLetters, ConnectionRow[] Connections, AlertAnswer[] Alerts);

    /// <param name="Name">Name of the rule.</param>
    /// <param name="Observed">What is the matter, in numbers.</param>
    /// <param name="Since">Since when.</param>
    /// <param name="IsAcknowledged">Whether an operator has seen it.</param>
    private sealed record AlertAnswer(string Name, string? Observed, DateTimeOffset Since, bool IsAcknowledged);
}
