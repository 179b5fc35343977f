using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ZoomAspire.Tests.Operator;

namespace ZoomAspire.Tests.Worker;

/// <summary>The worker as a process of its own, to be killed.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private const string Variable = "ENV ";

    private readonly Process _process;

    private WorkerProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    /// <summary>The most memory, in bytes, that the process has had resident at any time so far, as the kernel counts.</summary>
    public long PeakMemory
    {
        get
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
    }

    public static WorkerProcess Start(IReadOnlyDictionary<string, string?> settings)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}/");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ZoomAspire.Worker.dll")])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in VariablesOfImage().Concat(settings))
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        start.Environment["ASPNETCORE_URLS"] = address.AbsoluteUri;
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        return new WorkerProcess(process, address);
    }

    /// <summary>SIGKILL: no chance to say goodbye.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as orchestrators send it.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        return await ExitAsync();
    }

    public async Task<int> ExitAsync()
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await _process.WaitForExitAsync(bound.Token);
        return _process.ExitCode;
    }

    public Task<string> ErrorsAsync() => _process.StandardError.ReadToEndAsync();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    // As it is shipped: some of them bound its memory.
    private static IEnumerable<KeyValuePair<string, string?>> VariablesOfImage() =>
        File.ReadLines(Repository.File("ZoomAspire.Worker", "Dockerfile"))
            .Where(line => line.StartsWith(Variable, StringComparison.Ordinal))
            .Select(line => line[Variable.Length..].Split('=', 2))
            .Select(parts => KeyValuePair.Create(parts[0], (string?)parts[1]));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
