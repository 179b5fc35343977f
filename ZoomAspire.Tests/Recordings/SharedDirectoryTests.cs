using ZoomAspire.Core.Recordings;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Recordings;

/// <summary>A Bot API server of our own that reads audio from a directory which it shares with the worker.</summary>
public sealed class SharedDirectoryTests
{
    [Fact]
    public async Task The_audio_goes_by_its_path_unchanged_and_nothing_is_left_behind()
    {
        using var folder = new TempFolder();
        await using var scene = await CreateAsync(folder);

        var ended = await scene.EndMeetingAsync();
        await scene.RunAsync();

        var file = Assert.Single(scene.Audios()).File!;
        Assert.Equal(Assert.Single(ended.Files).Sha256, file.Sha256);
        Assert.StartsWith("Board – November ", file.FileName, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(folder.Path, "*.m4a", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_server_that_refuses_leaves_nothing_behind_either()
    {
        using var folder = new TempFolder();
        await using var scene = await CreateAsync(folder);
        scene.Telegram.Inject(new TelegramFault("editMessageMedia", "too_many_requests"));

        await scene.EndMeetingAsync();
        await scene.RunAsync();

        Assert.Equal(DeliveryState.Delivered, (await scene.DeliveryAsync()).State);
        Assert.Empty(Directory.EnumerateFiles(folder.Path, "*.m4a", SearchOption.AllDirectories));
    }

    private static async Task<PipelineScene> CreateAsync(TempFolder folder)
    {
        var scene = await PipelineScene.CreateAsync(new Dictionary<string, string?>
        {
            ["TELEGRAM_LOCAL_SERVER"] = "true",
            ["TELEGRAM_LOCAL_DIRECTORY"] = folder.Path,
        });
        scene.Telegram.Switch(new TelegramSettings(LocalServer: true));
        return scene;
    }
}
