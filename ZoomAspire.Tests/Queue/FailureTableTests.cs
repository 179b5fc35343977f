using System.Globalization;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Tests.Queue;

public sealed class FailureTableTests
{
    public static TheoryData<FailureKind> Kinds => [.. Enum.GetValues<FailureKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_has_a_row_that_ends_somewhere(FailureKind kind) =>
        Assert.Contains(RetryPolicy.Of(kind).Final, (JobStatus[])[JobStatus.Dead, JobStatus.Parked, JobStatus.Cancelled]);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Of_every_dead_letter_somebody_is_told_and_the_operator_is_alerted(FailureKind kind)
    {
        var rule = RetryPolicy.Of(kind);

        Assert.Equal(rule.Final == JobStatus.Dead, rule.Alarm);
        Assert.Equal(rule.Tell, new JobFailure(kind, ".").Tell);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_page_for_operators_says_the_same(FailureKind kind)
    {
        var rule = RetryPolicy.Of(kind);
        var row = Assert.Single(
            File.ReadLines(Path.Combine(Repository(), "docs", "operations.md")),
            line => line.StartsWith($"| `{SnakeCaseNames.Of(kind.ToString())}` |", StringComparison.Ordinal));

        Assert.Equal(
            [
                rule switch
                {
                    { Patience.TotalDays: > 0 and var days } => string.Create(CultureInfo.InvariantCulture, $"for {days} days"),
                    { MaxFailures: > 0 and var times } => string.Create(CultureInfo.InvariantCulture, $"{times} times"),
                    _ => "once",
                },
                rule.Final switch { JobStatus.Dead => "dead letter", JobStatus.Parked => "parked", _ => "cancelled" },
                rule.Tell == FailureAudience.Owner ? "the owner" : "who waits for it",
                rule.Alarm ? "yes" : "no",
            ],
            row.Split('|', StringSplitOptions.TrimEntries)[3..7]);
    }

    [Fact]
    public void A_worker_stops_well_within_the_thirty_seconds_that_platforms_give()
    {
        var timings = new QueueTimings();

        Assert.InRange(timings.ShutdownGrace + timings.ShutdownMargin, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(25));
    }

    private static string Repository()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "ZoomAspire.sln")))
        {
            directory = directory.Parent;
        }

        return directory.FullName;
    }
}
