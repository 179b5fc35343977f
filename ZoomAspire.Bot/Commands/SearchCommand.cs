using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Bot.Commands;

/// <summary>
/// <c>/search words</c>: the moments at which something was said. In private in all of one's own meetings, in a group in what was delivered
/// there.
/// </summary>
internal sealed class SearchCommand(SearchAnswer answer, Messenger messenger) : ICommand
{
    public string Name => "search";

    public string MenuText => SearchTexts.MenuText;

    public bool IsPersonal => false;

    public Task HandleAsync(CommandCall call, CancellationToken cancellationToken) => call.Argument.Trim() is { Length: > 0 } words
        ? answer.SendAsync(new SearchQuestion(call.Place, SearchAnswer.ScopeOf(call.Place, call.Sender), words, call.MessageId), skip: 0, cancellationToken)
        : messenger.SendAsync(call.Place, SearchTexts.NoWords, call.MessageId, cancellationToken);
}

/// <summary>Something that is looked for.</summary>
/// <param name="Place">Where it was asked.</param>
/// <param name="Scope">Where is searched.</param>
/// <param name="Words">What is looked for, untrusted text.</param>
/// <param name="MessageId">The message that asks, for answers to reply to; null where that needs not be seen.</param>
internal sealed record SearchQuestion(ChatPlace Place, SearchScope Scope, string Words, int? MessageId);

/// <summary>
/// Answers a search: a message for each recording, as a reply to its audio where that is in the chat, so that a tap on a time plays it.
/// </summary>
internal sealed class SearchAnswer(TranscriptSearch search, Messenger messenger)
{
    /// <summary>Recordings in one answer.</summary>
    public const int PageSize = 3;

    /// <summary>Where somebody may search from a place.</summary>
    public static SearchScope ScopeOf(ChatPlace place, Sender sender) => new(place.ChatId, place.IsPrivate ? sender.Id : null);

    /// <summary>Sends a page of the answer.</summary>
    public async Task SendAsync(SearchQuestion question, int skip, CancellationToken cancellationToken)
    {
        var found = await search.FindAsync(question.Scope, question.Words, cancellationToken);
        foreach (var recording in found.Skip(skip).Take(PageSize))
        {
            await messenger.SendAsync(
                question.Place, SearchTexts.Found(recording), recording.AudioMessageId ?? question.MessageId, cancellationToken);
        }

        if (found.Count == 0)
        {
            await messenger.SendAsync(question.Place, SearchTexts.Nothing(question.Words), question.MessageId, cancellationToken);
        }
        else if (found.Count - skip > PageSize)
        {
            await messenger.SendAsync(question.Place, SearchTexts.More(found.Count - skip - PageSize, skip + PageSize), question.MessageId, cancellationToken);
        }
    }
}
