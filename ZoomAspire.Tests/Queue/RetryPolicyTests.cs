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
        Assert.Equal(expected, Decide(new JobFailure(kind, "."), 1, 1, 0.5).Status);

    [Theory]
    [InlineData(FailureKind.Transient)]
    [InlineData(FailureKind.RateLimited)]
    [InlineData(FailureKind.Bug)]
    public void Retries_end_in_a_dead_letter(FailureKind kind)
    {
        var failure = new JobFailure(kind, ".");

        Assert.Equal(JobStatus.Queued, Decide(failure, 1, 1, 0.5).Status);
        Assert.Equal(JobStatus.Dead, RetryPolicy.Decide(failure, 400, TimeSpan.FromDays(3), 400, 0.5).Status);
    }

    [Theory]
    [InlineData(FailureKind.Transient)]
    [InlineData(FailureKind.RateLimited)]
    public void What_passes_by_itself_is_waited_for_by_time_however_often_it_fails(FailureKind kind)
    {
        var failure = new JobFailure(kind, ".");

        Assert.Equal(JobStatus.Queued, RetryPolicy.Decide(failure, 600, TimeSpan.FromHours(71), 600, 0.5).Status);
        Assert.Equal(JobStatus.Dead, RetryPolicy.Decide(failure, 20, TimeSpan.FromHours(72), 20, 0.5).Status);
    }

    [Fact]
    public void Kinds_that_take_turns_are_tried_ever_more_rarely_and_end_when_the_patience_does()
    {
        var (failingFor, attempts) = (TimeSpan.Zero, 0);
        RetryPolicy.Decision decision;
        do
        {
            var kind = ++attempts % 2 == 0 ? FailureKind.Bug : FailureKind.Transient;
            decision = RetryPolicy.Decide(new JobFailure(kind, "."), 1, failingFor, attempts, 0.5);
            failingFor += decision.Delay;
        }
        while (decision.Status == JobStatus.Queued);

        Assert.Equal(JobStatus.Dead, decision.Status);
        Assert.InRange(failingFor.TotalDays, 3, 3.1);
        Assert.InRange(attempts, 100, 999);
    }

    [Theory]
    [InlineData(null, FailureKind.Transient, false)]
    [InlineData(FailureKind.Transient, FailureKind.RateLimited, true)]
    [InlineData(FailureKind.RateLimited, FailureKind.Transient, true)]
    [InlineData(FailureKind.Bug, FailureKind.Bug, true)]
    [InlineData(FailureKind.Transient, FailureKind.Bug, false)]
    [InlineData(FailureKind.Bug, FailureKind.Transient, false)]
    public void A_server_in_trouble_that_answers_in_turns_is_one_trouble(FailureKind? before, FailureKind kind, bool isSame) =>
        Assert.Equal(isSame, RetryPolicy.IsSameRow(before, kind));

    [Fact]
    public void Our_own_mistakes_get_few_retries() =>
        Assert.Equal(JobStatus.Dead, Decide(new JobFailure(FailureKind.Bug, "."), 4, 4, 0.5).Status);

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(4, 40)]
    [InlineData(20, 1800)]
    [InlineData(59, 1800)]
    public void The_wait_doubles_up_to_a_cap_and_jitter_takes_any_part_of_it(int attempts, double longestSeconds)
    {
        var failure = new JobFailure(FailureKind.Transient, ".");

        Assert.Equal(TimeSpan.FromSeconds(1), Decide(failure, attempts, attempts, 0).Delay);
        Assert.Equal(longestSeconds / 2, Decide(failure, attempts, attempts, 0.5).Delay.TotalSeconds, 3);
        Assert.Equal(longestSeconds, Decide(failure, attempts, attempts, 1).Delay.TotalSeconds, 3);
    }

    [Fact]
    public void A_wait_that_was_asked_for_is_kept_and_never_shortened()
    {
        var failure = new JobFailure(FailureKind.RateLimited, ".", TimeSpan.FromSeconds(30));

        Assert.Equal(TimeSpan.FromSeconds(30), Decide(failure, 7, 7, 0).Delay);
        Assert.InRange(Decide(failure, 1, 7, 0.999).Delay, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(33));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3600)]
    public void A_wait_that_has_passed_already_does_not_repeat_in_a_hot_loop(double askedSeconds)
    {
        var failure = new JobFailure(FailureKind.RateLimited, ".", TimeSpan.FromSeconds(askedSeconds));

        Assert.Equal(TimeSpan.FromSeconds(1), Decide(failure, 1, 1, 0).Delay);
        Assert.InRange(Decide(failure, 20, 20, 0.5).Delay, TimeSpan.FromMinutes(7), TimeSpan.FromMinutes(8));
    }

    [Fact]
    public void Failures_of_one_kind_do_not_use_up_the_patience_with_another()
    {
        Assert.Equal(JobStatus.Queued, Decide(new JobFailure(FailureKind.Bug, "."), 1, 59, 0.5).Status);
        Assert.Equal(JobStatus.Dead, Decide(new JobFailure(FailureKind.Transient, "."), 1, 1000, 0.5).Status);
    }

    [Fact]
    public void Nobody_can_make_us_wait_for_years() =>
        Assert.InRange(
            Decide(new JobFailure(FailureKind.RateLimited, ".", TimeSpan.FromDays(9000)), 1, 1, 0).Delay,
            TimeSpan.FromHours(24),
            TimeSpan.FromHours(26));

    private static RetryPolicy.Decision Decide(JobFailure failure, int failures, int attempts, double random) =>
        RetryPolicy.Decide(failure, failures, TimeSpan.Zero, attempts, random);
}
