using System.Diagnostics;
using System.Globalization;

namespace ZoomAspire.Tests.Infrastructure;

/// <summary>Makes audio and looks at it with the system's own ffmpeg: an opinion that is not ours.</summary>
internal static class AudioFiles
{
    /// <summary>A steady tone as M4A.</summary>
    public static Task<string> ToneAsync(TempFolder folder, TimeSpan length, int bitRate = 128_000) => MakeAsync(
        folder, "tone.m4a", "-f", "lavfi", "-i", $"sine=frequency=440:sample_rate=32000:duration={Seconds(length)}", "-c:a", "aac", "-b:a", $"{bitRate}");

    /// <summary>A file made by ffmpeg.</summary>
    public static async Task<string> MakeAsync(TempFolder folder, string name, params string[] arguments)
    {
        var path = Path.Combine(folder.Path, name);
        await RunAsync("ffmpeg", ["-hide_banner", "-nostdin", "-loglevel", "error", .. arguments, path]);
        return path;
    }

    /// <summary>Decodes a file from start to end; fails on anything that is wrong with it.</summary>
    public static async Task<DecodedAudio> DecodeAsync(string path)
    {
        var described = await RunAsync(
            "ffprobe", ["-v", "error", "-show_entries", "stream=codec_name,channels", "-of", "default=noprint_wrappers=1:nokey=1", path]);
        var format = await RunAsync("ffprobe", ["-v", "error", "-show_entries", "format=duration", "-of", "default=noprint_wrappers=1:nokey=1", path]);
        var samples = await RunBytesAsync(
            "ffmpeg", ["-nostdin", "-loglevel", "error", "-xerror", "-i", path, "-map", "0:a:0", "-ac", "1", "-ar", "8000", "-f", "s16le", "pipe:1"]);
        var lines = described.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new DecodedAudio(
            lines[0],
            int.Parse(lines[1], CultureInfo.InvariantCulture),
            lines.Length / 2,
            TimeSpan.FromSeconds(double.Parse(format, CultureInfo.InvariantCulture)),
            samples);
    }

    private static async Task<string> RunAsync(string program, string[] arguments) =>
        System.Text.Encoding.UTF8.GetString(await RunBytesAsync(program, arguments));

    private static async Task<byte[]> RunBytesAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        using var output = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(output);
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0 && (await errors).Length == 0, await errors);
        return output.ToArray();
    }

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What came out of a file.</summary>
/// <param name="Codec">Of its sound.</param>
/// <param name="Channels">Of its sound.</param>
/// <param name="Streams">How many streams it has.</param>
/// <param name="Duration">As the container says.</param>
/// <param name="Samples">Mono, 8000 a second, 16 bits.</param>
internal sealed record DecodedAudio(string Codec, int Channels, int Streams, TimeSpan Duration, byte[] Samples)
{
    private const int Rate = 8000;

    /// <summary>As decoded.</summary>
    public TimeSpan Length => TimeSpan.FromSeconds(Samples.Length / 2.0 / Rate);

    /// <summary>The loudest sample of each 20 ms, without the first and last half second.</summary>
    public IEnumerable<int> Peaks()
    {
        const int Window = Rate / 50;
        for (var at = Rate / 2; at + Window < (Samples.Length / 2) - (Rate / 2); at += Window)
        {
            yield return Enumerable.Range(at, Window).Max(index => Math.Abs((int)BitConverter.ToInt16(Samples, 2 * index)));
        }
    }
}

/// <summary>A folder that goes with the test.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("zoomaspire-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
