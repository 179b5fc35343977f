using System.Diagnostics;
using System.Globalization;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Faults;

/// <summary>A service as a process of its own, to be killed and started again on the same address.</summary>
internal sealed class ServiceProcess(
    string kind, string name, string assembly, string log, Lifeline lifeline, Func<string, IReadOnlyDictionary<string, string>> environment)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // What platforms give.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private Process? _process;
    private int _starts;

    /// <summary><c>api</c>, <c>worker</c> or <c>bot</c>.</summary>
    public string Kind => kind;

    /// <summary>This process of it; the next has another name.</summary>
    public string Incarnation => $"{name}-{_starts}";

    /// <summary>The file that it writes to.</summary>
    public string Log => log;

    public int ProcessId => _process?.Id ?? 0;

    public int Port { get; } = Ports.Take();

    public void Start()
    {
        _starts++;
        // bash becomes the service itself: what is killed is it.
        var start = new ProcessStartInfo("bash", ["-c", """exec dotnet "$0" >>"$1" 2>&1""", assembly, log]);
        foreach (var (variable, value) in environment(Incarnation))
        {
            start.Environment[variable] = value;
        }

        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{Port}";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        lifeline.MarkService(start);
        _process?.Dispose();
        _process = Process.Start(start)!;
    }

    /// <summary>SIGKILL: no chance to say goodbye.</summary>
    public void Kill() => _process!.Kill();

    /// <summary>SIGTERM, as orchestrators send it; ends in order, and before they would kill.</summary>
    public async Task StopAsync()
    {
        var watch = Stopwatch.StartNew();
        await SignalAsync("TERM");
        await WaitForExitAsync();
        Assert.Equal(0, _process!.ExitCode);
        Assert.True(watch.Elapsed < Grace, $"{Incarnation} took {watch.Elapsed} to stop.");
    }

    /// <summary>SIGSTOP: stands still, with all its connections, and knows nothing of it.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    /// <summary>SIGCONT: goes on as if nothing had been.</summary>
    public Task ThawAsync() => SignalAsync("CONT");

    public async Task WaitForExitAsync()
    {
        using var bound = new CancellationTokenSource(Patience);
        await _process!.WaitForExitAsync(bound.Token);
    }

    public Task HealthyAsync(HttpClient client) =>
        Eventually.HoldsAsync(() => IsHealthyAsync(client), $"{name} is healthy", Patience);

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", ProcessId.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    private async Task<bool> IsHealthyAsync(HttpClient client)
    {
        try
        {
            using var response = await client.GetAsync(new Uri($"http://127.0.0.1:{Port}/health"));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
