using System.Text.Json;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Tests.Zoom;

public sealed class ZoomProfileTests
{
    [Theory]
    [InlineData("1", false)]
    [InlineData("2", true)]
    [InlineData("4", false)]
    [InlineData("99", null)]
    [InlineData("null", null)]
    public void The_type_of_a_user_tells_whether_he_can_record_to_the_cloud(string type, bool? records)
    {
        using var answer = JsonDocument.Parse($$"""{"id":"u","account_id":"a","email":"e@example.org","first_name":"Ann","last_name":"Lee","type":{{type}}}""");

        var profile = ZoomProfile.TryRead(answer.RootElement)!.ToProviderProfile("a");

        Assert.Equal(records, profile.HasCloudRecording);
        Assert.Equal(("u", "a", "e@example.org", "Ann Lee"), (profile.UserId.Value, profile.AccountId, profile.Email, profile.DisplayName));
    }
}
