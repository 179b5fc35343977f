using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Options;

namespace ZoomAspire.Core.Media;

/// <summary>
/// Media in an S3-compatible object store (https://docs.aws.amazon.com/AmazonS3/latest/API/). Content streams through in
/// constant memory, whatever its size.
/// </summary>
public sealed class MediaStore : IDisposable
{
    private const string ExpiryRuleId = "zoomaspire-expiry";

    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(60);

    // Not before it is needed: malformed settings are for the start to report, all together.
    private readonly Lazy<AmazonS3Client> _lazyClient;
    private readonly IOptions<MediaOptions> _options;

    /// <summary>Makes a client; connects with the first call.</summary>
    /// <param name="options">Where the store is.</param>
    public MediaStore(IOptions<MediaOptions> options)
    {
        _options = options;
        _lazyClient = new Lazy<AmazonS3Client>(() => NewClient(options.Value));
    }

    private AmazonS3Client Client => _lazyClient.Value;

    private string Bucket => _options.Value.Bucket;

    /// <summary>Makes the bucket if it is missing.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AmazonServiceException">The store refused.</exception>
    public async Task EnsureBucketAsync(CancellationToken cancellationToken)
    {
        // Looks first: keys of a bucket that was made for us often may not make one.
        if (await IsReachableAsync(cancellationToken))
        {
            return;
        }

        try
        {
            await Client.PutBucketAsync(new PutBucketRequest { BucketName = Bucket }, cancellationToken);
        }
        catch (AmazonS3Exception exception) when (exception.ErrorCode is "BucketAlreadyOwnedByYou" or "BucketAlreadyExists")
        {
            // Made before, or by another replica in this moment.
        }
    }

    /// <summary>
    /// Has the store delete media by itself once its time is long over, should nobody of ours be there to do it. Rules that somebody else
    /// made for the bucket are left alone.
    /// </summary>
    /// <param name="prefix">What the keys of the media begin with.</param>
    /// <param name="after">How long media is kept; the store adds up to two days.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False where the store has no such rules, or does not let us make one.</returns>
    public async Task<bool> TryExpireAsync(string prefix, TimeSpan after, CancellationToken cancellationToken)
    {
        try
        {
            if (await HasForeignRulesAsync(cancellationToken))
            {
                return false;
            }

            await Client.PutLifecycleConfigurationAsync(
                new PutLifecycleConfigurationRequest { BucketName = Bucket, Configuration = new LifecycleConfiguration { Rules = [ExpiryRule(prefix, after)] } },
                cancellationToken);
            return true;
        }
        catch (AmazonServiceException)
        {
            return false;
        }
    }

