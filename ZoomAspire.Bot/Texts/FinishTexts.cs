using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Bot.Buttons;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Bot.Texts;

/// <summary>The last step of connecting, back in Telegram.</summary>
internal static class FinishTexts
{
    public static string TooLateToUndo => FinishWords.TooLateNotice;

    public static string LookingForLatest => FinishWords.LookingNotice;

    public static ChatText NotForYou => new($"{FinishWords.NotForYou}\n\n{FinishWords.ConnectYourOwn}", [CommonTexts.ConnectButton()]);

    public static ChatText AlreadyUsed => new(FinishWords.AlreadyUsed, [CommonTexts.ConnectButton()]);

    public static ChatText Expired => new(FinishWords.Expired, [CommonTexts.ConnectButton()]);

    public static ChatText UserInactive => new(FinishWords.UserInactive, [CommonTexts.ConnectButton()]);

    public static ChatText Unknown => new(FinishWords.Unknown, [CommonTexts.ConnectButton()]);

    /// <summary>What was connected and what to expect of it.</summary>
    /// <param name="finished">What was connected.</param>
    /// <param name="group">The group to which it delivers; null for this chat.</param>
    /// <param name="wasGroupRefused">Whether it was to deliver to a group that the person does not administer.</param>
    public static ChatText Finished(FinishResult.Finished finished, GroupChoice? group, bool wasGroupRefused)
    {
        var parts = new[]
        {
            Head(finished),
            $"{Arrives(finished, group)} {FinishWords.OthersDoNot}",
            wasGroupRefused ? FinishWords.NotToGroup : null,
            finished.IsLinked ? FinishWords.ByOrganization : null,
            finished.ReplacesLinked ? FinishWords.InsteadOfLinked : null,
            finished.Missing.Count > 0 ? $"{FinishWords.MissingPermissions}\n{ConnectionNotices.Missing(finished.Missing)}" : null,
            finished.HasCloudRecording == false ? FinishWords.NoCloudRecording : null,
            FinishWords.UndoHint,
        };
        return new ChatText(string.Join("\n\n", parts.Where(part => part is not null)), RowsOf(finished));
    }

    public static ChatText Undone(DisconnectResult result) => new(
        FinishWords.Undone + DisconnectTexts.RevocationNote(result), [CommonTexts.ConnectButton()]);

    private static string Arrives(FinishResult.Finished finished, GroupChoice? group) => (group, finished.KeepsRoutes) switch
    {
        ({ } chosen, _) => FinishWords.FormatArrivesInGroup(CommonTexts.GroupName(chosen.Title)),
        (_, true) => FinishWords.ArrivesByRoutes,
        _ => FinishWords.ArrivesHere,
    };

    private static string Head(FinishResult.Finished finished) => finished.Missing.Any(need => need.IsRequired)
        ? FinishWords.FormatConnectedInVain(CommonTexts.NameOf(finished.Account))
        : FinishWords.FormatConnected(CommonTexts.NameOf(finished.Account));

    // What can be done next, one row each; Undo stays last.
    private static IReadOnlyList<InlineKeyboardButton>[] RowsOf(FinishResult.Finished finished)
    {
        List<IReadOnlyList<InlineKeyboardButton>> rows = [];
        if (finished.Missing.Count > 0)
        {
            rows.Add([CommonTexts.ConnectButton(FinishWords.ConnectAgainButton)]);
        }

        if (!finished.Missing.Any(need => need.IsRequired))
        {
            var latest = RecordingButtons.Data(RecordingButtons.LatestVerb, finished.Account.ConnectionId);
            rows.Add([InlineKeyboardButton.WithCallbackData(FinishWords.LatestButton, latest)]);
        }

        rows.Add([InlineKeyboardButton.WithCallbackData(FinishWords.UndoButton, UndoButton.Data(finished.UndoId))]);
        return [.. rows];
    }
}
