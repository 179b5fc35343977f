using System.Collections.Concurrent;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;

namespace ZoomAspire.Core.Media;

/// <summary>
/// One upload of a stream of unknown length: what fits into one part is put at once, longer content goes as a multipart upload
/// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html) whose next part is read while the last is sent.
/// </summary>
internal sealed class MultipartUpload(AmazonS3Client client, string bucket, string key, string contentType) : IDisposable
{
    /// <summary>Bytes of a part, the fewest that S3 takes. A multipart upload has at most 10 000 parts: 52 GB.</summary>
    public const int PartSize = 5 * 1024 * 1024;

    private const int PartsInFlight = 2;

    // Of all uploads of the process together: however many there are, memory stays the same. Whoever waits for a buffer holds none that
    // needs another, so that nobody waits for ever.
    private const int BuffersInUse = 8;

    private static readonly SemaphoreSlim FreeBuffers = new(BuffersInUse);

    private static readonly TimeSpan AbortPatience = TimeSpan.FromSeconds(2);

    // Not of an array pool: those round sizes up to powers of two, and the shared one would keep such large arrays for each thread.
    private static readonly ConcurrentBag<byte[]> Buffers = [];

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _size;

    /// <summary>Uploads.</summary>
    public async Task<StoredMedia> RunAsync(Stream content, CancellationToken cancellationToken)
    {
        var first = await ReadPartAsync(content, cancellationToken);
        if (first.Length < PartSize)
        {
            await PutAsync(first, cancellationToken);
        }
        else
        {
            await UploadPartsAsync(first, content, cancellationToken);
        }

        return new StoredMedia(_size, _hash.GetHashAndReset());
    }

    public void Dispose() => _hash.Dispose();

    private async Task PutAsync(Part part, CancellationToken cancellationToken)
    {
        using (part)
        {
            await client.PutObjectAsync(
                new PutObjectRequest
                {
                    BucketName = bucket,
                    Key = key,
                    ContentType = contentType,
                    InputStream = part.Open(),
                },
                cancellationToken);
        }
    }

    private async Task UploadPartsAsync(Part first, Stream content, CancellationToken cancellationToken)
    {
        using var given = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var inFlight = new Queue<Task<PartETag>>();
        string? uploadId = null;
        var part = first;
        try
        {
            uploadId = await BeginAsync(given.Token);
            var sent = new List<PartETag>();
            for (var number = 1; part.Length > 0; number++)
            {
                inFlight.Enqueue(SendAsync(uploadId, number, part, given.Token));
                part = default;
                if (inFlight.Count == PartsInFlight)
                {
                    sent.Add(await inFlight.Dequeue());
                }

                part = await ReadPartAsync(content, given.Token);
            }

            sent.AddRange(await Task.WhenAll(inFlight));
            await CompleteAsync(uploadId, sent, given.Token);
        }
        catch
        {
            await given.CancelAsync();
            await AbortAsync(uploadId, inFlight);
            throw;
        }
        finally
        {
            part.Dispose();
        }
    }

    private async Task<string> BeginAsync(CancellationToken cancellationToken)
    {
        var response = await client.InitiateMultipartUploadAsync(
            new InitiateMultipartUploadRequest { BucketName = bucket, Key = key, ContentType = contentType }, cancellationToken);
        return response.UploadId;
    }

    private async Task<PartETag> SendAsync(string uploadId, int number, Part part, CancellationToken cancellationToken)
    {
        using (part)
        {
            var response = await client.UploadPartAsync(
                new UploadPartRequest
                {
                    BucketName = bucket,
                    Key = key,
                    UploadId = uploadId,
                    PartNumber = number,
                    PartSize = part.Length,
                    InputStream = part.Open(),
                },
                cancellationToken);
            return new PartETag(number, response.ETag);
        }
    }

    private Task<CompleteMultipartUploadResponse> CompleteAsync(string uploadId, List<PartETag> parts, CancellationToken cancellationToken) =>
        client.CompleteMultipartUploadAsync(
            new CompleteMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = uploadId, PartETags = parts },
            cancellationToken);

    // Best effort and bounded: what is left behind is swept later.
    private async Task AbortAsync(string? uploadId, IEnumerable<Task> inFlight)
    {
        await Task.WhenAll(inFlight).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        if (uploadId is null)
        {
            return;
        }

        using var bound = new CancellationTokenSource(AbortPatience);
        try
        {
            await client.AbortMultipartUploadAsync(bucket, key, uploadId, bound.Token);
        }
        catch (Exception)
        {
            // The reason why the upload failed is what the caller needs to know.
        }
    }

    private async Task<Part> ReadPartAsync(Stream content, CancellationToken cancellationToken)
    {
        await FreeBuffers.WaitAsync(cancellationToken);
        var buffer = Buffers.TryTake(out var used) ? used : GC.AllocateUninitializedArray<byte>(PartSize);
        try
        {
            var length = await content.ReadAtLeastAsync(buffer, PartSize, false, cancellationToken);
            _hash.AppendData(buffer, 0, length);
            _size += length;
            return new Part(buffer, length);
        }
        catch
        {
            Release(buffer);
            throw;
        }
    }

    private static void Release(byte[] buffer)
    {
        Buffers.Add(buffer);
        FreeBuffers.Release();
    }

    /// <summary>A buffer on loan and how much of it counts.</summary>
    private readonly struct Part(byte[]? buffer, int length) : IDisposable
    {
        public int Length => length;

        public MemoryStream Open() => new MemoryStream(buffer!, 0, length, writable: false);

        public void Dispose()
        {
            if (buffer is not null)
            {
                Release(buffer);
            }
        }
    }
}
