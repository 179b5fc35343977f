using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ZoomAspire.Core.Media;

/// <summary>
/// Runs ffmpeg and ffprobe (https://ffmpeg.org/ffmpeg.html) on files that strangers may have made: without our environment, with limits
/// on CPU time, memory and written files that the kernel keeps, and a bound on the time of the clock.
/// </summary>
/// <param name="folder">Where the programs are; null for wherever the system finds them.</param>
internal sealed class Ffmpeg(string? folder = null)
{
    private const int MaxErrorLength = 4096;
    private const int MemoryKibibytes = 2 * 1024 * 1024;
    private const int BlockBytes = 512;

    // POSIX: the shell sets the limits for itself and becomes the program. Nice: converting must not hold up what else runs here.
    private const string Limited = """ulimit -t "$1" && ulimit -v "$2" && ulimit -f "$3" && shift 3 && exec nice -n 10 "$@" """;

    private static readonly ActivitySource Source = new("ZoomAspire");

    private readonly Lazy<bool> _isThere = new(() => FindIn(folder, "ffmpeg") is not null && FindIn(folder, "ffprobe") is not null);

    /// <summary>Whether both programs are there.</summary>
    public bool IsThere => _isThere.Value;

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">ffmpeg or ffprobe.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="limits">What it may use.</param>
    /// <param name="input">Writes what it reads; null for nothing.</param>
    /// <param name="output">Reads what it writes.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <exception cref="FfmpegException">It failed or was killed by a limit.</exception>
    public async Task RunAsync(
        string program,
        IEnumerable<string> arguments,
        FfmpegLimits limits,
        Func<Stream, CancellationToken, Task>? input,
        Func<Stream, CancellationToken, Task> output,
        CancellationToken cancellationToken)
    {
        // Its arguments hold a signed address: the span has none of them.
        using var activity = Source.StartActivity(program);
        try
        {
            await RunToItsEndAsync(program, arguments, limits, input, output, cancellationToken);
            activity?.SetTag("process.exit.code", 0);
        }
        catch (FfmpegException exception)
        {
            activity?.SetTag("process.exit.code", exception.ExitCode);
            activity?.SetStatus(ActivityStatusCode.Error);
            throw;
        }
    }

    private async Task RunToItsEndAsync(
        string program,
        IEnumerable<string> arguments,
        FfmpegLimits limits,
        Func<Stream, CancellationToken, Task>? input,
        Func<Stream, CancellationToken, Task> output,
        CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(limits.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, bound.Token);
        using var process = Start(program, arguments, limits);
        try
        {
            var errors = ReadErrorsAsync(process.StandardError, either.Token);
            var written = WriteAsync(process.StandardInput.BaseStream, input, either.Token);
            await output(process.StandardOutput.BaseStream, either.Token);
            await written;
            var said = await errors;
            await process.WaitForExitAsync(either.Token);
            if (process.ExitCode != 0)
            {
                throw new FfmpegException(process.ExitCode, said);
            }
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FfmpegException(-1, "It took too long.", exception);
        }
        finally
        {
            await KillAsync(process);
        }
    }

    private Process Start(string program, IEnumerable<string> arguments, FfmpegLimits limits)
    {
        var path = FindIn(folder, program) ?? throw new FfmpegException(-1, $"{program} is not installed.");
        string[] wrapped =
        [
            "-c", Limited, "sh", Text((long)limits.Cpu.TotalSeconds), Text(MemoryKibibytes), Text(limits.FileBytes / BlockBytes), path, .. arguments,
        ];
        var start = new ProcessStartInfo("/bin/sh", wrapped)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Our settings are none of its business, nor is a proxy.
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin";
        start.Environment["LC_ALL"] = "C";
        return Process.Start(start)!;
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static async Task WriteAsync(Stream stream, Func<Stream, CancellationToken, Task>? input, CancellationToken cancellationToken)
    {
        await using (stream)
        {
            try
            {
                await (input?.Invoke(stream, cancellationToken) ?? Task.CompletedTask);
            }
            catch (IOException)
            {
                // It has ended early: its exit code tells why.
            }
        }
    }

    // To its end, so that it never blocks; the first of it is what matters.
    private static async Task<string> ReadErrorsAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var buffer = new char[1024];
        while (await reader.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            text.Append(buffer, 0, Math.Min(read, MaxErrorLength - text.Length));
        }

        return text.ToString();
    }

    private static async Task KillAsync(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static string? FindIn(string? folder, string program) =>
        (folder is null ? (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator) : [folder])
        .Select(place => Path.Combine(place, program))
        .FirstOrDefault(File.Exists);
}

/// <summary>What one run may use.</summary>
/// <param name="Time">By the clock.</param>
/// <param name="Cpu">Of the processor.</param>
/// <param name="FileBytes">Bytes of the largest file that it may write; 0 for none at all.</param>
internal sealed record FfmpegLimits(TimeSpan Time, TimeSpan Cpu, long FileBytes = 0);

/// <summary>A run of ffmpeg or ffprobe failed. What it said may hold signed addresses: it goes into no log.</summary>
/// <param name="exitCode">Its exit code; -1 if it was killed or is missing.</param>
/// <param name="said">What it wrote about it.</param>
/// <param name="innerException">What led to it.</param>
internal sealed class FfmpegException(int exitCode, string said, Exception? innerException = null)
    : IOException($"The audio tool failed with code {exitCode}.", innerException)
{
    private static readonly string[] OfTheFile =
    [
        "Invalid data found", "matches no streams", "does not contain any stream", "moov atom not found", "Decoder not found",
        "could not find codec parameters", "Invalid argument", "Not yet implemented",
    ];

    /// <summary>Its exit code; -1 if it was killed or is missing.</summary>
    public int ExitCode => exitCode;

    /// <summary>Whether the file is to blame, so that trying again is of no use.</summary>
    public bool IsOfTheFile => OfTheFile.Any(text => said.Contains(text, StringComparison.OrdinalIgnoreCase));
}
