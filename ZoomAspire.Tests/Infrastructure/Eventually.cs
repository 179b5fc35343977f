using System.Diagnostics;

namespace ZoomAspire.Tests.Infrastructure;

/// <summary>Waits for a condition instead of sleeping. The bound only says when to give up: passing takes as long as it takes.</summary>
public static class Eventually
{
    private static readonly TimeSpan UsualBound = TimeSpan.FromSeconds(60);

    /// <summary>Polls until <paramref name="condition"/> holds.</summary>
    public static Task HoldsAsync(Func<Task<bool>> condition, string what, TimeSpan? bound = null) =>
        GetAsync<object>(async () => await condition() ? new object() : null, what, bound);

    /// <summary>Polls until <paramref name="condition"/> holds.</summary>
    public static Task HoldsAsync(Func<bool> condition, string what, TimeSpan? bound = null) =>
        HoldsAsync(() => Task.FromResult(condition()), what, bound);

    /// <summary>Polls until <paramref name="get"/> returns something.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T?>> get, string what, TimeSpan? bound = null)
        where T : class
    {
        var patience = bound ?? UsualBound;
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (await get() is { } value)
            {
                return value;
            }

            if (watch.Elapsed > patience)
            {
                throw new TimeoutException($"Waited {patience.TotalSeconds:0} s in vain: {what}");
            }

            await Task.Delay(20);
        }
    }
}
