using System.Globalization;
using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Core.Notes;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Texts;

/// <summary>What is said about searching.</summary>
internal static class SearchTexts
{
    public const string MenuText = "Find when something was said";

    /// <summary>What the data of the button begins with that goes on.</summary>
    public const string MoreVerb = "found";

    public const string QuestionGone = "What you were looking for is gone from this chat. Send /search and the words once more.";

    public const string HowInGroups = "Send /search and what you are looking for: I look through what was delivered in this group.";

    public static ChatText WhatInThis(string topic, Uri link) => new(
        $"🔎 What are you looking for in <a href=\"{TelegramHtml.Escape(link.AbsoluteUri)}\">{TelegramHtml.Outside(topic, MaxTopicLength)}</a>? Answer this message.")
    {
        AnswerHint = "budget",
    };

    public static readonly ChatText NoWords = new(
        "Send <code>/search</code> and what you are looking for, for example <code>/search budget</code>. Words in quotes are looked for as they " +
        "stand, and a minus leaves a word out. I look through what was said in the recordings, as long as their transcripts are kept.");

    public static readonly ChatText GoingOn = new("Going on:");

    private const int MaxTopicLength = 100;
    private const int MaxWordsLength = 60;
    private const int MaxNameLength = 60;
    private const int MaxLineLength = 300;

    public static ChatText Nothing(string words) => new(
        $"I found nothing about <b>{TelegramHtml.Outside(words, MaxWordsLength)}</b>. I know only what Zoom has transcribed, and only as long as it is kept.");

    public static ChatText Found(FoundRecording found)
    {
        var date = found.Start is { } start
            ? $" · {TelegramHtml.Escape(TelegramHtml.Inert(start.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture)))}"
            : "";
        var topic = string.IsNullOrWhiteSpace(found.Topic) ? "Zoom recording" : found.Topic;
        return new ChatText(
            $"🔎 <b>{TelegramHtml.Outside(topic, MaxTopicLength)}</b>{date}\n\n" +
            string.Join("\n\n", found.Moments.Select(moment => Line(moment, found.AudioMessageId is not null))));
    }

    public static ChatText More(int count, int skip) => new(
        count == 1 ? "It was said in another meeting, too." : string.Create(CultureInfo.InvariantCulture, $"It was said in {count} other meetings, too."),
        [InlineKeyboardButton.WithCallbackData("Show more", string.Create(CultureInfo.InvariantCulture, $"{MoreVerb}:{skip}"))]);

    // A time in a reply to an audio plays it from there; anywhere else it would do nothing, or something else.
    private static string Line(FoundMoment moment, bool isPlayable)
    {
        var time = ClockTime.Text(moment.At);
        var speaker = moment.Speaker is { } name ? $"<b>{TelegramHtml.Outside(name, MaxNameLength)}</b>: " : "";
        return $"{(isPlayable ? time : TelegramHtml.Inert(time))} {(moment.IsChat ? "💬 " : "")}{speaker}{TelegramHtml.Outside(moment.Text, MaxLineLength)}";
    }
}
