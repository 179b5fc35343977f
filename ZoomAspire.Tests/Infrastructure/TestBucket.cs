using Amazon.S3;
using Amazon.S3.Model;
using ZoomAspire.Core.Media;

namespace ZoomAspire.Tests.Infrastructure;

/// <summary>Buckets of the tests' own.</summary>
internal static class TestBucket
{
    /// <summary>A bucket that is not there yet.</summary>
    public static MediaOptions New()
    {
        Assert.True(MediaOptions.TryParse(TestServices.Media, out var options));
        options.Bucket = $"test-{Guid.NewGuid():n}";
        return options;
    }

    /// <summary>The store as anybody else sees it.</summary>
    public static AmazonS3Client NewClient(MediaOptions options) =>
        new(options.AccessKey, options.SecretKey, new AmazonS3Config { ServiceURL = options.Endpoint!.AbsoluteUri, ForcePathStyle = true });

    /// <summary>Deletes a bucket with what is in it: stores bound how many there may be.</summary>
    public static async Task DeleteAsync(MediaOptions options)
    {
        using var client = NewClient(options);
        var listing = new ListObjectsV2Request { BucketName = options.Bucket };
        while ((await client.ListObjectsV2Async(listing)).S3Objects is { Count: > 0 } objects)
        {
            foreach (var one in objects)
            {
                await client.DeleteObjectAsync(options.Bucket, one.Key);
            }
        }

        await client.DeleteBucketAsync(options.Bucket);
    }
}
