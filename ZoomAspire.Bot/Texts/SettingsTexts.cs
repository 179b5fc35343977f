using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Bot.Texts;

/// <summary>What is said about settings.</summary>
internal static class SettingsTexts
{
    public const string MenuText = "How much I write, and how";

    /// <summary>What the data of the buttons begins with that say how much of the notes is wanted.</summary>
    public const string NotesLengthVerb = "length";

    private static readonly NotesLength[] Lengths = [NotesLength.Off, NotesLength.Short, NotesLength.Normal, NotesLength.Full];

    public static ChatText Settings(NotesLength chosen) => new(
        $"<b>Notes of your meetings</b>: {Describe(chosen)}",
        [.. Lengths.Select(length => InlineKeyboardButton.WithCallbackData(
            $"{(length == chosen ? "✓ " : "")}{Name(length)}", $"{NotesLengthVerb}:{length}"))]);

    private static string Name(NotesLength length) => length switch
    {
        NotesLength.Off => "Off",
        NotesLength.Short => "Short",
        NotesLength.Full => "Full",
        _ => "Normal",
    };

    private static string Describe(NotesLength length) => length switch
    {
        NotesLength.Off => "none by themselves. The button below each recording brings them.",
        NotesLength.Short => "a summary below the audio. The button brings the rest.",
        NotesLength.Full => "a summary below the audio; in a reply decisions, tasks, open questions, everything about each topic, and who spoke how long.",
        _ => "a summary below the audio; in a reply decisions, tasks, open questions and topics.",
    };
}
