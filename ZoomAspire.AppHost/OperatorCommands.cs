using System.Net.Http.Headers;
using ZoomAspire.ServiceDefaults.Security;

namespace ZoomAspire.AppHost;

/// <summary>The dashboard's commands on the API for whoever operates the system: the calls of its operator endpoints, with the service's key.</summary>
internal static class OperatorCommands
{
    private const int MostShown = 2000;

    /// <summary>Adds the commands.</summary>
    /// <param name="api">The API.</param>
    /// <param name="settings">The settings, of which one is the key.</param>
    public static IResourceBuilder<ProjectResource> WithOperatorCommands(this IResourceBuilder<ProjectResource> api, ServiceSettings settings) => api
        .WithOperatorCommand(settings, HttpMethod.Get, "/operator/queue", "Show queue", "show-queue", "Numbers of jobs, failures, dead letters, connections and alerts.", "DataBarVertical")
        .WithOperatorCommand(settings, HttpMethod.Post, "/operator/sweep", "Sweep now", "sweep-now", "Compares all connections with what Zoom has.", "ArrowSync")
        .WithOperatorCommand(settings, HttpMethod.Post, "/operator/dead-letters/replay", "Replay dead letters", "replay-dead-letters", "Tries all jobs again that were given up.", "ArrowRepeatAll");

    private static IResourceBuilder<ProjectResource> WithOperatorCommand(
        this IResourceBuilder<ProjectResource> api,
        ServiceSettings settings,
        HttpMethod method,
        string path,
        string displayName,
        string name,
        string description,
        string icon) => api.WithHttpCommand(path, displayName, endpointName: "internal", commandName: name, commandOptions: new HttpCommandOptions
        {
            Method = method,
            Description = description,
            IconName = icon,
            PrepareRequest = async context => context.Request.Headers.Authorization =
                new AuthenticationHeaderValue("Bearer", await KeyAsync(settings, context.CancellationToken)),
            GetCommandResult = ResultAsync,
        });

    private static async Task<string> KeyAsync(ServiceSettings settings, CancellationToken cancellationToken)
    {
        var keys = await settings.Parameters["INTERNAL_API_KEY"].Resource.GetValueAsync(cancellationToken) ?? "";
        return InternalApiKey.FindPresentable(keys, ApiScopes.Operate)
            ?? throw new InvalidOperationException("INTERNAL_API_KEY has no key that may operate the service: add one such as ops:<key>:operate.");
    }

    // There is no other place to show an answer than the command's message.
    private static async Task<ExecuteCommandResult> ResultAsync(HttpCommandResultContext context)
    {
        var text = await context.Response.Content.ReadAsStringAsync(context.CancellationToken);
        if (!context.Response.IsSuccessStatusCode)
        {
            return CommandResults.Failure($"The API answered with status {(int)context.Response.StatusCode}.");
        }

        Console.WriteLine($"{context.Request()}: {(text.Length > MostShown ? text[..MostShown] + "…" : text)}");
        return CommandResults.Success();
    }

    private static string Request(this HttpCommandResultContext context) => context.Response.RequestMessage?.RequestUri?.AbsolutePath ?? "";
}
