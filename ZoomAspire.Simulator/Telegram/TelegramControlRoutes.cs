using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ZoomAspire.Simulator.Telegram;

/// <summary>The control API of the simulated Telegram. What cannot be done is answered 400 with a sentence.</summary>
internal static class TelegramControlRoutes
{
    private sealed record NewUser(string FirstName, string? LanguageCode);

    private sealed record NewGroup(string Title, IReadOnlyList<long> Members, bool Supergroup = false, bool Forum = false);

    private sealed record NewTopic(string Name);

    private sealed record NewText(long UserId, string Text, int? ReplyToMessageId = null, int? MessageThreadId = null);

    private sealed record Pressing(long UserId, string Button);

    private sealed record Starting(string? Payload);

    private sealed record Opening(Uri Link);

    public static void Map(IEndpointRouteBuilder routes, TelegramSimulator telegram)
    {
        var control = routes.MapGroup("/sim/telegram");
        control.AddEndpointFilter(async (context, next) =>
        {
            try
            {
                return await next(context);
            }
            catch (InvalidOperationException refusal)
            {
                return TypedResults.Problem(refusal.Message, statusCode: StatusCodes.Status400BadRequest);
            }
        });
        MapPeople(control, telegram);
        MapChats(control, telegram);
        MapInspection(control, telegram);
        MapFaults(control, telegram);
    }

    private static void MapPeople(RouteGroupBuilder control, TelegramSimulator telegram)
    {
        control.MapGet("/users", () => telegram.Users);
        control.MapPost("/users", (NewUser user) => telegram.CreateUser(user.FirstName, user.LanguageCode ?? "en"));
        control.MapPost("/users/{id}/start", (long id, Starting start) => telegram.Start(id, start.Payload));
        control.MapPost("/users/{id}/open", (long id, Opening opening) => telegram.OpenLink(id, opening.Link));
        control.MapPost("/users/{id}/block", (long id) => Done(() => telegram.Block(id)));
        control.MapPost("/users/{id}/unblock", (long id) => Done(() => telegram.Unblock(id)));
    }

    private static void MapChats(RouteGroupBuilder control, TelegramSimulator telegram)
    {
        control.MapGet("/chats", () => telegram.Chats);
        control.MapPost("/chats", (NewGroup group) =>
            telegram.CreateGroup(group.Title, group.Members, group.Supergroup, group.Forum));
        control.MapPost("/chats/{id}/migrate", (long id, bool? forum) => telegram.Migrate(id, forum ?? false));
        control.MapPost("/chats/{id}/kick-bot", (long id) => Done(() => telegram.KickBot(id)));
        control.MapPost("/chats/{id}/members/{user}/promote", (long id, long user) => Done(() => telegram.Promote(id, user)));
        control.MapDelete("/chats/{id}/members/{user}", (long id, long user) => Done(() => telegram.Leave(id, user)));
        control.MapPost("/chats/{id}/topics", (long id, NewTopic topic) => telegram.CreateTopic(id, topic.Name));
        control.MapPost("/chats/{id}/topics/{thread}/rename", (long id, int thread, NewTopic topic) =>
            Done(() => telegram.RenameTopic(id, thread, topic.Name)));
        control.MapPost("/chats/{id}/topics/{thread}/close", (long id, int thread) =>
            Done(() => telegram.CloseTopic(id, thread)));
        control.MapDelete("/chats/{id}/topics/{thread}", (long id, int thread) => Done(() => telegram.DeleteTopic(id, thread)));
        control.MapGet("/chats/{id}/messages", (long id) => telegram.Messages(id));
        control.MapPost("/chats/{id}/messages", (long id, NewText text) =>
            telegram.SendText(id, text.UserId, text.Text, text.ReplyToMessageId, text.MessageThreadId));
        control.MapPost("/chats/{id}/messages/{message}/press", (long id, int message, Pressing press) =>
            telegram.Press(id, message, press.UserId, press.Button));
        control.MapGet("/chats/{id}/commands", (long id, [FromQuery(Name = "user_id")] long userId) =>
            telegram.Commands(id, userId));
        control.MapGet("/callbacks/{id}", (string id) => Answer(telegram, id));
    }

    private static void MapInspection(RouteGroupBuilder control, TelegramSimulator telegram)
    {
        control.MapGet("/state", () => new
        {
            Bot = TelegramSimulator.BotUsername,
            Address = telegram.Addresses.Telegram,
            telegram.Users,
            telegram.Chats,
            telegram.Settings,
            telegram.Faults,
            telegram.Violations,
            PendingUpdates = telegram.Updates.Count,
        });
        control.MapGet("/violations", () => telegram.Violations);
        control.MapGet("/calls", (int? last) => telegram.Calls.TakeLast(last ?? int.MaxValue));
        control.MapGet("/arrivals", (DateTimeOffset since) => telegram.Arrivals(since));
        control.MapGet("/files/{id}", (string id, bool? download) => Serve(telegram, id, download ?? false));
    }

    private static void MapFaults(RouteGroupBuilder control, TelegramSimulator telegram)
    {
        control.MapPost("/settings", (TelegramSettings settings) => Done(() => telegram.Switch(settings)));
        control.MapPost("/faults", (TelegramFault fault) => Done(() => telegram.Inject(fault)));
        control.MapDelete("/faults", () => Done(telegram.ClearFaults));
        control.MapPost("/reset", () => Done(telegram.Reset));
    }

    private static NoContent Done(Action action)
    {
        action();
        return TypedResults.NoContent();
    }

    private static Results<Ok<CallbackAnswer>, NoContent> Answer(TelegramSimulator telegram, string id) =>
        telegram.Answer(id) is { } answer ? TypedResults.Ok(answer) : TypedResults.NoContent();

    private static Results<PhysicalFileHttpResult, NotFound> Serve(TelegramSimulator telegram, string id, bool download) =>
        telegram.File(id) is { } file
            ? TypedResults.PhysicalFile(
                file.Path, BotApiRoutes.ContentType(file), download ? file.FileName : null, enableRangeProcessing: true)
            : TypedResults.NotFound();
}
