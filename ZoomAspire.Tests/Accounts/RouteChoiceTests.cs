using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Tests.Accounts;

public sealed class RouteChoiceTests
{
    private const long Private = 1;
    private const long Team = 2;
    private const long Sales = 3;

    private static readonly RoutedMeeting Meeting = new(81_234_567_890, "Weekly: Sales – EMEA");

    [Fact]
    public void Without_routes_recordings_go_to_the_private_chat() => AssertChosen([], isPrivate: true);

    [Fact]
    public void A_route_for_everything_that_leads_to_the_private_chat_says_nothing_new()
    {
        AssertChosen([To(Private)], isPrivate: true);
        AssertChosen([To(Private), To(Team)], isPrivate: false, Team);
    }

    [Fact]
    public void A_route_takes_the_place_of_the_private_chat_unless_it_is_for_both()
    {
        AssertChosen([To(Team)], isPrivate: false, Team);
        AssertChosen([To(Team, isAlsoPrivate: true)], isPrivate: true, Team);
    }

    [Fact]
    public void Routes_for_some_meetings_count_before_those_for_everything()
    {
        AssertChosen([To(Team), ForWords(Sales, "sales")], isPrivate: false, Sales);
        AssertChosen([To(Team), ForSeries(Sales, Meeting.Number)], isPrivate: false, Sales);
        AssertChosen([To(Team, isAlsoPrivate: true), ForWords(Private, "sales")], isPrivate: true);
    }

    [Fact]
    public void Of_several_that_match_each_chat_gets_a_recording_once()
    {
        AssertChosen([ForWords(Sales, "sales"), ForSeries(Sales, Meeting.Number), ForWords(Team, "weekly")], isPrivate: false, Sales, Team);
        AssertChosen([ForWords(Sales, "sales"), ForWords(Team, "weekly", isAlsoPrivate: true)], isPrivate: true, Sales, Team);
    }

    [Fact]
    public void What_does_not_match_or_waits_for_consent_does_not_count()
    {
        AssertChosen([ForWords(Sales, "board"), ForSeries(Sales, 5)], isPrivate: true);
        AssertChosen([ForWords(Sales, "board"), To(Team)], isPrivate: false, Team);
        AssertChosen([ForWords(Sales, "sales", state: RouteState.Pending)], isPrivate: true);
        AssertChosen([To(Team, state: RouteState.Pending, isAlsoPrivate: true)], isPrivate: true);
    }

    [Fact]
    public void A_meeting_without_a_number_belongs_to_no_series() =>
        Assert.Empty(RouteChoice.Of([ForSeries(Sales, 0)], Private, new RoutedMeeting(0, "")).DestinationIds);

    [Theory]
    [InlineData("Weekly SALES", "weekly sales")]
    [InlineData("  sales,  weekly; sales ", "sales weekly")]
    [InlineData("Ｓａｌｅｓ", "sales")]
    [InlineData("Совет директоров", "совет директоров")]
    [InlineData("हिन्दी", "हिन्दी")]
    [InlineData("🎙 –", null)]
    [InlineData("", null)]
    [InlineData("\ud800x", "x")]
    public void Words_are_kept_in_one_form(string text, string? words) => Assert.Equal(words, TopicWords.Normalize(text));

    [Fact]
    public void Too_many_words_are_none() => Assert.Null(TopicWords.Normalize(new string('x', TopicWords.MaxLength + 1)));

    [Theory]
    [InlineData("sales weekly", "Weekly: Sales – EMEA", true)]
    [InlineData("sale", "Weekly: Sales – EMEA", false)]
    [InlineData("sales apac", "Weekly: Sales – EMEA", false)]
    [InlineData("cafe\u0301", "CAFÉ", false)]
    [InlineData("café", "CAFE\u0301 round", true)]
    [InlineData("sales", "", false)]
    public void A_topic_has_words_if_all_occur_as_whole_ones(string words, string topic, bool areIn) =>
        Assert.Equal(areIn, TopicWords.AreIn(words, topic));

    private static void AssertChosen(IReadOnlyList<Route> routes, bool isPrivate, params long[] destinations)
    {
        var choice = RouteChoice.Of(routes, Private, Meeting);

        Assert.Equal(isPrivate, choice.IsPrivate);
        Assert.Equal(destinations, choice.DestinationIds);
    }

    private static Route To(long destinationId, bool isAlsoPrivate = false, RouteState state = RouteState.Active) => new()
    {
        UserId = 1,
        ConnectionId = 1,
        DestinationId = destinationId,
        IsAlsoPrivate = isAlsoPrivate,
        State = state,
    };

    private static Route ForWords(long destinationId, string words, bool isAlsoPrivate = false, RouteState state = RouteState.Active) => new()
    {
        UserId = 1,
        ConnectionId = 1,
        DestinationId = destinationId,
        Match = RouteMatch.Words,
        Words = words,
        IsAlsoPrivate = isAlsoPrivate,
        State = state,
    };

    private static Route ForSeries(long destinationId, long number) => new()
    {
        UserId = 1,
        ConnectionId = 1,
        DestinationId = destinationId,
        Match = RouteMatch.Series,
        Series = number,
    };
}
