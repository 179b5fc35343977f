using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Media;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Media;

/// <summary>What the store does by itself.</summary>
public sealed class StoreRulesTests : IAsyncLifetime
{
    private readonly MediaOptions _bucket = TestBucket.New();
    private readonly MediaStore _store;
    private readonly AmazonS3Client _client;

    public StoreRulesTests() => (_store, _client) = (new MediaStore(Options.Create(_bucket)), TestBucket.NewClient(_bucket));

    public Task InitializeAsync() => _store.EnsureBucketAsync(default);

    public async Task DisposeAsync()
    {
        _client.Dispose();
        _store.Dispose();
        await TestBucket.DeleteAsync(_bucket);
    }

    [Fact]
    public async Task Media_expires_in_the_store_itself_and_nothing_else_does()
    {
        Assert.True(await _store.TryExpireAsync("recordings/", TimeSpan.FromDays(3), default));
        Assert.True(await _store.TryExpireAsync("recordings/", TimeSpan.FromDays(7), default));

        var rule = Assert.Single((await RulesAsync())!);
        Assert.Equal(8, rule.Expiration.Days);
        Assert.Equal("recordings/", Assert.IsType<LifecyclePrefixPredicate>(rule.Filter.LifecycleFilterPredicate).Prefix);
    }

    [Fact]
    public async Task Rules_of_somebody_else_stay_as_they_are()
    {
        var foreign = new LifecycleRule
        {
            Id = "theirs",
            Status = LifecycleRuleStatus.Enabled,
            Filter = new LifecycleFilter { LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = "logs/" } },
            Expiration = new LifecycleRuleExpiration { Days = 30 },
        };
        await _client.PutLifecycleConfigurationAsync(
            new PutLifecycleConfigurationRequest { BucketName = _bucket.Bucket, Configuration = new LifecycleConfiguration { Rules = [foreign] } });

        Assert.False(await _store.TryExpireAsync("recordings/", TimeSpan.FromDays(3), default));

        Assert.Equal("theirs", Assert.Single((await RulesAsync())!).Id);
    }

    [Fact]
    public async Task A_store_that_cannot_encrypt_is_no_failure_and_one_that_can_does()
    {
        var encrypts = await _store.TryEncryptAsync(default);
        var stored = await _store.SaveAsync("recordings/a", new MemoryStream([1, 2, 3]), "audio/mp4", default);

        Assert.Equal(3, stored.Size);
        await using var content = await _store.OpenAsync("recordings/a", default);
        Assert.Equal(3, content.Length);
        Assert.Equal(encrypts, await _store.TryEncryptAsync(default));
    }

    private async Task<List<LifecycleRule>?> RulesAsync() =>
        (await _client.GetLifecycleConfigurationAsync(new GetLifecycleConfigurationRequest { BucketName = _bucket.Bucket })).Configuration.Rules;
}
