using System.Globalization;
using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Texts;

/// <summary>Links to originals. Notices: plain text, 200 characters.</summary>
internal static class MediaLinkTexts
{
    public const string NotKept = "I no longer keep the original of this recording. It is still in your Zoom cloud recordings, unless it was deleted there.";

    public const string NotYours = "This link is not yours, or is gone already.";

    public static ChatText Link(NewMediaLink link) => new(
        "Here is the original, as Zoom made it. The link works until " +
        $"{TelegramHtml.Escape(TelegramHtml.Inert(link.ExpiresAt.ToString("d MMM, H:mm", CultureInfo.InvariantCulture)))} UTC. " +
        "Whoever has it can download the recording, so keep it to yourself.",
        [InlineKeyboardButton.WithUrl("⬇️ Download", link.Address.AbsoluteUri)],
        [InlineKeyboardButton.WithCallbackData("Take the link back", RecordingButtons.Data(RecordingButtons.RevokeLinkVerb, link.Id))])
    {
        IsPersonal = true,
    };

    public static ChatText Revoked() => new("The link to the original no longer works.");
}
