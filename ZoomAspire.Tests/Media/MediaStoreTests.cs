using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Media;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Media;

public sealed class MediaStoreTests : IAsyncLifetime
{
    private const int Mebibyte = 1024 * 1024;

    private readonly MediaOptions _bucket = TestBucket.New();
    private readonly MediaStore _store;

    public MediaStoreTests() => _store = new MediaStore(Options.Create(_bucket));

    public Task InitializeAsync() => _store.EnsureBucketAsync(default);

    public async Task DisposeAsync()
    {
        _store.Dispose();
        await TestBucket.DeleteAsync(_bucket);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(MultipartUpload.PartSize - 1)]
    [InlineData(MultipartUpload.PartSize)]
    [InlineData((3 * MultipartUpload.PartSize) + 17)]
    public async Task What_is_saved_comes_back_whole_with_its_checksum(int size)
    {
        var bytes = RandomNumberGenerator.GetBytes(size);

        var stored = await _store.SaveAsync("recordings/a", new MemoryStream(bytes), "audio/mp4", default);

        Assert.Equal((size, Convert.ToHexString(SHA256.HashData(bytes))), (stored.Size, Convert.ToHexString(stored.Sha256)));
        await using var content = await _store.OpenAsync("recordings/a", default);
        Assert.Equal(size, content.Length);
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy);
        Assert.Equal(bytes, copy.ToArray());
    }

    [Theory]
    [InlineData(Mebibyte)]
    [InlineData(20 * Mebibyte)]
    public async Task A_source_that_breaks_off_leaves_nothing_behind(int after)
    {
        await Assert.ThrowsAsync<IOException>(() => _store.SaveAsync("recordings/b", new BreakingStream(after), "audio/mp4", default));

        await Assert.ThrowsAsync<FileNotFoundException>(() => _store.OpenAsync("recordings/b", default));
        Assert.Equal(0, await _store.AbortUploadsAsync(DateTimeOffset.MaxValue, default));
    }

    [Fact]
    public async Task Deleting_what_is_not_there_is_no_failure()
    {
        await _store.SaveAsync("recordings/c", new MemoryStream(new byte[10]), "audio/mp4", default);
        await _store.DeleteAsync("recordings/c", default);

        await _store.DeleteAsync("recordings/c", default);

        await Assert.ThrowsAsync<FileNotFoundException>(() => _store.OpenAsync("recordings/c", default));
    }

    [Fact]
    public async Task The_bucket_may_be_made_again()
    {
        await _store.EnsureBucketAsync(default);

        Assert.True(await _store.IsReachableAsync(default));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("nonsense", 1)]
    [InlineData("Endpoint=ftp://x;AccessKey=a;SecretKey=b;Bucket=abc", 1)]
    [InlineData("Endpoint=http://x:9000;AccessKey=a;Bucket=abc", 1)]
    [InlineData("Endpoint=http://x:9000;AccessKey=a;SecretKey=b;Bucket=a", 1)]
    [InlineData("Endpoint=http://x:9000;AccessKey=a;SecretKey=b;Bucket=abc;Region=eu-central-1", 0)]
    public void A_malformed_connection_string_is_named_without_being_quoted(string text, int problems)
    {
        var options = MediaOptions.TryParse(text, out var read) ? read : new MediaOptions();

        Assert.Equal(problems, options.Problems().Count());
        Assert.All(options.Problems(), problem => Assert.StartsWith("ConnectionStrings__media must ", problem, StringComparison.Ordinal));
    }

    private sealed class BreakingStream(int after) : MemoryStream(new byte[after])
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var count ? count : throw new IOException("broken");
    }
}
