using System.Globalization;
using Telegram.Bot.Types.ReplyMarkups;

namespace ZoomAspire.Core.Recordings;

/// <summary>Buttons below the messages about recordings. Their data can be forged: the bot checks each press.</summary>
public static class RecordingButtons
{
    /// <summary>What the buttons say that ask for something again that failed.</summary>
    internal const string TryAgain = "🔁 Try again";

    /// <summary>What the data of the button begins with that asks for a delivery again; the delivery's key follows a colon.</summary>
    public const string AgainVerb = "again";

    /// <summary>What the data of the button begins with that asks for a meeting's recording again; the meeting's key follows a colon.</summary>
    public const string FetchVerb = "fetch";

    /// <summary>What the data of the button begins with that asks for the latest recording; the connection's key follows a colon.</summary>
    public const string LatestVerb = "latest";

    /// <summary>Asks for the latest recording again.</summary>
    /// <param name="connectionId">The connection.</param>
    internal static InlineKeyboardMarkup Latest(long connectionId) => new(
        [[InlineKeyboardButton.WithCallbackData(TryAgain, LatestData(connectionId))]]);

    /// <summary>The data of a button that asks for the latest recording.</summary>
    /// <param name="connectionId">The connection.</param>
    public static string LatestData(long connectionId) => string.Create(CultureInfo.InvariantCulture, $"{LatestVerb}:{connectionId}");

    /// <summary>What the data of the button begins with that asks for a link to the original; the delivery's key follows a colon.</summary>
    public const string OriginalVerb = "original";

    /// <summary>What the data of the button begins with that takes back a link to an original; the link's key follows a colon.</summary>
    public const string RevokeLinkVerb = "unlink";

    private const string OriginalLabel = "⬇️ Original";

    /// <summary>Asks for a link to the original.</summary>
    /// <param name="deliveryId">The delivery.</param>
    internal static InlineKeyboardMarkup Original(long deliveryId) => new(
        [[InlineKeyboardButton.WithCallbackData(OriginalLabel, string.Create(CultureInfo.InvariantCulture, $"{OriginalVerb}:{deliveryId}"))]]);

    /// <summary>Asks for a meeting's recording again.</summary>
    /// <param name="meetingId">The meeting.</param>
    internal static InlineKeyboardMarkup Fetch(long meetingId) => new(
        [[InlineKeyboardButton.WithCallbackData(TryAgain, string.Create(CultureInfo.InvariantCulture, $"{FetchVerb}:{meetingId}"))]]);

    /// <summary>Asks for a delivery again.</summary>
    /// <param name="deliveryId">The delivery.</param>
    /// <param name="label">What it says.</param>
    internal static InlineKeyboardMarkup Again(long deliveryId, string label) => new(
        [[InlineKeyboardButton.WithCallbackData(label, string.Create(CultureInfo.InvariantCulture, $"{AgainVerb}:{deliveryId}"))]]);
}
