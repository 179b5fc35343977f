using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;

namespace ZoomAspire.Tests.Operator;

/// <summary>docs/operations.md lists the metrics, and deploy/prometheus/alerts.yml the rules: both are what the programs have.</summary>
public sealed partial class MetricsTableTests
{
    [Fact]
    public void The_table_of_metrics_is_what_the_programs_register()
    {
        var instruments = ProductInstruments.All();
        var registered = instruments.Values.Select(instrument => $"{instrument.Name} | {KindOf(instrument)} | {instrument.Unit}");
        var documented = File.ReadLines(Repository.File("docs", "operations.md"))
            .Select(line => Row().Match(line))
            .Where(match => match.Success)
            .Select(match => $"{match.Groups["name"].Value} | {match.Groups["kind"].Value} | {match.Groups["unit"].Value}");

        Assert.True(instruments.Count > 15);
        Assert.Equal(registered.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_instrument_is_registered_where_the_table_does_not_look() =>
        Assert.Equal(
            ProductInstruments.NamesInCode().Order(StringComparer.Ordinal),
            ProductInstruments.All().Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void The_rules_for_prometheus_are_those_of_the_service() =>
        Assert.Equal(
            PrometheusRules.Of(ProductInstruments.All()),
            File.ReadAllLines(Repository.File("deploy", "prometheus", "alerts.yml")).SkipWhile(line => !line.Contains("rules:", StringComparison.Ordinal)).Skip(1));

    private static string KindOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Counter" => "counter",
        "Histogram" => "histogram",
        "ObservableGauge" => "gauge",
        var other => other,
    };

    [GeneratedRegex(@"^\| `(?<name>zoomaspire\.[a-z_.]+)` \| (?<kind>\w+) \| `(?<unit>[^`]+)` \|")]
    private static partial Regex Row();
}
