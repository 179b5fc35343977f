using System.Globalization;
using Telegram.Bot.Types.ReplyMarkups;

namespace ZoomAspire.Core.Recordings;

/// <summary>Buttons below the messages about recordings. Their data can be forged: the bot checks each press.</summary>
public static class RecordingButtons
{
    /// <summary>What the data of the button begins with that asks for a delivery again; the delivery's key follows a colon.</summary>
    public const string AgainVerb = "again";

    /// <summary>Asks for a delivery again.</summary>
    /// <param name="deliveryId">The delivery.</param>
    /// <param name="label">What it says.</param>
    internal static InlineKeyboardMarkup Again(long deliveryId, string label) => new(
        [[InlineKeyboardButton.WithCallbackData(label, string.Create(CultureInfo.InvariantCulture, $"{AgainVerb}:{deliveryId}"))]]);
}
