using System.Globalization;

namespace ZoomAspire.Simulator.Demo;

/// <summary>What the demo is asked to do.</summary>
/// <param name="Page">Where the simulator's control API answers.</param>
/// <param name="Timeout">When the demo gives up, as a whole.</param>
internal sealed record DemoOptions(Uri Page, TimeSpan Timeout)
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(2);

    /// <summary>Reads <c>[--page ADDRESS] [--timeout SECONDS]</c>; the page is by default where SIM_PAGE_PORT says.</summary>
    /// <exception cref="InvalidOperationException">An argument cannot be used.</exception>
    public static DemoOptions Parse(IReadOnlyList<string> arguments, SimulatorOptions simulator)
    {
        var options = new DemoOptions(new Uri($"http://127.0.0.1:{simulator.PagePort}"), DefaultTimeout);
        for (var index = 0; index < arguments.Count; index += 2)
        {
            var value = arguments.ElementAtOrDefault(index + 1);
            options = arguments[index] switch
            {
                "--page" when Uri.TryCreate(value, UriKind.Absolute, out var page) => options with { Page = page },
                "--timeout" when Seconds(value) is { } timeout => options with { Timeout = timeout },
                _ => throw new InvalidOperationException("Usage: demo [--page ADDRESS] [--timeout SECONDS]"),
            };
        }

        return options;
    }

    private static TimeSpan? Seconds(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
