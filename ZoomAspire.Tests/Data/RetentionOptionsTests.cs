using ZoomAspire.Core.Data;

namespace ZoomAspire.Tests.Data;

public sealed class RetentionOptionsTests
{
    [Theory]
    [InlineData(3650, 0)]
    [InlineData(3651, 3)]
    [InlineData(0, 3)]
    public void What_is_kept_is_kept_for_ten_years_at_most(int days, int problems)
    {
        var time = TimeSpan.FromDays(days);

        Assert.Equal(problems, new RetentionOptions { Media = time, Events = time, Audit = time }.Problems().Count());
    }
}
