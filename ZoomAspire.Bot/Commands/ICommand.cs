using ZoomAspire.Bot.Chats;

namespace ZoomAspire.Bot.Commands;

/// <summary>A command of the bot. Every registered one is found by name.</summary>
internal interface ICommand
{
    /// <summary>What is typed after the slash: 1 to 32 of <c>a-z0-9_</c>.</summary>
    string Name { get; }

    /// <summary>What the menu says about it, in the language being spoken; null keeps it out of the menu.</summary>
    string? MenuText { get; }

    /// <summary>What the menu of operators says about it, in English; null where it is none of theirs.</summary>
    string? OperatorMenuText => null;

    /// <summary>Whether it is about the sender's own affairs: it is then carried out in the private chat only.</summary>
    bool IsPersonal { get; }

    /// <summary>Whether it does something about the group in which it is given, and so belongs into the menu there.</summary>
    bool IsForGroups => !IsPersonal;

    /// <summary>
    /// What a link from a group into the private chat carries: the command, and after an underscore, if anything, its argument.
    /// </summary>
    /// <param name="group">Where it was given.</param>
    string PayloadFrom(ChatPlace group) => Name;

    /// <summary>Carries it out.</summary>
    Task HandleAsync(CommandCall call, CancellationToken cancellationToken);
}

/// <summary>A command that somebody sent.</summary>
/// <param name="Place">Where.</param>
/// <param name="Sender">Who.</param>
/// <param name="MessageId">The message that is the command.</param>
/// <param name="Argument">What followed the command. Untrusted text.</param>
internal sealed record CommandCall(ChatPlace Place, Sender Sender, int MessageId, string Argument);
