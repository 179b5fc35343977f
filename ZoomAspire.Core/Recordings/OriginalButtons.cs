using Microsoft.Extensions.Options;
using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Configuration;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Offers the original where it is not what is in the chat: in private chats only, since whoever has a link has the file, and where
/// users can reach us.
/// </summary>
internal sealed class OriginalButtons(IOptions<PublicOptions> options)
{
    /// <summary>The buttons below an audio.</summary>
    public InlineKeyboardMarkup? Below(DeliveryTarget target, AudioPiece piece) =>
        piece is { Made: not null, Part: 0 } ? Original(target) : null;

    /// <summary>The button itself.</summary>
    public InlineKeyboardMarkup? Original(DeliveryTarget target) =>
        options.Value.BaseUrl is not null && target.Destination.Kind == DestinationKind.Private
            ? RecordingButtons.Original(target.Delivery.Id)
            : null;
}
