namespace ZoomAspire.Core.Operator;

/// <summary>A rule by which the operator is alerted.</summary>
/// <param name="Name">Its name: of letters and underscores, 40 characters at most.</param>
/// <param name="Title">What is the matter, as a headline.</param>
/// <param name="Advice">What it may mean and what to do.</param>
/// <param name="Condition">When it alerts.</param>
internal sealed record AlertRule(string Name, string Title, string Advice, AlertCondition Condition)
{
    /// <summary>Whether something else tells of it, with more than numbers: for <see cref="AlertWatch"/> there is nothing to do.</summary>
    public bool IsToldElsewhere { get; init; }
}
