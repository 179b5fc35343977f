using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Features;

namespace ZoomAspire.Simulator.Zoom;

/// <summary>A refusal of the REST API: <c>{"code","message"}</c>.</summary>
internal sealed class ZoomApiException(int status, int code, string message) : Exception(message)
{
    public int Status => status;

    public JsonObject Body => new() { ["code"] = code, ["message"] = Message };

    public static ZoomApiException NoRecording() => new(StatusCodes.Status404NotFound, 3301, "There is no recording for this meeting.");

    public static ZoomApiException NoMeeting(string reference) =>
        new(StatusCodes.Status404NotFound, 3001, $"Meeting does not exist: {reference}.");

    public static ZoomApiException Unknown() => new(StatusCodes.Status404NotFound, 2300, "This API endpoint is not recognized.");

    public static ZoomApiException BadRequest(string message) => new(StatusCodes.Status400BadRequest, 300, message);
}

/// <summary>An authorised call of the REST API.</summary>
internal sealed record ApiCall(HttpContext Context, ZoomSimulator Zoom, ZoomUser User, ZoomFault? Fault, JsonObject Body)
{
    public DateTimeOffset Now => Zoom.Time.GetUtcNow();

    public string? Query(string name) => Context.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null;

    /// <summary>The meeting that the path names.</summary>
    public string Reference()
    {
        var reference = MeetingReference.Read(Context) ?? throw ZoomApiException.Unknown();
        ZoomGuard.Notes(Context).Subject = reference;
        return reference;
    }
}

/// <summary>An answer of the REST API.</summary>
internal sealed record ApiAnswer(int Status, JsonNode? Body = null)
{
    public static readonly ApiAnswer Done = new(StatusCodes.Status204NoContent);

    public static implicit operator ApiAnswer(JsonObject body) => new(StatusCodes.Status200OK, body);
}

/// <summary>The REST API under <c>/v2</c>: who may call it, and which method answers what.</summary>
internal static class ZoomApi
{
    public static void Map(IEndpointRouteBuilder routes, ZoomSimulator zoom)
    {
        void On(string method, string pattern, ZoomOperation operation, Func<ApiCall, ApiAnswer> answer) => routes.MapMethods(
            pattern, [method], ZoomGuard.Guard(zoom, operation, (context, fault) => AnswerAsync(context, fault, zoom, answer)));

        On("GET", "/v2/users/{user}", ZoomOperation.Profile, UserApi.Profile);
        On("GET", "/v2/users/{user}/recordings", ZoomOperation.ListRecordings, RecordingApi.List);
        On("GET", "/v2/meetings/{meeting}/recordings", ZoomOperation.GetRecordings, RecordingApi.Get);
        On("DELETE", "/v2/meetings/{meeting}/recordings", ZoomOperation.ChangeRecordings, RecordingApi.Delete);
        On("PUT", "/v2/meetings/{meeting}/recordings/status", ZoomOperation.ChangeRecordings, RecordingApi.Recover);
        On("DELETE", "/v2/meetings/{meeting}/recordings/{file}", ZoomOperation.ChangeRecordings, RecordingApi.DeleteFile);
        On("PUT", "/v2/meetings/{meeting}/recordings/{file}/status", ZoomOperation.ChangeRecordings, RecordingApi.RecoverFile);
        On("GET", "/v2/meetings/{meeting}/transcript", ZoomOperation.Transcript, RecordingApi.Transcript);
        On("GET", "/v2/meetings/{meeting}/meeting_summary", ZoomOperation.Summary, RecordingApi.Summary);
        On("GET", "/v2/users/{user}/meeting_summaries", ZoomOperation.Summary, RecordingApi.ListSummaries);
        On("GET", "/v2/users/{user}/meetings", ZoomOperation.Meetings, MeetingApi.List);
        On("POST", "/v2/users/{user}/meetings", ZoomOperation.Meetings, MeetingApi.Create);
        On("GET", "/v2/meetings/{meeting}", ZoomOperation.Meetings, MeetingApi.Get);
        On("PATCH", "/v2/meetings/{meeting}", ZoomOperation.Meetings, MeetingApi.Update);
        On("DELETE", "/v2/meetings/{meeting}", ZoomOperation.Meetings, MeetingApi.Delete);
        On("PUT", "/v2/meetings/{meeting}/status", ZoomOperation.Meetings, MeetingApi.ChangeStatus);
        On("GET", "/v2/past_meetings/{meeting}", ZoomOperation.PastMeetings, MeetingApi.Past);
        On("GET", "/v2/past_meetings/{meeting}/participants", ZoomOperation.PastMeetings, MeetingApi.PastParticipants);
        routes.Map("/v2/{**rest}", context =>
            ZoomGuard.WriteAsync(context, StatusCodes.Status404NotFound, ZoomApiException.Unknown().Body));
    }

