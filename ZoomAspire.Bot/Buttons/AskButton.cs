using System.Globalization;
using ZoomAspire.Bot.Answers;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Commands;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Bot.Buttons;

/// <summary>Ask, below an audio: asks what is looked for in this recording. In a group it says how to search there.</summary>
internal sealed class AskButton(NotesRequests notes, Questions questions, Messenger messenger) : IButton
{
    public string Verb => RecordingButtons.AskVerb;

    public bool WorksInGroups => true;

    public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken)
    {
        if (!press.TryGetKey(out var deliveryId) ||
            await notes.FindTopicAsync(deliveryId, press.Place.ChatId, cancellationToken) is not { } topic)
        {
            return NotesTexts.NothingKept;
        }

        // Answers reach a bot in a group only if it may read everything that is said there.
        if (!press.Place.IsPrivate)
        {
            return SearchTexts.HowInGroups;
        }

        var link = await questions.LinkAsync(AskedMoment.NameText, press.Argument, cancellationToken);
        await messenger.SendAsync(press.Place, SearchTexts.WhatInThis(topic, link), press.MessageId, cancellationToken);
        return null;
    }
}

/// <summary>What is looked for in one recording.</summary>
internal sealed class AskedMoment(SearchAnswer answer, Messenger messenger) : IAnswer
{
    /// <summary>What the question carries.</summary>
    public const string NameText = "moment";

    public string Name => NameText;

    public Task HandleAsync(GivenAnswer given, CancellationToken cancellationToken)
    {
        if (!long.TryParse(given.About, NumberStyles.None, CultureInfo.InvariantCulture, out var deliveryId))
        {
            return messenger.SendAsync(given.Place, CommonTexts.NotUnderstood, cancellationToken);
        }

        // Whatever the question carries, only what was delivered to this chat is searched.
        var scope = SearchAnswer.ScopeOf(given.Place, given.Sender) with { DeliveryId = deliveryId };
        return answer.SendAsync(new SearchQuestion(given.Place, scope, given.Text, null), skip: 0, cancellationToken);
    }
}
