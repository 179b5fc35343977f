using ZoomAspire.Core.Recordings;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Tests.Infrastructure;
using ZoomAspire.Tests.Recordings;

namespace ZoomAspire.Tests.Worker;

/// <summary>What a worker process needs for large recordings and for many. Runs alone: it moves gigabytes.</summary>
[CollectionDefinition(nameof(LargeRecordingTests), DisableParallelization = true)]
[Collection(nameof(LargeRecordingTests))]
public sealed class LargeRecordingTests
{
    private const long Mebibyte = 1024 * 1024;

    // Of which the runtime and the programs that are mapped take half.
    private const long MostMemory = 200_000_000;

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task Two_thousand_megabytes_pass_unchanged_in_little_memory_and_leave_nothing_on_disk()
    {
        using var temp = new TempFolder();
        await using var scene = await PipelineScene.CreateAsync(Settings(temp, ("TELEGRAM_LOCAL_SERVER", "true")), TestServices.Redis);
        scene.Telegram.Switch(new TelegramSettings(LocalServer: true));
        var ended = await scene.EndMeetingAsync(scene.Board() with { Size = 1999 * Mebibyte });
        using var worker = WorkerProcess.Start(scene.Settings);

        await Eventually.HoldsAsync(() => scene.Audios().Count == 1, "the recording is in the chat", Bound);

        Assert.InRange(worker.PeakMemory, 0, MostMemory);
        var file = Assert.Single(scene.Audios()).File!;
        Assert.Equal((1999 * Mebibyte, Assert.Single(ended.Files).Sha256), (file.Size, file.Sha256));
        Assert.Equal(0, await worker.StopAsync());
        Assert.Empty(Directory.EnumerateFiles(temp.Path, "zoomaspire-*", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateDirectories(temp.Path, "zoomaspire-*"));
    }

    [Fact]
    public async Task A_hundred_recordings_at_once_need_no_more_memory_than_a_few()
    {
        using var temp = new TempFolder();
        await using var scene = await PipelineScene.CreateAsync(
            Settings(temp, ("JOB_CONCURRENCY", "100"), ("JOB_TENANT_CONCURRENCY", "100")), TestServices.Redis);
        for (var meeting = 0; meeting < 100; meeting++)
        {
            await scene.EndMeetingAsync(scene.Board() with { Size = 9 * Mebibyte });
        }

        using var worker = WorkerProcess.Start(scene.Settings);

        await Eventually.HoldsAsync(() => scene.Audios().Count == 100, "all recordings are in the chat", Bound);
        Assert.InRange(worker.PeakMemory, 0, MostMemory + (70 * Mebibyte));
        await Eventually.HoldsAsync(
            async () => (await scene.ReadAsync(context => Task.FromResult(context.Deliveries.Count(delivery => delivery.State == DeliveryState.Delivered)))) == 100,
            "all are noted");
    }

    private static Dictionary<string, string?> Settings(TempFolder temp, params (string Name, string Value)[] settings) =>
        new(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))) { ["TMPDIR"] = temp.Path };
}
