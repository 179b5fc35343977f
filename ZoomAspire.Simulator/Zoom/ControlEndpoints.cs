using System.Text.Json;

namespace ZoomAspire.Simulator.Zoom;

/// <summary>The control API under <c>/sim/zoom</c>: what people do at Zoom and what goes wrong there (see README.md).</summary>
internal static class ControlEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, ZoomSimulator zoom)
    {
        routes.MapGet("/sim/zoom/state", context => WriteAsync(context, zoom.GetState()));
        routes.MapGet("/sim/zoom/deliveries/{id:int}", context => DeliveryAsync(context, zoom));
        routes.MapPost("/sim/zoom/users", Taking<NewZoomUser, ZoomUser>(
            (request, _) => Task.FromResult(zoom.AddUser(request))));
        routes.MapPost("/sim/zoom/meetings/end", Taking<EndMeeting, EndedMeeting>(zoom.EndMeetingAsync));
        routes.MapPost("/sim/zoom/recordings", Taking<RecordingChange, Done>((request, _) =>
        {
            zoom.ChangeRecording(request.Uuid, request.State);
            return Done.Task;
        }));
        routes.MapPost("/sim/zoom/faults", Taking<ZoomFaultRequest, Done>((request, _) =>
        {
            zoom.SetFaults(request);
            return Done.Task;
        }));
        routes.MapPost("/sim/zoom/users/{id}/remove-app", Giving(
            context => zoom.RemoveAppAsync((string)context.Request.RouteValues["id"]!)));
        routes.MapPost("/sim/zoom/crc", Giving(_ => zoom.SendChallengeAsync()));
        routes.MapPost("/sim/zoom/events", Taking<CraftedEvent, WebhookDelivery>((request, _) => zoom.SendEventAsync(request)));
        routes.MapPost("/sim/zoom/reset", Giving(async _ =>
        {
            await zoom.ResetAsync();
            return await Done.Task;
        }));
        routes.MapGet("/sim/zoom/hostile", ZoomGuard.Guard(zoom, ZoomOperation.DownloadFile, (context, _) =>
        {
            ZoomGuard.Notes(context).Subject = "hostile";
            return ZoomGuard.WriteAsync(context, StatusCodes.Status200OK, "audio/mp4", "You should not have come here.");
        }));
    }

    private static Task DeliveryAsync(HttpContext context, ZoomSimulator zoom)
    {
        var id = int.Parse((string)context.Request.RouteValues["id"]!, System.Globalization.CultureInfo.InvariantCulture);
        return zoom.GetDeliveries().FirstOrDefault(delivery => delivery.Id == id) is { } found
            ? WriteAsync(context, found)
            : RefuseAsync(context, StatusCodes.Status404NotFound, "There is no delivery with this id.");
    }

    private static RequestDelegate Taking<TRequest, TAnswer>(Func<TRequest, CancellationToken, Task<TAnswer>> act) =>
        Giving(async context =>
        {
            var request = await JsonSerializer.DeserializeAsync<TRequest>(
                context.Request.Body, ZoomJson.Control, context.RequestAborted);
            return await act(request ?? throw new ZoomControlException("A JSON object is needed."), context.RequestAborted);
        });

    private static RequestDelegate Giving<TAnswer>(Func<HttpContext, Task<TAnswer>> act) => async context =>
    {
        try
        {
            await WriteAsync(context, await act(context));
        }
        catch (Exception refusal) when (refusal is ZoomControlException or JsonException)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, refusal.Message);
        }
    };

    private static Task RefuseAsync(HttpContext context, int status, string error)
    {
        context.Response.StatusCode = status;
        return WriteAsync(context, new Refusal(error));
    }

    private static Task WriteAsync<T>(HttpContext context, T value) =>
        context.Response.WriteAsJsonAsync(value, ZoomJson.Control, context.RequestAborted);

    private sealed record RecordingChange
    {
        public required string Uuid { get; init; }

        public required RecordingState State { get; init; }
    }

    private sealed record Refusal(string Error);

    private sealed record Done(bool Ok)
    {
        public static readonly Task<Done> Task = System.Threading.Tasks.Task.FromResult(new Done(true));
    }
}
