using System.Globalization;
using Telegram.Bot.Types.ReplyMarkups;

namespace ZoomAspire.Core.Recordings;

/// <summary>Buttons below the messages about recordings. Their data can be forged: the bot checks each press.</summary>
public static class RecordingButtons
{
    /// <summary>What the buttons say that ask for something again that failed.</summary>
    internal static string TryAgain => RecordingWords.TryAgainButton;

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

    /// <summary>What the data of the button begins with that brings the notes; the delivery's key follows a colon.</summary>
    public const string NotesVerb = "notes";

    /// <summary>What the data of the button begins with that brings the transcript; the delivery's key follows a colon.</summary>
    public const string TranscriptVerb = "transcript";

    /// <summary>
    /// What the data of the buttons begins with that bring the transcript as a file; a colon, the extension, a dot and the delivery's key follow.
    /// </summary>
    public const string TranscriptFileVerb = "file";

    /// <summary>What the data of the button begins with that searches one recording; the delivery's key follows a colon.</summary>
    public const string AskVerb = "ask";

    /// <summary>What the data of the button begins with that asks for each speaker's separate audio; the delivery's key follows a colon.</summary>
    public const string SpeakersVerb = "speakers";

    /// <summary>The data of the button that shows somebody's recordings.</summary>
    public const string ListData = "rec:list:0";

    /// <summary>The data of a button.</summary>
    /// <param name="verb">What it begins with.</param>
    /// <param name="key">The key that follows.</param>
    public static string Data(string verb, long key) => string.Create(CultureInfo.InvariantCulture, $"{verb}:{key}");

    /// <summary>Asks for the latest recording again.</summary>
    /// <param name="connectionId">The connection.</param>
    internal static InlineKeyboardMarkup Latest(long connectionId) => One(TryAgain, LatestVerb, connectionId);

    /// <summary>Asks for a link to the original.</summary>
    /// <param name="deliveryId">The delivery.</param>
    internal static InlineKeyboardButton OriginalOf(long deliveryId) =>
        InlineKeyboardButton.WithCallbackData(RecordingWords.OriginalButton, Data(OriginalVerb, deliveryId));

    /// <summary>Asks for the separate audio of each speaker.</summary>
    /// <param name="deliveryId">The delivery.</param>
    internal static InlineKeyboardButton SpeakersOf(long deliveryId) =>
        InlineKeyboardButton.WithCallbackData(SpeakersWords.Button, Data(SpeakersVerb, deliveryId));

    /// <summary>What there is to read of a delivery's recording.</summary>
    /// <param name="deliveryId">The delivery.</param>
    /// <param name="hasNotes">Whether there are notes.</param>
    /// <param name="hasTranscript">Whether there is a transcript, which can be had as a file and be searched.</param>
    internal static InlineKeyboardButton[] OfNotes(long deliveryId, bool hasNotes, bool hasTranscript) =>
    [
        .. hasNotes ? [InlineKeyboardButton.WithCallbackData(RecordingWords.NotesButton, Data(NotesVerb, deliveryId))] : (InlineKeyboardButton[])[],
        .. hasTranscript
            ?
            [
                InlineKeyboardButton.WithCallbackData(RecordingWords.TranscriptButton, Data(TranscriptVerb, deliveryId)),
                InlineKeyboardButton.WithCallbackData(RecordingWords.AskButton, Data(AskVerb, deliveryId)),
            ]
            : (InlineKeyboardButton[])[],
    ];

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
