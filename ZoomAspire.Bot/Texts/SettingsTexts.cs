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

    /// <summary>What the data of the button begins with that allows or forbids the language model.</summary>
    public const string NotesModelVerb = "model";

    /// <summary>It may be used.</summary>
    public const string Allow = "yes";

    /// <summary>It must not be used.</summary>
    public const string Forbid = "no";

    private const string ModelAllowed =
        "what is said in your meetings is given to the language model that the operator of this bot has chosen, which writes better notes.";

    private const string ModelForbidden =
        "not used. Notes are made here, and nothing that is said leaves this service. With it they are better, but the operator's language model " +
        "reads the transcripts of your meetings.";

    private static readonly NotesLength[] Lengths = [NotesLength.Off, NotesLength.Short, NotesLength.Normal, NotesLength.Full];

    /// <summary>What has been chosen.</summary>
    /// <param name="length">How much of the notes.</param>
    /// <param name="allowsModel">Whether the language model may be used; null where there is none.</param>
    public static ChatText Settings(NotesLength length, bool? allowsModel)
    {
        IReadOnlyList<InlineKeyboardButton> lengths =
        [
            .. Lengths.Select(one => InlineKeyboardButton.WithCallbackData($"{(one == length ? "✓ " : "")}{Name(one)}", $"{NotesLengthVerb}:{one}")),
        ];
        var text = $"<b>Notes of your meetings</b>: {Describe(length)}";
        return allowsModel is { } allows
            ? new ChatText(
                $"{text}\n\n<b>Language model</b>: {(allows ? ModelAllowed : ModelForbidden)}",
                lengths,
                [InlineKeyboardButton.WithCallbackData(allows ? "Do not use it" : "Use it", $"{NotesModelVerb}:{(allows ? Forbid : Allow)}")])
            : new ChatText(text, lengths);
    }

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
