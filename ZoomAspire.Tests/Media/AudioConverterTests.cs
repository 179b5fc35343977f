using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Media;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Media;

/// <summary>With the real ffmpeg, out of a real S3 store and back into it.</summary>
public sealed class AudioConverterTests : IAsyncLifetime
{
    private const long Mebibyte = 1024 * 1024;

    private readonly MediaOptions _bucket = TestBucket.New();
    private readonly TempFolder _files = new();
    private readonly TempFolder _root = new();
    private MediaStore _store = null!;
    private TempSpace _temp = null!;
    private AudioConverter _converter = null!;

    public async Task InitializeAsync()
    {
        _store = new MediaStore(Options.Create(_bucket));
        await _store.EnsureBucketAsync(default);
        _temp = new TempSpace(TimeProvider.System, NullLogger<TempSpace>.Instance, _root.Path);
        _converter = new AudioConverter(_store, new Ffmpeg(), _temp, TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        _converter.Dispose();
        _temp.Dispose();
        _files.Dispose();
        _root.Dispose();
        _store.Dispose();
        await TestBucket.DeleteAsync(_bucket);
    }

    [Fact]
    public async Task What_is_too_large_becomes_one_mono_file_that_fits_and_plays_from_start_to_end_without_a_seam()
    {
        var length = TimeSpan.FromMinutes(11);
        await StoreAsync(await AudioFiles.ToneAsync(_files, length));
        var told = new List<double>();

        var part = Assert.Single(await ConvertAsync(4 * Mebibyte, told.Add));

        Assert.InRange(part.Stored.Size, Mebibyte, 4 * Mebibyte);
        var audio = await AudioFiles.DecodeAsync(await LoadAsync(part));
        Assert.Equal(("aac", 1, 1), (audio.Codec, audio.Channels, audio.Streams));
        Assert.Equal(length.TotalSeconds, audio.Length.TotalSeconds, 0.3);
        Assert.Equal(length.TotalSeconds, part.Duration.TotalSeconds, 0.3);
        // A steady tone: where stretches were joined it neither fades nor jumps.
        var peaks = audio.Peaks().ToList();
        var usual = peaks.Order().ElementAt(peaks.Count / 2);
        Assert.All(peaks, peak => Assert.InRange(peak, usual * 0.8, usual * 1.2));
        Assert.InRange(told.Max(), 0.9, 1);
        Assert.Single(Directory.EnumerateFiles(_root.Path, "*", SearchOption.AllDirectories), file => file.EndsWith("lock", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_does_not_fit_into_one_file_becomes_parts_that_each_play_and_together_are_the_whole()
    {
        var length = TimeSpan.FromMinutes(13);
        await StoreAsync(await AudioFiles.ToneAsync(_files, length));

        var parts = await ConvertAsync(Mebibyte);

        Assert.Equal(3, parts.Count);
        var lengths = new List<TimeSpan>();
        foreach (var part in parts)
        {
            Assert.InRange(part.Stored.Size, Mebibyte / 4, Mebibyte);
            lengths.Add((await AudioFiles.DecodeAsync(await LoadAsync(part))).Length);
        }

        Assert.Equal(length.TotalSeconds, lengths.Sum(one => one.TotalSeconds), 0.6);
        Assert.Equal(parts[1].Start.TotalSeconds, lengths[0].TotalSeconds, 0.3);
    }

    [Fact]
    public async Task The_sound_of_a_video_is_taken_as_it_is()
    {
        var video = await AudioFiles.MakeAsync(
            _files, "video.mp4", "-f", "lavfi", "-i", "testsrc=duration=20:size=320x240:rate=5", "-f", "lavfi", "-i", "sine=frequency=440:duration=20",
            "-c:v", "mpeg4", "-c:a", "aac", "-ac", "2", "-b:a", "96k");
        await StoreAsync(video);

        var part = Assert.Single(await ConvertAsync(4 * Mebibyte));

        var audio = await AudioFiles.DecodeAsync(await LoadAsync(part));
        Assert.Equal(("aac", 2, 1), (audio.Codec, audio.Channels, audio.Streams)); // Not encoded again: that would be mono.
        Assert.Equal(20, audio.Length.TotalSeconds, 0.3);
    }

    [Fact]
    public async Task A_video_without_sound_is_said_to_have_none()
    {
        await StoreAsync(await AudioFiles.MakeAsync(
            _files, "silent.mp4", "-f", "lavfi", "-i", "testsrc=duration=2:size=320x240:rate=5", "-c:v", "mpeg4"));

        await Assert.ThrowsAsync<UnfitMediaException>(() => ConvertAsync(Mebibyte));
    }

    [Theory]
    [InlineData("#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{0}\n#EXT-X-ENDLIST\n")]
    [InlineData("ffconcat version 1.0\nfile '{0}'\n")]
    [InlineData("\0\0\0 ftypM4A #EXTM3U\n#EXTINF:5,\n{0}\n#EXT-X-ENDLIST\n")]
    public async Task A_playlist_that_calls_itself_audio_is_not_followed(string playlist)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var path = Path.Combine(_files.Path, "meeting.m4a");
        await File.WriteAllTextAsync(path, string.Format(
            System.Globalization.CultureInfo.InvariantCulture, playlist, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/1.ts"));
        await StoreAsync(path);

        await Assert.ThrowsAsync<UnfitMediaException>(() => ConvertAsync(Mebibyte));

        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task Giving_up_kills_the_tool_and_leaves_nothing_behind()
    {
        await StoreAsync(await AudioFiles.ToneAsync(_files, TimeSpan.FromMinutes(11)));
        using var giveUp = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _converter.ConvertAsync(
            Order(4 * Mebibyte), _ => giveUp.Cancel(), giveUp.Token));

        Assert.Single(Directory.EnumerateFiles(_root.Path, "*", SearchOption.AllDirectories));
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task The_tool_may_write_no_file_that_is_larger_than_allowed()
    {
        var path = Path.Combine(_files.Path, "out.wav");
        var limits = new FfmpegLimits(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), Mebibyte);

        await Assert.ThrowsAsync<FfmpegException>(() => new Ffmpeg().RunAsync(
            "ffmpeg", ["-nostdin", "-loglevel", "error", "-f", "lavfi", "-i", "sine=duration=600", path], limits, null, Drop, default));

        Assert.InRange(new FileInfo(path).Length, 0, Mebibyte);
    }

    [Fact]
    public async Task The_tool_is_killed_when_its_time_is_over()
    {
        var limits = new FfmpegLimits(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

        await Assert.ThrowsAsync<FfmpegException>(() => new Ffmpeg().RunAsync(
            "ffmpeg", ["-nostdin", "-loglevel", "error", "-re", "-f", "lavfi", "-i", "sine=duration=600", "-f", "adts", "pipe:1"], limits, null, Drop, default));
    }

    private static Task Drop(Stream stream, CancellationToken cancellationToken) => stream.CopyToAsync(Stream.Null, cancellationToken);

    private static ConversionOrder Order(long limit) => new("source", limit, part => $"part-{part}");

    private Task<IReadOnlyList<ConvertedAudio>> ConvertAsync(long limit, Action<double>? progress = null) =>
        _converter.ConvertAsync(Order(limit), progress, default);

    private async Task StoreAsync(string path)
    {
        await using var file = File.OpenRead(path);
        await _store.SaveAsync("source", file, "audio/mp4", default);
    }

    private async Task<string> LoadAsync(ConvertedAudio part)
    {
        await using var content = await _store.OpenVerifiedAsync(part.Key, part.Stored, default);
        var path = Path.Combine(_files.Path, $"{part.Key}.m4a");
        await using var file = File.Create(path);
        await content.CopyToAsync(file);
        return path;
    }

    private async Task<int> CountAsync()
    {
        var count = 0;
        await foreach (var _ in _store.ListAsync("", default))
        {
            count++;
        }

        return count;
    }
}
