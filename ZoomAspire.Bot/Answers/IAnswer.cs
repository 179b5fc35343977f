using ZoomAspire.Bot.Chats;

namespace ZoomAspire.Bot.Answers;

/// <summary>A kind of answer in words to a question of ours. Every registered one is found by its name, which the question carries.</summary>
internal interface IAnswer
{
    /// <summary>What the question carries: letters and digits.</summary>
    string Name { get; }

    /// <summary>Takes the answer, after checking that what it is about belongs to who answers.</summary>
    Task HandleAsync(GivenAnswer answer, CancellationToken cancellationToken);
}

/// <summary>An answer that somebody gave privately.</summary>
/// <param name="Place">The private chat.</param>
/// <param name="Sender">Who.</param>
/// <param name="About">What the question was about, as it carries it.</param>
/// <param name="Text">The answer. Untrusted text.</param>
internal sealed record GivenAnswer(ChatPlace Place, Sender Sender, string About, string Text);
