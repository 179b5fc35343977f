using Microsoft.Extensions.Logging.Abstractions;
using ZoomAspire.Core.Media;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Media;

public sealed class TempSpaceTests
{
    [Fact]
    public async Task What_a_killed_process_left_behind_goes_and_what_a_living_one_uses_stays()
    {
        using var root = new TempFolder();
        using var living = New(root);
        using var file = living.NewFile("m4a");
        await File.WriteAllTextAsync(file.Path, "in use");
        var left = Directory.CreateDirectory(Path.Combine(root.Path, $"{TempSpace.Prefix}left"));
        await File.WriteAllTextAsync(Path.Combine(left.FullName, "lock"), ""); // Nobody holds it any more.
        await File.WriteAllTextAsync(Path.Combine(left.FullName, "1.m4a"), "left behind");
        var young = Directory.CreateDirectory(Path.Combine(root.Path, $"{TempSpace.Prefix}young"));
        using var other = New(root);

        await other.StartAsync(default);

        Assert.False(left.Exists && Directory.Exists(left.FullName));
        Assert.True(File.Exists(file.Path));
        Assert.True(Directory.Exists(young.FullName));
    }

    [Fact]
    public void A_process_that_ends_leaves_nothing()
    {
        using var root = new TempFolder();
        using (var space = New(root))
        {
            File.WriteAllText(space.NewFile("m4a").Path, "forgotten");
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(root.Path));
    }

    private static TempSpace New(TempFolder root) => new(TimeProvider.System, NullLogger<TempSpace>.Instance, root.Path);
}
