using System.Globalization;
using ZoomAspire.Bot.Answers;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Bot.Routes;

/// <summary>Which words a topic must have for a new route: asks for them, and takes the answer.</summary>
internal sealed class RouteWordsAnswer(RouteMaking making, Questions questions, Messenger messenger) : IAnswer
{
    private const string NameText = "routewords";

    public string Name => NameText;

    /// <summary>Asks.</summary>
    public async Task AskAsync(ChatPlace place, long destinationId, long connectionId, CancellationToken cancellationToken) =>
        await AskAsync(place, string.Create(CultureInfo.InvariantCulture, $"{destinationId}_{connectionId}"), isAgain: false, cancellationToken);

    public async Task HandleAsync(GivenAnswer answer, CancellationToken cancellationToken)
    {
        if (answer.About.Split('_') is not [var destination, var connection] ||
            !long.TryParse(destination, NumberStyles.None, CultureInfo.InvariantCulture, out var destinationId) ||
            !long.TryParse(connection, NumberStyles.None, CultureInfo.InvariantCulture, out var connectionId))
        {
            await messenger.SendAsync(answer.Place, CommonTexts.NotUnderstood, cancellationToken);
        }
        else if (TopicWords.Normalize(answer.Text) is not { } words)
        {
            await AskAsync(answer.Place, answer.About, isAgain: true, cancellationToken);
        }
        else
        {
            var wish = new RouteWish(connectionId, destinationId, RouteMatch.Words) { Words = words };
            await messenger.SendAsync(answer.Place, await making.MakeAsync(answer.Sender, wish, cancellationToken), cancellationToken);
        }
    }

    private async Task AskAsync(ChatPlace place, string about, bool isAgain, CancellationToken cancellationToken)
    {
        var link = await questions.LinkAsync(NameText, about, cancellationToken);
        await messenger.SendAsync(place, RouteTexts.WhichWords(link, isAgain), cancellationToken);
    }
}
