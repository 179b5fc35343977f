using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Tests.Bot;

/// <summary>What the chat says of a fresh connection that cannot do everything.</summary>
public sealed class FinishTextTests
{
    private static readonly FinishResult.Finished All = new(
        new ConnectedAccount(1, "zoom", "anna@example.com", "Anna"), new TelegramChatId(101), null, Guid.Empty);

    [Fact]
    public void With_everything_granted_nothing_is_warned_of()
    {
        var text = FinishTexts.Finished(All with { HasCloudRecording = true }, null, false);

        Assert.StartsWith("✅ Connected", text.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("⚠️", text.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("permission", text.Html, StringComparison.Ordinal);
        Assert.Equal(["Send my latest recording", "Undo"], text.Rows.Select(row => Assert.Single(row).Text));
    }

    [Fact]
    public void A_missing_required_scope_is_said_first_with_what_to_do()
    {
        var text = FinishTexts.Finished(All with { Missing = ZoomScopes.MissingFrom("user:read:user") }, null, false);

        Assert.StartsWith("⚠️ Connected, but recordings can't arrive yet", text.Html, StringComparison.Ordinal);
        Assert.Contains("I cannot fetch recordings, so none will arrive.", text.Html, StringComparison.Ordinal);
        Assert.Contains("your Zoom admin has to allow it", text.Html.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("<code>cloud_recording:read:list_recording_files</code>", text.Html, StringComparison.Ordinal);
        Assert.Equal(["Connect again", "Undo"], text.Rows.Select(row => Assert.Single(row).Text));
    }

    [Fact]
    public void A_missing_optional_scope_is_said_without_alarm()
    {
        var missing = ZoomScopes.MissingFrom("user:read:user cloud_recording:read:list_recording_files cloud_recording:read:recording");

        var text = FinishTexts.Finished(All with { Missing = missing }, null, false);

        Assert.StartsWith("✅ Connected", text.Html, StringComparison.Ordinal);
        Assert.Contains("I cannot look through your recordings", text.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(null, false)]
    public void A_plan_without_cloud_recording_is_warned_of(bool? hasCloudRecording, bool isWarned)
    {
        var text = FinishTexts.Finished(All with { HasCloudRecording = hasCloudRecording }, null, false);

        Assert.Equal(isWarned, text.Html.Contains("no plan with cloud recording", StringComparison.Ordinal));
    }

    [Fact]
    public void The_title_of_a_group_shows_as_it_is_and_can_do_nothing()
    {
        var group = new GroupChoice(new DeliveryPlace(new TelegramChatId(-1), null), "</b>@admin");

        Assert.Contains("“&lt;", FinishTexts.Finished(All, group, false).Html, StringComparison.Ordinal);
        Assert.DoesNotContain("@admin", FinishTexts.Finished(All, group, false).Html, StringComparison.Ordinal);
    }
}
