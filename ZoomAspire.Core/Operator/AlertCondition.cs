using System.Globalization;

namespace ZoomAspire.Core.Operator;

/// <summary>When a rule alerts. The same conditions stand in deploy/prometheus/alerts.yml, and a test keeps them the same.</summary>
/// <param name="Window">The time that is looked at, in whole minutes.</param>
internal abstract record AlertCondition(TimeSpan Window)
{
    /// <summary>What it looks at.</summary>
    public abstract IReadOnlyList<Signal> Signals { get; }

    /// <summary>Looks.</summary>
    /// <param name="window">What was counted.</param>
    /// <returns>What is the matter, in numbers; null where nothing is.</returns>
    public abstract string? Read(SignalWindow window);

    /// <summary>The time in words.</summary>
    protected string Time => Window == TimeSpan.FromHours(1) ? "an hour" : Text($"{Window.TotalMinutes:0} minutes");

    /// <summary>A text with numbers.</summary>
    protected static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>More of something than there should be.</summary>
/// <param name="Counted">What is counted.</param>
/// <param name="Most">As many are no reason for an alert.</param>
/// <param name="Window">Within which time.</param>
internal sealed record TooMany(Signal Counted, double Most, TimeSpan Window) : AlertCondition(Window)
{
    public override IReadOnlyList<Signal> Signals => [Counted];

    public override string? Read(SignalWindow window) => window.Sum(Counted, Window) is var count && count > Most
        ? Text($"{count:0} in {Time}; up to {Most:0} are no reason for an alert.")
        : null;
}

/// <summary>Too large a share of something, once there is enough of it to tell.</summary>
/// <param name="Part">The share.</param>
/// <param name="Whole">Of what.</param>
/// <param name="Most">Percent that are no reason for an alert.</param>
/// <param name="Least">With fewer than so many in all nothing is said.</param>
/// <param name="Window">Within which time.</param>
internal sealed record TooLargeAShare(Signal Part, Signal Whole, double Most, int Least, TimeSpan Window) : AlertCondition(Window)
{
    public override IReadOnlyList<Signal> Signals => [Part, Whole];

    public override string? Read(SignalWindow window)
    {
        var (part, whole) = (window.Sum(Part, Window), window.Sum(Whole, Window));
        return whole >= Least && part * 100 > whole * Most
            ? Text($"{part:0} of {whole:0} in {Time}, {part * 100 / whole:0} %; up to {Most:0} % are no reason for an alert.")
            : null;
    }
}

/// <summary>A level that was too high all the time.</summary>
/// <param name="Level">The level.</param>
/// <param name="Most">As much is no reason for an alert.</param>
/// <param name="Unit">What it is measured in, for people.</param>
/// <param name="Window">For which time.</param>
internal sealed record TooHigh(Signal Level, double Most, string Unit, TimeSpan Window) : AlertCondition(Window)
{
    public override IReadOnlyList<Signal> Signals => [Level];

    public override string? Read(SignalWindow window) => window.Lowest(Level, Window) is { } lowest && lowest > Most
        ? Text($"{lowest:0} {Unit} or more for {Time}; up to {Most:0} are no reason for an alert.")
        : null;
}

/// <summary>A level that became too low somewhere.</summary>
/// <param name="Level">The level.</param>
/// <param name="Least">As much is no reason for an alert.</param>
/// <param name="Unit">What it is shown in, for people.</param>
/// <param name="Scale">How many of the level's own unit make one of these.</param>
/// <param name="Window">Within which time.</param>
internal sealed record TooLow(Signal Level, double Least, string Unit, double Scale, TimeSpan Window) : AlertCondition(Window)
{
    public override IReadOnlyList<Signal> Signals => [Level];

    public override string? Read(SignalWindow window) => window.Lowest(Level, Window) is { } lowest && lowest < Least
        ? Text($"{lowest / Scale:0} {Unit} within {Time}; {Least / Scale:0} or more are no reason for an alert.")
        : null;
}

/// <summary>Something happens, and what should follow from it does not.</summary>
/// <param name="Cause">What happens.</param>
/// <param name="Effect">What should follow.</param>
/// <param name="Least">So often it must have happened.</param>
/// <param name="Patience">What happened since is not looked at: it needs its time.</param>
/// <param name="Window">Within which time.</param>
internal sealed record Silence(Signal Cause, Signal Effect, int Least, TimeSpan Patience, TimeSpan Window) : AlertCondition(Window)
{
    public override IReadOnlyList<Signal> Signals => [Cause, Effect];

    public override string? Read(SignalWindow window) =>
        window.Sum(Cause, Window - Patience, Patience) is var causes && causes >= Least && window.Sum(Effect, Window) <= 0
            ? Text($"{causes:0} in {Time}, of which the last {Patience.TotalMinutes:0} minutes do not count, and nothing came of them.")
            : null;
}

/// <summary>More than five of a hundred take longer than they should: the 95th percentile is above the target.</summary>
/// <param name="All">All of them.</param>
/// <param name="Late">Those that took longer.</param>
/// <param name="Target">How long one may take.</param>
/// <param name="Least">With fewer than so many in all nothing is said.</param>
/// <param name="Window">Within which time.</param>
internal sealed record TooSlow(Signal All, Signal Late, TimeSpan Target, int Least, TimeSpan Window) : AlertCondition(Window)
{
    /// <summary>The share that must be in time.</summary>
    public const double Quantile = 0.95;

    public override IReadOnlyList<Signal> Signals => [All, Late];

    public override string? Read(SignalWindow window)
    {
        var (late, all) = (window.Sum(Late, Window), window.Sum(All, Window));
        return all >= Least && late > all * (1 - Quantile)
            ? Text($"{late:0} of {all:0} in {Time} took more than {Target.TotalSeconds:0} s; up to {(1 - Quantile) * 100:0} % are no reason for an alert.")
            : null;
    }
}
