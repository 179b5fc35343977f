using System.Diagnostics;

namespace ZoomAspire.Tests.Infrastructure;

/// <summary>Waits for a condition instead of sleeping. The bound only says when to give up: passing takes as long as it takes.</summary>
public static class Eventually
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    /// <summary>Polls until <paramref name="condition"/> holds.</summary>
    public static Task HoldsAsync(Func<Task<bool>> condition, string what) =>
        GetAsync<object>(async () => await condition() ? new object() : null, what);

    /// <summary>Polls until <paramref name="condition"/> holds.</summary>
    public static Task HoldsAsync(Func<bool> condition, string what) => HoldsAsync(() => Task.FromResult(condition()), what);

    /// <summary>Polls until <paramref name="get"/> returns something.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T?>> get, string what)
        where T : class
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (await get() is { } value)
            {
                return value;
            }

            if (watch.Elapsed > Bound)
            {
                throw new TimeoutException($"Waited {Bound.TotalSeconds:0} s in vain: {what}");
            }

            await Task.Delay(20);
        }
    }
}
