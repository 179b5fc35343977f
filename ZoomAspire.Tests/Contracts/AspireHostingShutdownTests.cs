using System.Diagnostics;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Contracts;

/// <summary>Nothing that the AppHost starts outlives it, however it ends.</summary>
[Collection(nameof(WholeSystems))]
public sealed class AspireHostingShutdownTests : IAsyncLifetime
{
    private static readonly string[] Servers = ["postgres", "redis-server", "ceph-mon", "ceph-osd", "radosgw"];

    // All servers, from nothing.
    private static readonly TimeSpan FirstStart = TimeSpan.FromMinutes(5);

    private static readonly string Supervisor = Path.Combine(AppContext.BaseDirectory, "aspire-supervise.sh");

    // Not one of the private temporary directories: run as root, the database server becomes nobody and must get in.
    private readonly string _data = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())).FullName;

    // A killed AppHost's servers take a moment to end, and write until then.
    public Task DisposeAsync() => Eventually.HoldsAsync(TryDelete, "The servers let go of their data.");

    public Task InitializeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("KILL")]
    [InlineData("TERM")]
    public async Task No_process_is_left_when_the_apphost_ends_by(string signal)
    {
        using var appHost = StartAppHost();
        try
        {
            await Eventually.HoldsAsync(() => Missing(appHost).Length == 0, "Every server and two workers are started.", FirstStart);
            var started = ProcessEntry.Below(appHost.Id);

            using (var kill = Process.Start("kill", [$"-{signal}", $"{appHost.Id}"]))
            {
                await kill.WaitForExitAsync();
            }

            await appHost.WaitForExitAsync();
            await Eventually.HoldsAsync(() => !started.Any(static p => p.Lives()), "Everything below the AppHost ends.");
        }
        finally
        {
            appHost.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task A_second_apphost_with_the_same_data_says_so_and_ends()
    {
        using var first = StartAppHost();
        try
        {
            await Eventually.HoldsAsync(
                () => ProcessEntry.Below(first.Id).Any(static p => p.Name == "redis-server"), "The first starts.", FirstStart);
            using var second = StartAppHost();
            try
            {
                using var patience = new CancellationTokenSource(FirstStart);
                var errors = await second.StandardError.ReadToEndAsync(patience.Token);
                await second.WaitForExitAsync(patience.Token);

                Assert.Equal(1, second.ExitCode);
                Assert.Contains("already running", errors, StringComparison.Ordinal);
            }
            finally
            {
                second.Kill(entireProcessTree: true);
            }
        }
        finally
        {
            first.Kill(entireProcessTree: true);
        }
    }

    /// <remarks>Of the stand-in's own supervisor: where the real package is compiled in there is nothing to test.</remarks>
    [StandInFact]
    public async Task A_process_that_ignores_the_request_to_end_is_killed_with_what_it_started()
    {
        var file = Path.Combine(_data, "pids");
        const string Stubborn = "trap '' TERM; sleep 601 & echo $$ $! >\"$0\"; while :; do sleep 1; done";
        var start = new ProcessStartInfo("setsid") { RedirectStandardInput = true };
        foreach (var argument in (string[])["bash", Supervisor, "1", "bash", "-c", Stubborn, file])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        await Eventually.HoldsAsync(() => File.Exists(file) && File.ReadAllText(file).EndsWith('\n'), "The process starts.");
        var started = ProcessEntry.Below(process.Id);
        process.StandardInput.Close();

        await process.WaitForExitAsync();
        await Eventually.HoldsAsync(() => !started.Any(static p => p.Lives()), "The process and its child end.");
    }

    /// <summary>A test of the stand-in alone.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class StandInFactAttribute : FactAttribute
    {
        public StandInFactAttribute()
        {
            if (!File.Exists(Supervisor))
            {
                Skip = "Aspire.Hosting is the real package.";
            }
        }
    }

    private Process StartAppHost()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            typeof(Projects.ZoomAspire_AppHost).Assembly.Location, $"--DATA_DIR={_data}", "--STORES=processes", "--API_PORT=0",
            "--SIM_PAGE_PORT=0", "--SIM_ZOOM_PORT=0", "--SIM_DOWNLOAD_PORT=0", "--SIM_TELEGRAM_PORT=0", "--WORKER_REPLICAS=2",
            "--DASHBOARD_DISABLED=true", .. TestSettings.Unset,
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // Its own servers, not those of the tests.
        foreach (var name in start.Environment.Keys.Where(static k => k.StartsWith("ConnectionStrings__", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    private static string[] Missing(Process appHost)
    {
        Assert.False(appHost.HasExited, "The AppHost ended.");
        var names = ProcessEntry.Below(appHost.Id).Select(static p => p.Name).ToArray();
        return [.. Servers.Where(s => !names.Contains(s)), .. names.Count(static n => n == "dotnet") >= 5 ? Array.Empty<string>() : ["dotnet"]];
    }

    private bool TryDelete()
    {
        try
        {
            Directory.Delete(_data, recursive: true);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
