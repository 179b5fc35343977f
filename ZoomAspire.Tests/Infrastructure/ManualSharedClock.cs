using ZoomAspire.Core.Data;

namespace ZoomAspire.Tests.Infrastructure;

/// <summary>The database's clock as a test moves it: right for all processes, whatever their own show.</summary>
internal sealed class ManualSharedClock(ZoomAspireContext context, TimeProvider right) : SharedClock(context)
{
    public override Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => Task.FromResult(right.GetUtcNow());
}
