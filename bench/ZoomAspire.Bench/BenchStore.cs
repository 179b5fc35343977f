using System.Diagnostics;
using System.Globalization;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using ZoomAspire.Core.Media;

namespace ZoomAspire.Bench;

/// <summary>The S3 store that run.sh has started.</summary>
internal static class BenchStore
{
    private const int Pairs = 500;
    private const int AtOnce = 8;

    /// <summary>Where it is.</summary>
    public static MediaOptions Options()
    {
        var text = Environment.GetEnvironmentVariable($"ConnectionStrings__{MediaOptions.ConnectionName}") ?? "";
        return MediaOptions.TryParse(text, out var options)
            ? options
            : throw new InvalidOperationException("ConnectionStrings__media is not set: run bench/run.sh.");
    }

    /// <summary>A client with nothing of the product.</summary>
    public static AmazonS3Client NewClient(MediaOptions options) => new(
        new BasicAWSCredentials(options.AccessKey, options.SecretKey),
        new AmazonS3Config
        {
            ServiceURL = options.Endpoint!.AbsoluteUri,
            AuthenticationRegion = options.Region,
            ForcePathStyle = true,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });

    /// <summary>Objects of a size that are put and got again in a second, as many at once as a worker has places.</summary>
    public static async Task<double> MeasurePairsAsync(long size, CancellationToken cancellationToken)
    {
        var options = Options();
        using var client = NewClient(options);
        using (var store = new MediaStore(Microsoft.Extensions.Options.Options.Create(options)))
        {
            await store.EnsureBucketAsync(cancellationToken);
        }

        var bytes = new byte[size];
        await PassAsync(client, options.Bucket, bytes, "warm", cancellationToken);
        var watch = Stopwatch.StartNew();
        await Parallel.ForAsync(0, Pairs, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (index, token) =>
            await PassAsync(client, options.Bucket, bytes, index.ToString(CultureInfo.InvariantCulture), token));
        return Pairs / watch.Elapsed.TotalSeconds;
    }

    private static async Task PassAsync(AmazonS3Client client, string bucket, byte[] bytes, string name, CancellationToken cancellationToken)
    {
        var key = $"recordings/alone-{name}";
        using var content = new MemoryStream(bytes, writable: false);
        await client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = key, InputStream = content }, cancellationToken);
        using var stored = await client.GetObjectAsync(bucket, key, cancellationToken);
        await stored.ResponseStream.CopyToAsync(Stream.Null, cancellationToken);
    }
}
