using ZoomAspire.Core.Data;

namespace ZoomAspire.Tests.Infrastructure;

/// <summary>The shared clock as a test moves it, whatever the processes' own show.</summary>
internal sealed class ManualSharedClock(TimeProvider right) : ISharedClock
{
    public Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => Task.FromResult(right.GetUtcNow());
}
