using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Operator;

/// <summary>Signals in the database: a row for each and minute, whichever process counted.</summary>
/// <param name="context">The database.</param>
internal sealed class SignalStore(ZoomAspireContext context)
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(3);

    /// <summary>Adds to the present minute.</summary>
    /// <param name="counted">What was counted since the last time, by name.</param>
    /// <param name="cancellationToken">Gives up; nothing is added then.</param>
    public Task AddAsync(IReadOnlyDictionary<string, SignalCount> counted, CancellationToken cancellationToken)
    {
        string[] names = [.. counted.Keys];
        double[] totals = [.. counted.Values.Select(count => count.Total)];
        double[] lowest = [.. counted.Values.Select(count => count.Lowest)];
        // In one order for all.
        return context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO operator_signals AS s (name, minute, total, lowest)
            SELECT name, date_trunc('minute', now()), total, lowest FROM unnest({names}, {totals}, {lowest}) AS counted (name, total, lowest)
            ORDER BY name
            ON CONFLICT (name, minute) DO UPDATE SET total = s.total + excluded.total, lowest = least(s.lowest, excluded.lowest)
            """,
            cancellationToken);
    }

    /// <summary>Reads the minutes of a time that ends now.</summary>
    /// <param name="window">The time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<SignalWindow> ReadAsync(TimeSpan window, CancellationToken cancellationToken) => new(await context.Database
        .SqlQuery<SignalMinute>(
            $"""
            SELECT name AS "Name", (extract(epoch FROM date_trunc('minute', now()) - minute) / 60)::int AS "Age", total AS "Total", lowest AS "Lowest"
            FROM operator_signals WHERE minute >= date_trunc('minute', now()) - {window}
            """)
        .ToListAsync(cancellationToken));

    /// <summary>Deletes what no rule looks at any more.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<int> DeleteOldAsync(CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlAsync($"DELETE FROM operator_signals WHERE minute < now() - {Kept}", cancellationToken);
}

/// <summary>What a process counted of a signal.</summary>
/// <param name="Total">The sum.</param>
/// <param name="Lowest">The lowest value.</param>
internal readonly record struct SignalCount(double Total, double Lowest)
{
    /// <summary>Both together.</summary>
    /// <param name="other">The other.</param>
    public SignalCount And(SignalCount other) => new(Total + other.Total, Math.Min(Lowest, other.Lowest));
}
