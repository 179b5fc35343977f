using System.ComponentModel;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using ZoomAspire.Api.Connections;
using ZoomAspire.Api.Security;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Api.Apis;

/// <summary>What integrators may ask of, and do with, a user's connections.</summary>
internal static class ConnectionsApi
{
    private const int MaxListed = 300;
    private const int UsuallyListed = 50;
    private const int MaxDays = 366;
    private const int UsualDays = 30;
    private const string OneOrAll = "Of the connection that is named, else of all that the user has; if one of them fails, the answer is its problem.";

    public static IEndpointRouteBuilder MapConnections(this IEndpointRouteBuilder app)
    {
        var zoom = app.MapGroup("/zoom").WithTags("Connections")
            .RequireRateLimiting(PublicRateLimits.Integrations)
            .AddEndpointFilter(ConnectionProblems.AnswerAsync);

        zoom.MapGet("/status", StatusAsync)
            .WithName("Status")
            .WithSummary("The state of a user's connections")
            .WithDescription("A connection that needs_reauth delivers nothing until its owner has connected again. Asks nothing of Zoom.")
            .RequireScope(ApiScopes.Read)
            .ProducesProblems();
        zoom.MapPost("/revoke", RevokeAsync)
            .WithName("Revoke")
            .WithSummary("Ends a connection")
            .WithDescription("As /disconnect does: tokens and staged media are erased, what is pending is cancelled, Zoom is told to revoke. "
                + "A user's only connection need not be named.")
            .RequireScope(ApiScopes.Manage)
            .ProducesProblems();
        zoom.MapPost("/refresh", RefreshAsync)
            .WithName("Refresh")
            .WithSummary("Refreshes the tokens of a connection now")
            .WithDescription("Tokens are refreshed by themselves; this tries whether they can be. A user's only connection need not be named.")
            .RequireScope(ApiScopes.Manage)
            .ProducesZoomProblems();
        zoom.MapGet("/profile", ProfileAsync)
            .WithName("Profile")
            .WithSummary("The Zoom profile")
            .WithDescription(OneOrAll)
            .RequireScope(ApiScopes.Read)
            .ProducesZoomProblems();
        zoom.MapGet("/meetings", MeetingsAsync)
            .WithName("Meetings")
            .WithSummary("Upcoming meetings, soonest first")
            .WithDescription($"{OneOrAll} Links to join or start meetings are never given out.")
            .RequireScope(ApiScopes.Read)
            .ProducesZoomProblems();
        zoom.MapGet("/recordings", RecordingsAsync)
            .WithName("Recordings")
            .WithSummary("Recordings at Zoom, newest first")
            .WithDescription($"{OneOrAll} Addresses of files and passcodes are never given out.")
            .RequireScope(ApiScopes.Read)
            .ProducesZoomProblems();
        return app;
    }

    private static Task<Results<Ok<StatusAnswer>, ValidationProblem, ProblemHttpResult>> StatusAsync(
        [AsParameters] UserQuery query, ConnectionRequests requests, CancellationToken cancellationToken) =>
        AnswerAsync(query, requests, Wanted.Any, found => Task.FromResult<StatusAnswer?>(
            new(query.TelegramUserId, [.. found.Select(ConnectionAnswer.Of)])), cancellationToken);

