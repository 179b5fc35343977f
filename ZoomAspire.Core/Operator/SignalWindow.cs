namespace ZoomAspire.Core.Operator;

/// <summary>What was counted lately, minute by minute, for the rules to look at.</summary>
/// <param name="minutes">The signals' minutes; age 0 is the present one, which has not ended.</param>
internal sealed class SignalWindow(IReadOnlyList<SignalMinute> minutes)
{
    /// <summary>The sum within a time that ends now, or some time ago.</summary>
    /// <param name="signal">What of.</param>
    /// <param name="window">The time, in whole minutes.</param>
    /// <param name="ago">How long ago it ended.</param>
    public double Sum(Signal signal, TimeSpan window, TimeSpan ago = default) =>
        Within(signal, window, ago).Sum(minute => minute.Total);

    /// <summary>The lowest level within a time that ends now; null where there was none to be seen in all of it.</summary>
    /// <param name="signal">What of.</param>
    /// <param name="window">The time, in whole minutes.</param>
    public double? Lowest(Signal signal, TimeSpan window)
    {
        var seen = Within(signal, window, TimeSpan.Zero).ToList();
        return seen.Count >= (int)window.TotalMinutes ? seen.Min(minute => minute.Lowest) : null;
    }

    // With the present minute besides the whole ones: what is happening now counts.
    private IEnumerable<SignalMinute> Within(Signal signal, TimeSpan window, TimeSpan ago) => minutes.Where(minute =>
        minute.Name == signal.Name && minute.Age >= (int)ago.TotalMinutes && minute.Age <= (int)(ago + window).TotalMinutes);
}

/// <summary>A minute of a signal.</summary>
/// <param name="Name">Name of the signal.</param>
/// <param name="Age">Minutes since; 0 for the present one.</param>
/// <param name="Total">The sum.</param>
/// <param name="Lowest">The lowest value.</param>
internal sealed record SignalMinute(string Name, int Age, double Total, double Lowest);
