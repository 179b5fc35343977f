using System.Globalization;
using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Bot.Buttons;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Settings;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Privacy;
using User = ZoomAspire.Core.Accounts.User;

namespace ZoomAspire.Bot.Texts;

/// <summary>What is said about what is kept.</summary>
internal static class PrivacyTexts
{
    /// <summary>What is kept of somebody, where and how long, and who can read it.</summary>
    public static ChatText Overview(User user, RetentionOptions retention) => new(
        string.Join('\n',
        [
            PrivacyWords.Title,
            PrivacyWords.FormatMedia(Durations.Write(retention.MediaFor(user.MediaDays))),
            PrivacyWords.FormatNotes(Durations.Write(retention.NotesFor(user.NotesDays))),
            PrivacyWords.Meetings,
            PrivacyWords.Account,
            PrivacyWords.Telegram,
            PrivacyWords.FormatEvents(Durations.Write(retention.Events)),
            PrivacyWords.FormatAudit(Durations.Write(retention.Audit)),
            PrivacyWords.Readers,
            user.AllowsNotesModel ? PrivacyWords.ModelAllowed : PrivacyWords.ModelForbidden,
            PrivacyWords.Stays,
        ]),
        [InlineKeyboardButton.WithCallbackData(PrivacyWords.ExportButton, PrivacyButton.Export)],
        [InlineKeyboardButton.WithCallbackData(PrivacyWords.KeptButton, SettingsButton.Show(SettingsScreen.Kept))],
        [InlineKeyboardButton.WithCallbackData(PrivacyWords.EraseButton, PrivacyButton.AskToErase)]);

    /// <summary>Whether really.</summary>
    public static ChatText AskToErase(ErasureScope scope, DateTimeOffset now) => new(
        string.Join("\n\n",
        [
            PrivacyWords.FormatAskToErase(
                Number(scope.Connections), Number(scope.Meetings), Number(scope.Transcripts), Number(scope.Routes)),
            PrivacyWords.AskAboutMessages,
            PrivacyWords.AskSure,
        ]),
        [InlineKeyboardButton.WithCallbackData(PrivacyWords.EraseHere, PrivacyButton.Erase(now, removesMessages: false))],
        [InlineKeyboardButton.WithCallbackData(PrivacyWords.EraseAll, PrivacyButton.Erase(now, removesMessages: true))],
        [InlineKeyboardButton.WithCallbackData(PrivacyWords.Keep, PrivacyButton.Overview)]);

    /// <summary>What comes of asking for the file.</summary>
    public static string Notice(DataExportResult result) => result switch
    {
        DataExportResult.Started => PrivacyWords.ExportStarted,
        DataExportResult.UnderWay => PrivacyWords.ExportUnderWay,
        DataExportResult.SentRecently => PrivacyWords.ExportSentRecently,
        _ => CommonTexts.StaleButton,
    };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
