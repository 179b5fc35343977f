using System.Globalization;
using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Core.Languages;
using ZoomAspire.Core.Notes;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Texts;

/// <summary>What is said about searching.</summary>
internal static class SearchTexts
{
    public static string MenuText => SearchWords.MenuText;

    /// <summary>What the data of the button begins with that goes on.</summary>
    public const string MoreVerb = "found";

    public static string QuestionGone => SearchWords.QuestionGoneNotice;

    public static string HowInGroups => SearchWords.HowInGroupsNotice;

    public static ChatText WhatInThis(string topic, Uri link) => new(
        SearchWords.FormatWhatInThis(TelegramHtml.Escape(link.AbsoluteUri), TelegramHtml.Outside(topic, MaxTopicLength)))
    {
        AnswerHint = SearchWords.Hint,
    };

    public static ChatText NoWords => new(SearchWords.NoWords);

    public static ChatText GoingOn => new(SearchWords.GoingOn);

    private const int MaxTopicLength = 100;
    private const int MaxWordsLength = 60;
    private const int MaxNameLength = 60;
    private const int MaxLineLength = 300;

    public static ChatText Nothing(string words) => new(
        SearchWords.FormatNothing(TelegramHtml.Outside(words, MaxWordsLength)));

    public static ChatText Found(FoundRecording found)
    {
        var date = found.Start is { } start
            ? $" · {TelegramHtml.Escape(TelegramHtml.Inert(LocalDates.ShortDay(start, TimeZoneInfo.Utc)))}"
            : "";
        var topic = string.IsNullOrWhiteSpace(found.Topic) ? SearchWords.NoTopic : found.Topic;
        return new ChatText(
            $"🔎 <b>{TelegramHtml.Outside(topic, MaxTopicLength)}</b>{date}\n\n" +
            string.Join("\n\n", found.Moments.Select(moment => Line(moment, found.AudioMessageId is not null))));
    }

    public static ChatText More(int count, int skip) => new(
        count == 1
            ? SearchWords.AnotherMeeting
            : Plural.Of(count, SearchWords.FormatOtherMeetingsOne, SearchWords.FormatOtherMeetingsFew, SearchWords.FormatOtherMeetingsMany),
        [InlineKeyboardButton.WithCallbackData(SearchWords.MoreButton, string.Create(CultureInfo.InvariantCulture, $"{MoreVerb}:{skip}"))]);

    // A time in a reply to an audio plays it from there; anywhere else it would do nothing, or something else.
    private static string Line(FoundMoment moment, bool isPlayable)
    {
        var time = ClockTime.Text(moment.At);
        var speaker = moment.Speaker is { } name ? $"<b>{TelegramHtml.Outside(name, MaxNameLength)}</b>: " : "";
        return $"{(isPlayable ? time : TelegramHtml.Inert(time))} {(moment.IsChat ? "💬 " : "")}{speaker}{TelegramHtml.Outside(moment.Text, MaxLineLength)}";
    }
}
