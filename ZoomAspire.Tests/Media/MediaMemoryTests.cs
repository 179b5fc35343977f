using Microsoft.Extensions.Options;
using ZoomAspire.Core.Media;
using ZoomAspire.Tests.Contracts;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Media;

/// <summary>Runs alone: it looks at what the whole process allocates.</summary>
[CollectionDefinition(nameof(MediaMemoryTests), DisableParallelization = true)]
[Collection(nameof(MediaMemoryTests))]
public sealed class MediaMemoryTests
{
    private const long Mebibyte = 1024 * 1024;

    [Fact]
    public async Task Three_hundred_megabytes_pass_through_a_few_reused_buffers()
    {
        var bucket = TestBucket.New();
        using var store = new MediaStore(Options.Create(bucket));
        await store.EnsureBucketAsync(default);
        await store.SaveAsync("recordings/warm-up", new GeneratedStream(20 * Mebibyte, canSeek: false), "audio/mp4", default);
        var before = GC.GetTotalAllocatedBytes(precise: true);

        var stored = await store.SaveAsync("recordings/large", new GeneratedStream(300 * Mebibyte, canSeek: false), "audio/mp4", default);

        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.Equal(300 * Mebibyte, stored.Size);
        Assert.Equal(GeneratedStream.Hash(300 * Mebibyte), stored.Sha256);
        // The parts' own buffers are four; the rest is what the S3 client allocates for its requests.
        Assert.InRange(allocated, 0, (4 * MultipartUpload.PartSize) + (32 * Mebibyte));
        await TestBucket.DeleteAsync(bucket);
    }
}
