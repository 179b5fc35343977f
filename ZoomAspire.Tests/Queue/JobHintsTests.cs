using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using ZoomAspire.Core.Queue;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Queue;

public sealed class JobHintsTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private ConnectionMultiplexer _nobody = null!;

    public async Task InitializeAsync() => _nobody = await ConnectionMultiplexer.ConnectAsync(QueueHost.NoRedis);

    public async Task DisposeAsync() => await _nobody.DisposeAsync();

    [Fact]
    public async Task The_stream_is_distrusted_for_a_while_after_a_hint_did_not_get_through()
    {
        var hints = new JobHints(_nobody, _time, NullLogger<JobHints>.Instance);
        Assert.False(hints.HaveFailed);

        await hints.SendAsync([Guid.NewGuid()], default);
        Assert.True(hints.HaveFailed);

        // A process that has nothing to send would otherwise never trust it again.
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.False(hints.HaveFailed);
    }

    [Fact]
    public async Task Who_could_not_wait_for_a_hint_says_nothing_about_the_stream()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(TestServices.Redis);
        var hints = new JobHints(redis, _time, NullLogger<JobHints>.Instance);

        await hints.SendAsync([Guid.NewGuid()], new CancellationToken(canceled: true));

        Assert.False(hints.HaveFailed);
    }
}
