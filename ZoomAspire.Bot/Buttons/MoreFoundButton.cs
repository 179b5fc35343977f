using System.Globalization;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Commands;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Bot.Updates;

namespace ZoomAspire.Bot.Buttons;

/// <summary>
/// More, below the answer to <c>/search</c>: goes on with the next recordings. What is looked for stands in the command that the answer
/// replies to; where is searched is decided anew by where it is pressed.
/// </summary>
internal sealed class MoreFoundButton(SearchAnswer answer, Messenger messenger) : IButton
{
    public string Verb => SearchTexts.MoreVerb;

    public bool WorksInGroups => true;

    public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken)
    {
        if (!int.TryParse(press.Argument, NumberStyles.None, CultureInfo.InvariantCulture, out var skip) ||
            press.RepliesTo is not { } question || CommandLine.Parse(question.Text) is not { Argument: { Length: > 0 } words })
        {
            return SearchTexts.QuestionGone;
        }

        await messenger.EditAsync(press.Place, press.MessageId, SearchTexts.GoingOn, cancellationToken);
        var scope = SearchAnswer.ScopeOf(press.Place, press.Sender);
        await answer.SendAsync(new SearchQuestion(press.Place, scope, words, question.Id), skip, cancellationToken);
        return null;
    }
}
