using System.Diagnostics;
using System.Globalization;

namespace Aspire.Hosting.Engine;

/// <summary>One command with a lifeline (see supervise.sh): it cannot outlive the engine, nor leave anything behind.</summary>
internal sealed class ChildProcess
{
    /// <summary>How long a command may take to end after TERM.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    private static readonly string Supervisor = Path.Combine(AppContext.BaseDirectory, "aspire-supervise.sh");

    private readonly Process _process;

    private ChildProcess(Process process, Action<string> output)
    {
        _process = process;
        Exited = WaitAsync(output);
    }

    /// <summary>Ends with the exit code, after the last line of output.</summary>
    public Task<int> Exited { get; }

    /// <exception cref="DistributedApplicationException">The command does not exist.</exception>
    public static ChildProcess Start(
        string command,
        IEnumerable<string> arguments,
        string workingDirectory,
        IReadOnlyDictionary<string, string> environment,
        Action<string> output)
    {
        var start = new ProcessStartInfo("setsid")
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var seconds = ((int)Grace.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        foreach (var argument in (IEnumerable<string>)["bash", Supervisor, seconds, Resolve(command, workingDirectory), .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new ChildProcess(Process.Start(start)!, output);
    }

    /// <summary>Asks the command to end and waits; the supervisor kills what does not end in time.</summary>
    public async Task StopAsync()
    {
        _process.StandardInput.Close();
        try
        {
            await Exited.WaitAsync(Grace + TimeSpan.FromSeconds(5));
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
            await Exited;
        }
    }

    private static string Resolve(string command, string workingDirectory)
    {
        var candidates = command.Contains('/', StringComparison.Ordinal)
            ? [Path.GetFullPath(Path.Combine(workingDirectory, command))]
            : (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin").Split(':').Select(d => Path.Combine(d, command));
        return candidates.FirstOrDefault(File.Exists)
            ?? throw new DistributedApplicationException($"The command '{command}' was not found.");
    }

    private static async Task ReadAsync(StreamReader reader, Action<string> output)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            output(line);
        }
    }

    private async Task<int> WaitAsync(Action<string> output)
    {
        var read = Task.WhenAll(ReadAsync(_process.StandardOutput, output), ReadAsync(_process.StandardError, output));
        await _process.WaitForExitAsync();
        await read;
        return _process.ExitCode;
    }
}
