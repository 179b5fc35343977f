using System.Diagnostics;
using System.Globalization;

namespace ZoomAspire.Bench;

/// <summary>A process of a run, killed with it.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    /// <summary>Whether it has come to its end by itself.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Its memory now, in megabytes: what of it is resident.</summary>
    public double Memory => ReadMegabytes("VmRSS:");

    /// <summary>The most that was resident, in megabytes.</summary>
    public double PeakMemory => ReadMegabytes("VmHWM:");

    /// <summary>A .NET program.</summary>
    /// <param name="assembly">What is run.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">What it is told besides.</param>
    public static ChildProcess Start(
        string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        Start("dotnet", [assembly, .. arguments], environment, null);

    /// <summary>Any program.</summary>
    /// <param name="program">What is run.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">What it is told besides.</param>
    /// <param name="directory">Where; null for here.</param>
    public static ChildProcess Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment, string? directory)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory ?? "",
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        // Read, or it stops when the pipe is full.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => Console.Error.Write(line.Data is { Length: > 0 } text ? text + Environment.NewLine : "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new ChildProcess(process);
    }

    /// <summary>The most that was resident of this process, in megabytes.</summary>
    public static double OwnPeakMemory() => ReadMegabytes("self", "VmHWM:");

    /// <summary>Gives back what this process has no use for any more, and begins anew to note the most that is resident (proc(5), clear_refs).</summary>
    public static void ForgetOwnPeakMemory()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        File.WriteAllText("/proc/self/clear_refs", "5");
    }

    /// <summary>Waits until an address answers as it should.</summary>
    /// <param name="client">Asks.</param>
    /// <param name="address">The address.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">The process has ended.</exception>
    public async Task AnswersAsync(HttpClient client, Uri address, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                using var response = await client.GetAsync(address, cancellationToken);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not yet.
            }

            if (HasExited)
            {
                throw new InvalidOperationException($"What was to answer at {address} has ended.");
            }

            await Task.Delay(20, cancellationToken);
        }
    }

    /// <summary>SIGKILL.</summary>
    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private double ReadMegabytes(string line) => ReadMegabytes(_process.Id.ToString(CultureInfo.InvariantCulture), line);

    private static double ReadMegabytes(string process, string name) => 1024 / 1e6 * long.Parse(
        File.ReadLines($"/proc/{process}/status").Single(line => line.StartsWith(name, StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
