using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Operator;

namespace ZoomAspire.Tests.Operator;

/// <summary>The service's rules in PromQL, over the names that OTLP metrics get in Prometheus.</summary>
internal static class PrometheusRules
{
    public static IEnumerable<string> Of(IReadOnlyDictionary<string, Instrument> instruments) =>
        new AlertRules(Options.Create(new AlertOptions())).All.SelectMany(rule => new[]
        {
            $"      - alert: {rule.Name}",
            $"        expr: {Expression(rule.Condition, signal => Name(signal, instruments))}",
            $"        annotations: {{ summary: \"{rule.Title}\" }}",
        });

    private static string Expression(AlertCondition condition, Func<Signal, string> name)
    {
        return condition switch
        {
            TooMany many => $"{Increase(many.Counted)} > {Number(many.Most)}",
            TooLargeAShare share =>
                $"{Increase(share.Part)} > {Number(share.Most / 100)} * {Increase(share.Whole)} and {Increase(share.Whole)} >= {share.Least}",
            TooHigh high => $"{Lowest(high.Level)} > {Number(high.Most)}",
            TooLow low => $"{Lowest(low.Level)} < {Number(low.Least)}",
            Silence silence =>
                $"sum(increase({name(silence.Cause)}[{Minutes(silence.Window - silence.Patience)}] offset {Minutes(silence.Patience)})) >= {silence.Least} unless {Increase(silence.Effect)} > 0",
            TooSlow slow =>
                $"histogram_quantile({Number(TooSlow.Quantile)}, sum by (le) (rate({name(slow.All).Replace("_count", "_bucket", StringComparison.Ordinal)}[{Minutes(slow.Window)}]))) > {Number(slow.Target.TotalSeconds)} and {Increase(slow.All)} >= {slow.Least}",
            _ => throw new NotSupportedException(condition.GetType().Name),
        };

        string Increase(Signal signal) => $"sum(increase({name(signal)}[{Minutes(condition.Window)}]))";

        string Lowest(Signal signal) => $"min(min_over_time({name(signal)}[{Minutes(condition.Window)}]))";
    }

    private static string Minutes(TimeSpan time) => $"{Number(time.TotalMinutes)}m";

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Name(Signal signal, IReadOnlyDictionary<string, Instrument> instruments)
    {
        var instrument = instruments[signal.Instrument];
        var unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        var suffix = signal.Kind switch { SignalKind.Sum => "_total", SignalKind.Count => "_count", _ => "" };
        var labels = string.Join(',', signal.Filters.Select(filter => $"{filter.Label}{(filter.IsExcluding ? "!~" : "=~")}\"{string.Join('|', filter.Values)}\""));
        return $"{signal.Instrument.Replace('.', '_')}{unit}{suffix}{(labels.Length > 0 ? $"{{{labels}}}" : "")}";
    }
}
