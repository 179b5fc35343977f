using System.Globalization;
using System.Text.Json;

namespace ZoomAspire.Bench;

/// <summary>The figures of all repetitions as a table of medians, and as JSON.</summary>
internal sealed class Report
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly List<(string Benchmark, Figure Figure)> _figures = [];

    public void Add(string benchmark, IEnumerable<Figure> figures) => _figures.AddRange(figures.Select(figure => (benchmark, figure)));

    public void Print(TextWriter output)
    {
        output.WriteLine(Line("figure", "median", "unit", "limit", "ratio", "times", "lowest … highest"));
        foreach (var row in Rows())
        {
            output.WriteLine(Line(
                row.Name,
                Number(row.Median),
                row.Unit,
                Number(row.Limit),
                Number(row.Ratio),
                Number(row.Repetitions),
                $"{Number(row.Lowest)} … {Number(row.Highest)}"));
            output.WriteLine($"    against {row.LimitName}");
        }

        output.WriteLine("Limit and ratio are medians too.");
    }

    public async Task WriteAsync(string path, CancellationToken cancellationToken)
    {
        var result = new
        {
            At = TimeProvider.System.GetUtcNow(),
            Processors = Environment.ProcessorCount,
            Figures = Rows(),
        };
        await using var file = File.Create(path);
        await JsonSerializer.SerializeAsync(file, result, Json, cancellationToken);
    }

    private IReadOnlyList<Row> Rows() =>
    [
        .. _figures.GroupBy(entry => (entry.Benchmark, entry.Figure.Name, entry.Figure.LimitName)).Select(group =>
        {
            var figures = group.Select(entry => entry.Figure).ToList();
            var values = figures.Select(figure => figure.Value).ToList();
            return new Row(
                $"{group.Key.Benchmark}: {group.Key.Name}",
                figures[0].Unit,
                Median(values),
                figures[0].LimitName,
                Median(figures.Select(figure => figure.Limit)),
                Median(figures.Select(figure => figure.Value / figure.Limit)),
                figures.Count,
                values.Min(),
                values.Max());
        }),
    ];

    private static double Median(IEnumerable<double> values) => new Distribution(values).Percentile(50);

    private static string Number(double value) => value.ToString(value >= 100 ? "N0" : "0.##", CultureInfo.InvariantCulture);

    private static string Line(string name, string median, string unit, string limit, string ratio, string times, string spread) =>
        $"{name,-44} {median,9} {unit,-12} {limit,9} {ratio,7} {times,5}  {spread}";

    private sealed record Row(
        string Name, string Unit, double Median, string LimitName, double Limit, double Ratio, int Repetitions, double Lowest, double Highest);
}

/// <summary>Measured values, in order.</summary>
internal sealed class Distribution(IEnumerable<double> values)
{
    private readonly double[] _values = [.. values.Order()];

    /// <summary>The smallest value that so many percent do not exceed.</summary>
    public double Percentile(double percent) => _values[Math.Max(0, (int)Math.Ceiling(_values.Length * percent / 100) - 1)];
}
