namespace ZoomAspire.Core.Operator;

/// <summary>What a rule looks at of an instrument of the meter <c>ZoomAspire</c>, together for all processes.</summary>
/// <param name="Name">Its name in the database; no secret, few of them.</param>
/// <param name="Instrument">The instrument.</param>
/// <param name="Kind">What is made of the instrument's values.</param>
internal sealed record Signal(string Name, string Instrument, SignalKind Kind)
{
    /// <summary>Only measurements whose labels have these values, or do not have them.</summary>
    public IReadOnlyList<LabelFilter> Filters { get; init; } = [];

    /// <summary>Only measurements above it, in the instrument's unit.</summary>
    public double? Above { get; init; }

    /// <summary>What a measurement adds; null where it does not belong to the signal.</summary>
    /// <param name="value">What was measured.</param>
    /// <param name="labels">Its labels.</param>
    public double? Read(double value, ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        if (value <= Above)
        {
            return null;
        }

        foreach (var filter in Filters)
        {
            if (!filter.Takes(labels))
            {
                return null;
            }
        }

        return Kind == SignalKind.Count ? 1 : value;
    }
}

/// <summary>What is made of the values of an instrument.</summary>
internal enum SignalKind
{
    /// <summary>Of a counter: they are added up.</summary>
    Sum,

    /// <summary>Of a histogram: they are counted.</summary>
    Count,

    /// <summary>Of a gauge: the lowest.</summary>
    Level,
}

/// <summary>Which measurements are meant.</summary>
/// <param name="Label">Name of the label.</param>
/// <param name="Values">Its values.</param>
internal sealed record LabelFilter(string Label, params IReadOnlyList<string> Values)
{
    /// <summary>Those that have none of the values.</summary>
    public bool IsExcluding { get; init; }

    /// <summary>Whether measurements with these labels are meant.</summary>
    /// <param name="labels">The labels.</param>
    public bool Takes(ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        foreach (var (name, value) in labels)
        {
            if (name == Label)
            {
                return Values.Contains(value as string ?? "") != IsExcluding;
            }
        }

        return IsExcluding;
    }
}
