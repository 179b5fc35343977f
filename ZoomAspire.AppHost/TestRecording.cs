using System.Net.Http.Json;
using System.Text.Json;

namespace ZoomAspire.AppHost;

/// <summary>The dashboard command that lets the simulated Zoom end a recorded meeting of everybody who is connected.</summary>
internal static class TestRecording
{
    /// <summary>Adds the command.</summary>
    /// <param name="simulator">The simulator.</param>
    public static IResourceBuilder<ProjectResource> WithTestRecordingCommand(this IResourceBuilder<ProjectResource> simulator) =>
        simulator.WithCommand(
            "test-recording",
            "Send a test recording",
            context => SendAsync(simulator.GetEndpoint("page"), context.CancellationToken),
            new CommandOptions
            {
                Description = "Ends a recorded meeting of every connected user.",
                IconName = "Mic",
                IsHighlighted = true,
            });

    private static async Task<ExecuteCommandResult> SendAsync(EndpointReference page, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = new Uri(page.Url) };
        var state = await client.GetFromJsonAsync<JsonElement>("/sim/zoom/state", cancellationToken);
        var connected = state.GetProperty("grants").EnumerateArray()
            .Select(static grant => grant.GetProperty("user_id").GetString())
            .Distinct()
            .ToArray();
        foreach (var user in connected)
        {
            using var answer = await client.PostAsJsonAsync("/sim/zoom/meetings/end", new { user_id = user }, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }

        return connected.Length > 0
            ? CommandResults.Success()
            : CommandResults.Failure("Nobody has connected a Zoom account yet: send /connect to the bot on the chat page first.");
    }
}