    private static Task<Results<Ok<RevokeAnswer>, ValidationProblem, ProblemHttpResult>> RevokeAsync(
        [AsParameters] UserQuery query, ConnectionRequests requests, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        AnswerAsync(
            query,
            requests,
            Wanted.One,
            found => requests.RevokeAsync(query.UserId, found[0].Account.ConnectionId, caller.Identity!.Name!, cancellationToken),
            cancellationToken);

    private static Task<Results<Ok<RefreshAnswer>, ValidationProblem, ProblemHttpResult>> RefreshAsync(
        [AsParameters] UserQuery query, ConnectionRequests requests, CancellationToken cancellationToken) =>
        AnswerAsync<RefreshAnswer>(
            query,
            requests,
            Wanted.One,
            async found => await requests.RefreshAsync(found[0].Account.ConnectionId, cancellationToken),
            cancellationToken);

    private static Task<Results<Ok<ProfilesAnswer>, ValidationProblem, ProblemHttpResult>> ProfileAsync(
        [AsParameters] UserQuery query, ConnectionRequests requests, CancellationToken cancellationToken) =>
        AnswerAsync<ProfilesAnswer>(
            query,
            requests,
            Wanted.Some,
            async found => await requests.GetProfilesAsync(Ids(found), cancellationToken),
            cancellationToken);

    private static Task<Results<Ok<MeetingsAnswer>, ValidationProblem, ProblemHttpResult>> MeetingsAsync(
        [AsParameters] UserQuery query,
        [Description("At most so many, 1 to 300; 50 if left out.")] int? limit,
        ConnectionRequests requests,
        CancellationToken cancellationToken) =>
        IsListable(limit)
            ? AnswerAsync<MeetingsAnswer>(
                query,
                requests,
                Wanted.Some,
                async found => await requests.GetMeetingsAsync(Ids(found), limit ?? UsuallyListed, cancellationToken),
                cancellationToken)
            : InvalidTask<MeetingsAnswer>("limit", $"Must be 1 to {MaxListed}.");

    private static Task<Results<Ok<RecordingsAnswer>, ValidationProblem, ProblemHttpResult>> RecordingsAsync(
        [AsParameters] UserQuery query,
        [AsParameters] RangeQuery range,
        ConnectionRequests requests,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (range.To < ZoomClient.FirstListedDay || range.From < ZoomClient.FirstListedDay)
        {
            return InvalidTask<RecordingsAnswer>(
                range.To < ZoomClient.FirstListedDay ? "to" : "from", $"Must not be before {ZoomClient.FirstListedDay:yyyy-MM-dd}.");
        }

        var to = range.To ?? DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var from = range.From ?? (to.AddDays(-UsualDays) is var usual && usual > ZoomClient.FirstListedDay ? usual : ZoomClient.FirstListedDay);
        if (from > to || to.DayNumber - from.DayNumber > MaxDays)
        {
            return InvalidTask<RecordingsAnswer>("from", $"Must not be after to, nor more than {MaxDays} days before it.");
        }

        return IsListable(range.Limit)
            ? AnswerAsync<RecordingsAnswer>(
                query,
                requests,
                Wanted.Some,
                async found => await requests.GetRecordingsAsync(Ids(found), from, to, range.Limit ?? UsuallyListed, cancellationToken),
                cancellationToken)
            : InvalidTask<RecordingsAnswer>("limit", $"Must be 1 to {MaxListed}.");
    }

    /// <summary>Answers for the connections that are meant; a null answer means that they have ended meanwhile.</summary>
    private static async Task<Results<Ok<T>, ValidationProblem, ProblemHttpResult>> AnswerAsync<T>(
        UserQuery query,
        ConnectionRequests requests,
        Wanted wanted,
        Func<IReadOnlyList<ConnectionSummary>, Task<T?>> answer,
        CancellationToken cancellationToken)
        where T : class
    {
        if (!query.IsUser)
        {
            return Invalid("telegram_user_id", "Must be the id of a Telegram user.");
        }

        if (await requests.FindAsync(query.UserId, query.ConnectionId, cancellationToken) is not { } found)
        {
            return ConnectionProblems.NotFound("No such user is known here.");
        }

        if (found.Count == 0 && (wanted != Wanted.Any || query.ConnectionId is not null))
        {
            return ConnectionProblems.NotFound("The user has no such connection.");
        }

        if (wanted == Wanted.One && found.Count > 1)
        {
            return Invalid("connection_id", "The user has several connections: name one of those that /zoom/status lists.");
        }

        return await answer(found) is { } answered ? TypedResults.Ok(answered) : ConnectionProblems.NotFound("The user has no such connection.");
    }

    private static IReadOnlyList<long> Ids(IReadOnlyList<ConnectionSummary> found) => [.. found.Select(connection => connection.Account.ConnectionId)];

    private static bool IsListable(int? limit) => limit is null or (>= 1 and <= MaxListed);

    private static ValidationProblem Invalid(string name, string what) =>
        TypedResults.ValidationProblem(new Dictionary<string, string[]> { [name] = [what] });

    private static Task<Results<Ok<T>, ValidationProblem, ProblemHttpResult>> InvalidTask<T>(string name, string what) =>
        Task.FromResult<Results<Ok<T>, ValidationProblem, ProblemHttpResult>>(Invalid(name, what));

    private static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder endpoint) => endpoint
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status429TooManyRequests)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static RouteHandlerBuilder ProducesZoomProblems(this RouteHandlerBuilder endpoint) => endpoint
        .ProducesProblems()
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status502BadGateway);

    /// <summary>How many connections an answer needs.</summary>
    private enum Wanted
    {
        /// <summary>Whatever there is.</summary>
        Any,

        /// <summary>One or more.</summary>
        Some,

        /// <summary>Exactly one.</summary>
        One,
    }

    /// <param name="TelegramUserId">Whose connections.</param>
    /// <param name="ConnectionId">Which of them.</param>
    private sealed record UserQuery(
        [property: FromQuery(Name = "telegram_user_id"), Description("The Telegram user whose connections are meant.")]
        long TelegramUserId,
        [property: FromQuery(Name = "connection_id"), Description("One of the user's connections, as /zoom/status lists them.")]
        long? ConnectionId)
    {
        private const long MaxTelegramId = 1L << 52;

        public bool IsUser => TelegramUserId is > 0 and < MaxTelegramId;

        public TelegramUserId UserId => new(TelegramUserId);
    }

    /// <param name="From">The first day.</param>
    /// <param name="To">The last day.</param>
    /// <param name="Limit">How many at most.</param>
    private sealed record RangeQuery(
        [property: FromQuery(Name = "from"), Description("The first day, in UTC: yyyy-MM-dd; 30 days before the last if left out.")]
        DateOnly? From,
        [property: FromQuery(Name = "to"), Description("The last day, in UTC: yyyy-MM-dd; today if left out.")]
        DateOnly? To,
        [property: FromQuery(Name = "limit"), Description("At most so many, 1 to 300; 50 if left out.")]
        int? Limit);
}
