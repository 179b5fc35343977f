using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Bot.Buttons;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Bot.Texts;

/// <summary>The last step of connecting, back in Telegram.</summary>
internal static class FinishTexts
{
    public const string TooLateToUndo = "This can't be undone any more. Send /disconnect if you want to end the connection.";

    public const string LookingForLatest = "I am looking for it: it arrives here in a moment.";

    public static readonly ChatText NotForYou = new(
        "This link was made for somebody else. Nothing was connected, and the link no longer works.\n\n" +
        "To connect your own Zoom account, press the button.",
        [CommonTexts.ConnectButton()]);

    public static readonly ChatText AlreadyUsed = new(
        "This link has been used already. /status shows what is connected; if something is missing there, press the button.",
        [CommonTexts.ConnectButton()]);

    public static readonly ChatText Expired = new(
        "This link has expired, so nothing was connected. Press the button for a fresh one. If you were waiting for your Zoom admin to " +
        "approve the app, press it once that is done.",
        [CommonTexts.ConnectButton()]);

    public static readonly ChatText UserInactive = new(
        "This Zoom user has just been deactivated at Zoom, so nothing was connected. Once your Zoom administrator has activated it, press the " +
        "button.",
        [CommonTexts.ConnectButton()]);

    public static readonly ChatText Unknown = new(
        "I don't know this link; maybe a part of it got lost. Nothing was connected. Press the button for a fresh one.",
        [CommonTexts.ConnectButton()]);

    private const string NotToGroup =
        "I deliver to a group only what one of its administrators sends there, so the recordings arrive here instead.";

    private const string ByOrganization =
        "I read them by your organisation's own app at Zoom. Should you connect the same Zoom account yourself, with /connect, that counts instead.";

    private const string InsteadOfLinked =
        "Your own connection takes the place of the one that your organisation's operator had linked. What was under way goes on, and nothing " +
        "arrives twice.";

    private const string NoCloudRecording =
        "⚠️ Zoom says that this account has no plan with cloud recording (Basic has none). Only recordings made to the cloud can come to " +
        "you: that needs Zoom Pro or better, and a licence for your user.";

    /// <summary>What was connected and what to expect of it.</summary>
    /// <param name="finished">What was connected.</param>
    /// <param name="group">The group to which it delivers; null for this chat.</param>
    /// <param name="wasGroupRefused">Whether it was to deliver to a group that the person does not administer.</param>
    public static ChatText Finished(FinishResult.Finished finished, GroupChoice? group, bool wasGroupRefused)
    {
        var parts = new[]
        {
            Head(finished),
            "From now on, the audio of every meeting that this Zoom account hosts and records to the cloud arrives " +
            Where(finished, group) +
            "Meetings hosted by others do not: their recordings belong to their hosts.",
            wasGroupRefused ? NotToGroup : null,
            finished.IsLinked ? ByOrganization : null,
            finished.ReplacesLinked ? InsteadOfLinked : null,
            finished.Missing.Count > 0 ? $"Zoom did not give me every permission:\n{ConnectionNotices.Missing(finished.Missing)}" : null,
            finished.HasCloudRecording == false ? NoCloudRecording : null,
            "Not what you wanted? Undo disconnects this Zoom account.",
        };
        return new ChatText(string.Join("\n\n", parts.Where(part => part is not null)), RowsOf(finished));
    }

    public static ChatText Undone(DisconnectResult result) => new(
        "Undone: the Zoom account is disconnected, and I kept nothing of it." + DisconnectTexts.RevocationNote(result),
        [CommonTexts.ConnectButton()]);

    private static string Where(FinishResult.Finished finished, GroupChoice? group) => (group, finished.KeepsRoutes) switch
    {
        ({ } chosen, _) => $"in {CommonTexts.GroupName(chosen.Title)}. ",
        (_, true) => "where your routes say, as before: /routes shows it. ",
        _ => "in this chat. ",
    };

    private static string Head(FinishResult.Finished finished) => finished.Missing.Any(need => need.IsRequired)
        ? $"⚠️ Connected, but recordings can't arrive yet: {CommonTexts.NameOf(finished.Account)}"
        : $"✅ Connected: {CommonTexts.NameOf(finished.Account)}";

    // What can be done next, one row each; Undo stays last.
    private static IReadOnlyList<InlineKeyboardButton>[] RowsOf(FinishResult.Finished finished)
    {
        List<IReadOnlyList<InlineKeyboardButton>> rows = [];
        if (finished.Missing.Count > 0)
        {
            rows.Add([CommonTexts.ConnectButton("Connect again")]);
        }

        if (!finished.Missing.Any(need => need.IsRequired))
        {
            rows.Add([InlineKeyboardButton.WithCallbackData("Send my latest recording", RecordingButtons.Data(RecordingButtons.LatestVerb, finished.Account.ConnectionId))]);
        }

        rows.Add([InlineKeyboardButton.WithCallbackData("Undo", UndoButton.Data(finished.UndoId))]);
        return [.. rows];
    }
}