    private static async Task AnswerAsync(
        HttpContext context, ZoomFault? fault, ZoomSimulator zoom, Func<ApiCall, ApiAnswer> answer)
    {
        try
        {
            var user = Authorize(context, zoom);
            var call = new ApiCall(context, zoom, user, fault, await ReadAsync(context));
            var result = answer(call);
            context.Response.Headers["x-ratelimit-category"] = "Light";
            context.Response.Headers.Date = call.Now.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
            await ZoomGuard.WriteAsync(context, result.Status, result.Body);
        }
        catch (ZoomApiException refusal)
        {
            await ZoomGuard.WriteAsync(context, refusal.Status, refusal.Body);
        }
    }

    /// <summary>
    /// Finds whom the call acts for. A token of a user reaches that user only, under the name <c>me</c>; a token of the account
    /// reaches all of its users by their ids or e-mail addresses, and knows no <c>me</c>; a token of the app reaches nobody.
    /// </summary>
    private static ZoomUser Authorize(HttpContext context, ZoomSimulator zoom)
    {
        var holder = zoom.OAuth.FindAccess(ZoomGuard.Bearer(context)) ?? throw InvalidToken();
        var named = (string?)context.Request.RouteValues["user"];
        return holder.Kind switch
        {
            ZoomTokenKind.Access when named is null or "me" => zoom.Directory.Find(holder.UserId!) ?? throw InvalidToken(),
            ZoomTokenKind.Account when named is not null => UserOf(holder.AccountId, named, zoom) ?? throw NoUser(named),
            ZoomTokenKind.Account => HostOf(holder.AccountId, context, zoom),
            ZoomTokenKind.App => throw new ZoomApiException(
                StatusCodes.Status400BadRequest, 4711, "Invalid access token, does not contain scopes:[user:read:user]."),
            _ => throw InvalidToken(),
        };
    }

    private static ZoomUser? UserOf(string? accountId, string named, ZoomSimulator zoom) => zoom.Directory.All.FirstOrDefault(user =>
        user.AccountId == accountId && (user.Id == named || string.Equals(user.Email, named, StringComparison.OrdinalIgnoreCase)));

    private static ZoomUser HostOf(string? accountId, HttpContext context, ZoomSimulator zoom)
    {
        var reference = MeetingReference.Read(context) ?? throw ZoomApiException.Unknown();
        return zoom.Library.Find(reference)?.Host is { } host && host.AccountId == accountId
            ? host
            : throw ZoomApiException.NoMeeting(reference);
    }

    private static async Task<JsonObject> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true })
        {
            return [];
        }

        try
        {
            var body = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            return body as JsonObject ?? throw ZoomApiException.BadRequest("Request Body should be a valid JSON object.");
        }
        catch (JsonException)
        {
            throw ZoomApiException.BadRequest("Request Body should be a valid JSON object.");
        }
    }

    private static ZoomApiException InvalidToken() => new(StatusCodes.Status401Unauthorized, 124, "Invalid access token.");

    private static ZoomApiException NoUser(string id) => new(StatusCodes.Status404NotFound, 1001, $"User does not exist: {id}.");
}
