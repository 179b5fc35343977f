using System.Diagnostics.CodeAnalysis;

namespace Telegram.Bot.Types.ReplyMarkups;

/// <summary>Has clients open the field for an answer, as if its user had chosen to reply to the message.</summary>
public class ForceReplyMarkup : ReplyMarkup
{
    [SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "It is written into the request.")]
    public bool ForceReply => true;

    /// <summary>Shown in the empty field; 1–64 characters.</summary>
    public string? InputFieldPlaceholder { get; set; }

    public bool Selective { get; set; }
}
