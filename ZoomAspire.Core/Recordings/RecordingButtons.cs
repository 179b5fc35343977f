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

    /// <summary>What the data of the button begins with that asks for a link to the original; the delivery's key follows a colon.</summary>
    public const string OriginalVerb = "original";

    /// <summary>What the data of the button begins with that takes back a link to an original; the link's key follows a colon.</summary>
    public const string RevokeLinkVerb = "unlink";

    /// <summary>The data of a button.</summary>
    /// <param name="verb">What it begins with.</param>
    /// <param name="key">The key that follows.</param>
    public static string Data(string verb, long key) => string.Create(CultureInfo.InvariantCulture, $"{verb}:{key}");

    /// <summary>Asks for the latest recording again.</summary>
    /// <param name="connectionId">The connection.</param>
    internal static InlineKeyboardMarkup Latest(long connectionId) => One(TryAgain, LatestVerb, connectionId);

    /// <summary>Asks for a link to the original.</summary>
    /// <param name="deliveryId">The delivery.</param>
    internal static InlineKeyboardMarkup Original(long deliveryId) => One("⬇️ Original", OriginalVerb, deliveryId);

    /// <summary>Asks for a meeting's recording again.</summary>
    /// <param name="meetingId">The meeting.</param>
    internal static InlineKeyboardMarkup Fetch(long meetingId) => One(TryAgain, FetchVerb, meetingId);

    /// <summary>Asks for a delivery again.</summary>
    /// <param name="deliveryId">The delivery.</param>
    /// <param name="label">What it says.</param>
    internal static InlineKeyboardMarkup Again(long deliveryId, string label) => One(label, AgainVerb, deliveryId);

    private static InlineKeyboardMarkup One(string label, string verb, long key) =>
        new([[InlineKeyboardButton.WithCallbackData(label, Data(verb, key))]]);
}
