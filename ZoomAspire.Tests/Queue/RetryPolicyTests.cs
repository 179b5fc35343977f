using ZoomAspire.Core.Queue;

namespace ZoomAspire.Tests.Queue;

public sealed class RetryPolicyTests
{
    [Theory]
    [InlineData(FailureKind.NeedsReauth, JobStatus.Parked)]
    [InlineData(FailureKind.Unreachable, JobStatus.Parked)]
    [InlineData(FailureKind.Gone, JobStatus.Cancelled)]
    [InlineData(FailureKind.Permanent, JobStatus.Dead)]
    public void What_a_retry_cannot_help_is_not_retried(FailureKind kind, JobStatus expected) =>
        Assert.Equal(expected, RetryPolicy.Decide(new JobFailure(kind, "."), 1, 1, 0.5).Status);

    [Theory]
    [InlineData(FailureKind.Transient)]
    [InlineData(FailureKind.RateLimited)]
    [InlineData(FailureKind.Bug)]
    public void Retries_end_in_a_dead_letter(FailureKind kind)
    {
        var failure = new JobFailure(kind, ".");

        Assert.Equal(JobStatus.Queued, RetryPolicy.Decide(failure, 1, 1, 0.5).Status);
        Assert.Equal(JobStatus.Dead, RetryPolicy.Decide(failure, 100, 100, 0.5).Status);
    }

    [Fact]
    public void Our_own_mistakes_get_few_retries() =>
        Assert.Equal(JobStatus.Dead, RetryPolicy.Decide(new JobFailure(FailureKind.Bug, "."), 4, 4, 0.5).Status);

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(4, 40)]
    [InlineData(20, 1800)]
    [InlineData(59, 1800)]
    public void The_wait_doubles_up_to_a_cap_and_jitter_takes_any_part_of_it(int attempts, double longestSeconds)
    {
        var failure = new JobFailure(FailureKind.Transient, ".");

        Assert.Equal(TimeSpan.FromSeconds(1), RetryPolicy.Decide(failure, attempts, attempts, 0).Delay);
        Assert.Equal(longestSeconds / 2, RetryPolicy.Decide(failure, attempts, attempts, 0.5).Delay.TotalSeconds, 3);
        Assert.Equal(longestSeconds, RetryPolicy.Decide(failure, attempts, attempts, 1).Delay.TotalSeconds, 3);
    }

    [Fact]
    public void A_wait_that_was_asked_for_is_kept_and_never_shortened()
    {
        var failure = new JobFailure(FailureKind.RateLimited, ".", TimeSpan.FromSeconds(30));

        Assert.Equal(TimeSpan.FromSeconds(30), RetryPolicy.Decide(failure, 7, 7, 0).Delay);
        Assert.InRange(RetryPolicy.Decide(failure, 1, 7, 0.999).Delay, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(33));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3600)]
    public void A_wait_that_has_passed_already_does_not_repeat_in_a_hot_loop(double askedSeconds)
    {
        var failure = new JobFailure(FailureKind.RateLimited, ".", TimeSpan.FromSeconds(askedSeconds));

        Assert.Equal(TimeSpan.FromSeconds(1), RetryPolicy.Decide(failure, 1, 1, 0).Delay);
        Assert.InRange(RetryPolicy.Decide(failure, 20, 20, 0.5).Delay, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(3));
    }

    [Fact]
    public void Failures_of_one_kind_do_not_use_up_the_patience_with_another()
    {
        Assert.Equal(JobStatus.Queued, RetryPolicy.Decide(new JobFailure(FailureKind.Bug, "."), 1, 59, 0.5).Status);
        Assert.Equal(JobStatus.Dead, RetryPolicy.Decide(new JobFailure(FailureKind.Transient, "."), 1, 200, 0.5).Status);
    }

    [Fact]
    public void Nobody_can_make_us_wait_for_years() =>
        Assert.InRange(
            RetryPolicy.Decide(new JobFailure(FailureKind.RateLimited, ".", TimeSpan.FromDays(9000)), 1, 1, 0).Delay,
            TimeSpan.FromHours(24),
            TimeSpan.FromHours(26));
}
