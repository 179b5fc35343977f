using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ZoomAspire.ServiceDefaults;

/// <summary>Runs a service.</summary>
public static class ServiceRunner
{
    // https://learn.microsoft.com/dotnet/core/extensions/generic-host#disable-app-configuration-reload-on-change
    private const string WithoutReload = "--hostBuilder:reloadConfigOnChange=false";

    /// <summary>
    /// Begins to build a service. Its settings are read once: no files are watched for changes, which would cost an inotify instance, few as
    /// a machine has, and time for whatever is written below the folder in which it was started.
    /// </summary>
    /// <param name="args">Command line.</param>
    public static WebApplicationBuilder CreateBuilder(string[] args) => WebApplication.CreateBuilder([.. args, WithoutReload]);

    /// <summary>
    /// The same for a service that answers nobody but health checks and its own kind: without what reaches the outside, HTTPS, HTTP/3, IIS
    /// and static files, which would only take memory.
    /// </summary>
    /// <param name="args">Command line.</param>
    public static WebApplicationBuilder CreateSlimBuilder(string[] args) => WebApplication.CreateSlimBuilder([.. args, WithoutReload]);

    /// <summary>
    /// Builds and runs a service until it is stopped. Settings that are missing or malformed end it with one sentence a
    /// variable on standard error instead of a stack trace.
    /// </summary>
    /// <param name="create">Builds the service.</param>
    /// <returns>Exit code: 0 after a clean stop, 1 when the settings are not usable.</returns>
    public static async Task<int> RunAsync(Func<WebApplication> create)
    {
        SpeakEnglish();
        try
        {
            await using var app = create();
            // Before anything is made that a setting may be wrong for: what would fail first would hide the other problems.
            app.Services.GetService<IStartupValidator>()?.Validate();
            await RunAsync(app);
            return 0;
        }
        catch (Exception exception) when (Problems(exception) is { Count: > 0 } problems)
        {
            foreach (var problem in problems)
            {
                await Console.Error.WriteLineAsync(problem);
            }

            return 1;
        }
    }

    // Unless somebody is known who reads another language: that of the system is nobody's.
    private static void SpeakEnglish()
    {
        var english = CultureInfo.GetCultureInfo("en");
        CultureInfo.DefaultThreadCurrentUICulture = english;
        CultureInfo.CurrentUICulture = english;
    }

    private static async Task RunAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync();
            await app.WaitForShutdownAsync();
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Told to stop while it was still starting: what has begun ends in order.
            await app.StopAsync();
        }
    }

    // One exception for each settings class with problems; several come wrapped together.
    private static List<string> Problems(Exception exception) => exception switch
    {
        OptionsValidationException validation => [.. validation.Failures],
        AggregateException aggregate when aggregate.InnerExceptions.All(inner => inner is OptionsValidationException) =>
            [.. aggregate.InnerExceptions.SelectMany(Problems)],
        _ => [],
    };
}
