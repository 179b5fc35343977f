using System.Diagnostics;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Faults;

public sealed class LifelineTests
{
    [Fact]
    public async Task A_test_run_that_dies_leaves_no_process_and_no_file_behind()
    {
        var directory = Directory.CreateTempSubdirectory("zoomaspire-lifeline-").FullName;
        var inside = Directory.CreateDirectory(Path.Combine(directory, "server")).FullName;
        var lifeline = new Lifeline(directory);
        var marked = new ProcessStartInfo("bash", ["-c", "trap '' TERM; sleep 600 & wait"]);
        lifeline.MarkService(marked);
        using var service = Process.Start(marked)!;
        // Some servers write over their environment, and with it over the mark.
        using var server = Process.Start(new ProcessStartInfo("sleep", ["600"]) { WorkingDirectory = inside })!;
        using var stranger = Process.Start("sleep", ["600"]);
        var child = await Eventually.GetAsync(
            () => Task.FromResult(ProcessEntry.Below(service.Id).SingleOrDefault(entry => entry.Name == "sleep")), "the service's child runs");

        // All that it ever learns of a death is the end of its input.
        await lifeline.DisposeAsync();

        await service.WaitForExitAsync();
        await server.WaitForExitAsync();
        Assert.False(child.Lives());
        Assert.False(Directory.Exists(directory));
        Assert.False(stranger.HasExited);
        stranger.Kill();
    }
}
