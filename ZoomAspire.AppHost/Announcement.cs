using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace ZoomAspire.AppHost;

/// <summary>
/// Prints the addresses once everything is healthy and keeps them in the file <c>ready</c> of the data directory while the system
/// runs, for scripts that wait for it.
/// </summary>
internal sealed class Announcement(
    DistributedApplicationModel model, ResourceNotificationService notifications, IConfiguration configuration, LocalState state)
    : BackgroundService
{
    // The first start of a dashboard may have to install it; the addresses do not wait for that.
    private static readonly TimeSpan DashboardPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan InstallPatience = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Reminder = TimeSpan.FromSeconds(30);

    private readonly string _file = Path.Combine(state.Directory, "ready");

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        File.Delete(_file);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        File.Delete(_file);
        try
        {
            foreach (var project in model.Resources.OfType<ProjectResource>())
            {
                await HealthyAsync(project.Name, stoppingToken);
            }
        }
        catch (DistributedApplicationException exception)
        {
            Console.WriteLine($"ZoomAspire is not complete: {exception.Message}");
            await File.WriteAllTextAsync(_file, "failed\n", stoppingToken);
            return;
        }

        var dashboard = await DashboardAsync(DashboardPatience, stoppingToken);
        var lines = Addresses(dashboard);
        Console.WriteLine(string.Join('\n', ["", "ZoomAspire runs (Ctrl-C stops it):", .. lines, ""]));
        await File.WriteAllLinesAsync(_file, lines, stoppingToken);
        if (dashboard is null && await DashboardAsync(InstallPatience, stoppingToken) is { } late)
        {
            Console.WriteLine(Line("dashboard", late));
        }
    }

    private static string Line(string what, string address) => $"  {what,-10} {address}";

    private async Task HealthyAsync(string resource, CancellationToken cancellationToken)
    {
        var healthy = notifications.WaitForResourceHealthyAsync(resource, WaitBehavior.StopOnResourceUnavailable, cancellationToken);
        while (await Task.WhenAny(healthy, Task.Delay(Reminder, cancellationToken)) != healthy)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Console.WriteLine($"ZoomAspire still waits for {resource} to become healthy.");
        }

        await healthy;
    }

    private List<string> Addresses(string? dashboard)
    {
        var lines = new List<string>();
        AddEndpoint(lines, "chat page", "simulator", "page");
        AddEndpoint(lines, "API", "api", "http");
        AddEndpoint(lines, "internal", "api", "internal");
        if (dashboard is not null)
        {
            lines.Add(Line("dashboard", dashboard));
        }

        return lines;
    }

    private void AddEndpoint(List<string> lines, string what, string resource, string endpoint)
    {
        if (model.Resources.OfType<ProjectResource>().FirstOrDefault(r => r.Name == resource) is { } project)
        {
            lines.Add(Line(what, new EndpointReference(project, endpoint).Url));
        }
    }

    // The dashboard is a guest: named only if it answers.
    private async Task<string?> DashboardAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        var address = configuration["ASPNETCORE_URLS"]?.Split(';')[0];
        if (string.IsNullOrEmpty(address) || configuration["DASHBOARD_DISABLED"] == "true")
        {
            return null;
        }

        using var client = new HttpClient();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(longest);
        while (true)
        {
            try
            {
                using var response = await client.GetAsync(new Uri(address), HttpCompletionOption.ResponseHeadersRead, patience.Token);
                return address;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), patience.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return null;
            }
        }
    }
}
