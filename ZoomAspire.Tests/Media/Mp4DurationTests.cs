using ZoomAspire.Core.Media;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Media;

public sealed class Mp4DurationTests
{
    [Theory]
    [InlineData("+faststart", 1)]
    [InlineData("+faststart", 7)]
    [InlineData("0", 4096)]
    public async Task The_length_is_found_wherever_the_header_stands_and_however_the_bytes_come(string flags, int chunk)
    {
        using var folder = new TempFolder();
        var path = await AudioFiles.MakeAsync(
            folder, "tone.m4a", "-f", "lavfi", "-i", "sine=duration=33", "-c:a", "aac", "-movflags", flags);
        var duration = new Mp4Duration();

        foreach (var bytes in (await File.ReadAllBytesAsync(path)).Chunk(chunk))
        {
            duration.Read(bytes);
        }

        Assert.Equal(33, duration.Value!.Value.TotalSeconds, 0.1);
    }

    [Fact]
    public void Nonsense_has_no_length()
    {
        var duration = new Mp4Duration();

        duration.Read(Enumerable.Repeat((byte)0, 100_000).ToArray());
        duration.Read([0, 0, 0, 1, (byte)'f', (byte)'r', (byte)'e', (byte)'e', 0, 0, 0, 0, 0, 0, 0, 1]);

        Assert.Null(duration.Value);
    }
}
