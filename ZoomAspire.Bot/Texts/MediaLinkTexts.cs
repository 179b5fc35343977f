using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Core.Languages;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Texts;

/// <summary>Links to originals. Notices: plain text, 200 characters.</summary>
internal static class MediaLinkTexts
{
    public static string NotKept => MediaLinkWords.NotKeptNotice;

    public static string NotYours => MediaLinkWords.NotYoursNotice;

    public static ChatText Link(NewMediaLink link) => new(
        MediaLinkWords.FormatLink(TelegramHtml.Escape(TelegramHtml.Inert(LocalDates.MomentOfYear(link.ExpiresAt, TimeZoneInfo.Utc)))),
        [InlineKeyboardButton.WithUrl(MediaLinkWords.DownloadButton, link.Address.AbsoluteUri)],
        [
            InlineKeyboardButton.WithCallbackData(
                MediaLinkWords.TakeBackButton, RecordingButtons.Data(RecordingButtons.RevokeLinkVerb, link.Id)),
        ])
    {
        IsPersonal = true,
    };

    public static ChatText Revoked() => new(MediaLinkWords.Revoked);
}