    /// <summary>Has the store encrypt what it keeps, by keys of its own (SSE-S3), where it does not do so anyway.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False where the store cannot, or does not let us ask for it.</returns>
    public async Task<bool> TryEncryptAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await IsEncryptedAsync(cancellationToken))
            {
                return true;
            }

            var rule = new ServerSideEncryptionRule
            {
                ServerSideEncryptionByDefault = new ServerSideEncryptionByDefault { ServerSideEncryptionAlgorithm = ServerSideEncryptionMethod.AES256 },
            };
            await Client.PutBucketEncryptionAsync(
                new PutBucketEncryptionRequest
                {
                    BucketName = Bucket,
                    ServerSideEncryptionConfiguration = new ServerSideEncryptionConfiguration { ServerSideEncryptionRules = [rule] },
                },
                cancellationToken);
            return true;
        }
        catch (AmazonServiceException)
        {
            return false;
        }
    }

    /// <summary>Whether the bucket answers.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<bool> IsReachableAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket, MaxKeys = 1 }, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>
    /// Stores a stream to its end under a key. Until the end has come nothing is visible under the key; if it does not come
    /// nothing is left behind. Holds two parts in memory at most (<see cref="MultipartUpload.PartSize"/>).
    /// </summary>
    /// <param name="key">The object's key.</param>
    /// <param name="content">The content; read once, forwards, and not disposed.</param>
    /// <param name="contentType">Its media type.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AmazonServiceException">The store refused.</exception>
    /// <exception cref="IOException">Reading the content failed.</exception>
    public async Task<StoredMedia> SaveAsync(string key, Stream content, string contentType, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        using var upload = new MultipartUpload(Client, Bucket, key, contentType);
        return await upload.RunAsync(content, cancellationToken);
    }

    /// <summary>Opens an object for reading. The stream knows its length.</summary>
    /// <param name="key">The object's key.</param>
    /// <param name="cancellationToken">Gives up; does not bound the reading.</param>
    /// <exception cref="FileNotFoundException">There is no such object.</exception>
    /// <exception cref="AmazonServiceException">The store refused.</exception>
    public async Task<Stream> OpenAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            var response = await Client.GetObjectAsync(Bucket, key, cancellationToken);
            return new ObjectStream(response);
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            throw new FileNotFoundException("The media store has no such object.", key, exception);
        }
    }

    /// <summary>
    /// Opens an object that must be what was stored: reading it to its end fails, before the last bytes are handed out, if it is
    /// not.
    /// </summary>
    /// <param name="key">The object's key.</param>
    /// <param name="expected">What <see cref="SaveAsync"/> returned for it.</param>
    /// <param name="cancellationToken">Gives up; does not bound the reading.</param>
    /// <exception cref="FileNotFoundException">There is no such object.</exception>
    /// <exception cref="DamagedMediaException">It is of another size; reading throws it for other bytes.</exception>
    /// <exception cref="AmazonServiceException">The store refused.</exception>
    public async Task<Stream> OpenVerifiedAsync(string key, StoredMedia expected, CancellationToken cancellationToken)
    {
        var content = await OpenAsync(key, cancellationToken);
        try
        {
            return new VerifiedStream(content, expected);
        }
        catch
        {
            await content.DisposeAsync();
            throw;
        }
    }

    /// <summary>An address at which whoever knows it can read an object for a while. It is a secret: it goes into no log.</summary>
    /// <param name="key">The object's key.</param>
    /// <param name="until">When it stops working.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Uri> SignAddressAsync(string key, DateTimeOffset until, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested(); // Signing asks nobody.
        var address = await Client.GetPreSignedURLAsync(new GetPreSignedUrlRequest
        {
            BucketName = Bucket,
            Key = key,
            Verb = HttpVerb.GET,
            Expires = until.UtcDateTime,
            Protocol = _options.Value.Endpoint!.Scheme == Uri.UriSchemeHttps ? Protocol.HTTPS : Protocol.HTTP,
        });
        return new Uri(address);
    }

    /// <summary>Deletes an object; one that is not there counts as deleted.</summary>
    /// <param name="key">The object's key.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AmazonServiceException">The store refused.</exception>
    public Task DeleteAsync(string key, CancellationToken cancellationToken) =>
        Client.DeleteObjectAsync(Bucket, key, cancellationToken);

    /// <summary>Lists objects.</summary>
    /// <param name="prefix">What their keys begin with.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AmazonServiceException">The store refused.</exception>
    public async IAsyncEnumerable<MediaObject> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = Bucket, Prefix = prefix };
        ListObjectsV2Response page;
        do
        {
            page = await Client.ListObjectsV2Async(request, cancellationToken);
            foreach (var item in page.S3Objects ?? [])
            {
                yield return new MediaObject(item.Key, new DateTimeOffset(item.LastModified?.ToUniversalTime() ?? default));
            }

            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
    }

    /// <summary>Aborts uploads that were begun before a time and never finished: their worker crashed.</summary>
    /// <param name="before">Uploads begun earlier are aborted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many.</returns>
    /// <exception cref="AmazonServiceException">The store refused.</exception>
    public async Task<int> AbortUploadsAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var request = new ListMultipartUploadsRequest { BucketName = Bucket };
        var aborted = 0;
        ListMultipartUploadsResponse page;
        do
        {
            page = await Client.ListMultipartUploadsAsync(request, cancellationToken);
            foreach (var upload in (page.MultipartUploads ?? []).Where(upload => upload.Initiated?.ToUniversalTime() < before.UtcDateTime))
            {
                await Client.AbortMultipartUploadAsync(Bucket, upload.Key, upload.UploadId, cancellationToken);
                aborted++;
            }

            request.KeyMarker = page.NextKeyMarker;
            request.UploadIdMarker = page.NextUploadIdMarker;
        }
        while (page.IsTruncated == true);
        return aborted;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_lazyClient.IsValueCreated)
        {
            Client.Dispose();
        }
    }

    private static TracedS3Client NewClient(MediaOptions options) => new(
        new BasicAWSCredentials(options.AccessKey, options.SecretKey),
        new AmazonS3Config
        {
            ServiceURL = options.Endpoint!.AbsoluteUri,
            AuthenticationRegion = options.Region,
            ForcePathStyle = true,
            // Stores other than Amazon's refuse the newer checksum trailers; what was downloaded has been checked against the size that Zoom announced.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            Timeout = RequestTimeout,
            MaxErrorRetry = 2,
        });

    // Days are the store's smallest unit, and it counts them from midnight.
    private static LifecycleRule ExpiryRule(string prefix, TimeSpan after) => new()
    {
        Id = ExpiryRuleId,
        Status = LifecycleRuleStatus.Enabled,
        Filter = new LifecycleFilter { LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = prefix } },
        Expiration = new LifecycleRuleExpiration { Days = (int)Math.Ceiling(after.TotalDays) + 1 },
        AbortIncompleteMultipartUpload = new LifecycleRuleAbortIncompleteMultipartUpload { DaysAfterInitiation = 2 },
    };

    private async Task<bool> HasForeignRulesAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await Client.GetLifecycleConfigurationAsync(
                new GetLifecycleConfigurationRequest { BucketName = Bucket }, cancellationToken);
            return answer.Configuration?.Rules?.Any(rule => rule.Id != ExpiryRuleId) == true;
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            return false; // There is none yet.
        }
    }

    private async Task<bool> IsEncryptedAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await Client.GetBucketEncryptionAsync(new GetBucketEncryptionRequest { BucketName = Bucket }, cancellationToken);
            return answer.ServerSideEncryptionConfiguration?.ServerSideEncryptionRules?.Count > 0;
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
    }
}

/// <summary>What was stored.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">SHA-256 of the bytes.</param>
public sealed record StoredMedia(long Size, byte[] Sha256);

/// <summary>An object of the store.</summary>
/// <param name="Key">Its key.</param>
/// <param name="LastModified">When it was stored.</param>
public sealed record MediaObject(string Key, DateTimeOffset LastModified);
