using ZoomAspire.Core.Media;

namespace ZoomAspire.Tests.Media;

public sealed class AudioPlanTests
{
    private const long CloudLimit = 49L * 1024 * 1024;

    [Theory]
    [InlineData(30, 64_000, 1)]
    [InlineData(120, 52_000, 1)]
    [InlineData(180, 34_000, 1)]
    [InlineData(255, 24_000, 1)]
    [InlineData(300, 42_000, 2)]
    [InlineData(1440, 26_000, 6)]
    public void One_file_if_24_kbit_make_it_fit_else_the_fewest_that_do(int minutes, int bitRate, int parts)
    {
        var plan = AudioPlan.Of(TimeSpan.FromMinutes(minutes), CloudLimit)!;

        Assert.Equal((bitRate, parts), (plan.BitRate, plan.Parts));
        Assert.InRange(plan.BitRate / 8.0 * minutes * 60 / parts, 0, CloudLimit);
    }

    [Fact]
    public void What_would_take_more_parts_than_anybody_listens_to_is_not_planned() =>
        Assert.Null(AudioPlan.Of(TimeSpan.FromHours(200), CloudLimit));
}
