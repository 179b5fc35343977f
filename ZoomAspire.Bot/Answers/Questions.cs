using Microsoft.AspNetCore.WebUtilities;
using Telegram.Bot.Types;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Answers;

/// <summary>
/// Questions that are answered in words, by a reply. What an answer is needed for stands in the question itself, in a link within its
/// text: so nothing is kept that a restart could lose, and an answer cannot be taken for one to another question.
/// </summary>
internal sealed class Questions(BotIdentity bot)
{
    private const string Prefix = "answer";

    /// <summary>The address of the link that a question must contain.</summary>
    /// <param name="name">Which answer it waits for.</param>
    /// <param name="about">What it is about: letters, digits, <c>_</c> and <c>-</c>, 40 at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Uri> LinkAsync(string name, string about, CancellationToken cancellationToken) =>
        bot.GetStartLinkAsync($"{Prefix}_{name}_{about}", cancellationToken);

    /// <summary>What a message answers; null if it answers no question of ours.</summary>
    public static (string Name, string About)? Read(Message message) =>
        message.ReplyToMessage is { From.IsBot: true, Entities: { } entities }
            ? entities.Select(entity => Read(entity.Url)).FirstOrDefault(found => found is not null)
            : null;

    private static (string Name, string About)? Read(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var link) &&
        QueryHelpers.ParseQuery(link.Query).TryGetValue("start", out var payload) &&
        payload.ToString().Split('_', 3) is [Prefix, var name, var about]
            ? (name, about)
            : null;
}
