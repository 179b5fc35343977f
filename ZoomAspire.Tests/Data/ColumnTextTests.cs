using ZoomAspire.Core.Data;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Tests.Data;

public sealed class ColumnTextTests
{
    [Theory]
    [InlineData("Board", 5, "Board")]
    [InlineData("Board", 4, "Boar")]
    [InlineData("ab🚒", 3, "ab")]
    [InlineData("ab🚒", 4, "ab🚒")]
    [InlineData("🚒", 1, "")]
    public void A_cut_never_falls_into_a_character(string text, int length, string expected) =>
        Assert.Equal(expected, ColumnText.Cut(text, length));

    [Fact]
    public void A_file_has_one_key_wherever_it_is_named_however_long_its_id_is() =>
        Assert.Equal(RecordingFileKey.MaxLength - 1, RecordingFileKey.Of(new string('x', RecordingFileKey.MaxLength - 1) + "🚒", null, null).Length);
}
