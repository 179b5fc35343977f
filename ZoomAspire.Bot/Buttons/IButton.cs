using System.Globalization;
using ZoomAspire.Bot.Chats;

namespace ZoomAspire.Bot.Buttons;

/// <summary>A kind of button below our messages. Every registered one is found by its verb.</summary>
internal interface IButton
{
    /// <summary>What the button's data begins with, up to a colon or the end; 64 bytes in all.</summary>
    string Verb { get; }

    /// <summary>
    /// Whether it may be pressed in a group: it is then below a message that the group sees, and checks itself that its presser may.
    /// </summary>
    bool WorksInGroups => false;

    /// <summary>Does what the button says, after checking that what it acts on belongs to the presser.</summary>
    /// <returns>A notice to show, or null if the chat shows enough.</returns>
    Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken);
}

/// <summary>A button that somebody pressed, in his private chat with the bot unless it <see cref="IButton.WorksInGroups"/>.</summary>
/// <param name="Place">The chat.</param>
/// <param name="Sender">Who pressed.</param>
/// <param name="MessageId">The message with the button.</param>
/// <param name="Argument">What follows the verb. Can be forged.</param>
internal sealed record ButtonPress(ChatPlace Place, Sender Sender, int MessageId, string Argument)
{
    /// <summary>The message that the one with the button answers, as long as it is there. Its text is untrusted.</summary>
    public RepliedMessage? RepliesTo { get; init; }

    /// <summary>Reads the argument as the key of what the button acts on, digits only. Whose that is, is for the button to check.</summary>
    public bool TryGetKey(out long key) => long.TryParse(Argument, NumberStyles.None, CultureInfo.InvariantCulture, out key);
}

/// <summary>A message that another answers.</summary>
/// <param name="Id">The message.</param>
/// <param name="Text">Its text. Untrusted.</param>
internal sealed record RepliedMessage(int Id, string Text);
