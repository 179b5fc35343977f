using System.Globalization;
using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Bot.Buttons;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.History;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Languages;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Texts;

/// <summary>A person's recordings, in a list and one by one.</summary>
internal static class RecordingsTexts
{
    private const int LongestTopic = 80;
    private const int LongestTitle = 60;

    /// <summary>What the menu says.</summary>
    public static string MenuText => RecordingsWords.MenuText;

    /// <summary>A page of the list.</summary>
    public static ChatText List(HistoryPage page, HistoryView view)
    {
        List<string> parts = [.. page.Troubles.Select(trouble => Trouble(trouble.Key, trouble.Value, view))];
        if (page.Meetings.Count == 0)
        {
            parts.Add(page.Troubles.Count == 0 ? RecordingsWords.FormatNothing(Weeks) : RecordingsWords.FormatNothingKnown(Weeks));
        }
        else
        {
            var last = page.Skip + page.Meetings.Count;
            parts.Insert(0, RecordingsWords.FormatTitle(Weeks, Number(page.Skip + 1), Number(last), Number(page.Total)));
            parts.AddRange(page.Meetings.Select((meeting, index) => $"<b>{Number(page.Skip + index + 1)}.</b> {Entry(meeting, view)}"));
        }

        var rows = page.Meetings.Select((meeting, index) => RowOf(meeting, page.Skip + index + 1, page.Skip)).Where(row => row.Length > 0);
        return new ChatText(string.Join("\n\n", parts), [.. rows, .. Turning(page)]);
    }

    /// <summary>One recording, with everything that can be done about it.</summary>
    /// <param name="meeting">The meeting.</param>
    /// <param name="view">Who looks at it.</param>
    /// <param name="skip">The page of the list to go back to.</param>
    public static ChatText One(RecordedMeeting meeting, HistoryView view, int skip)
    {
        var html = meeting.Deliveries.Count == 0
            ? Entry(meeting, view)
            : $"{Head(meeting, view)}\n\n{string.Join("\n", meeting.Deliveries.Select((delivery, index) => Line(meeting, delivery, index, view)))}";
        if (meeting.Deliveries.Any(delivery => IsTooOldToRemove(delivery, view.Now)))
        {
            html += $"\n\n<i>{RecordingsWords.OnlyYouCanRemove}</i>";
        }

        return new ChatText(html, [.. Actions(meeting, skip), [.. Leaving(meeting, skip)]]);
    }

    /// <summary>Whether to remove a delivery, really.</summary>
    public static ChatText RemoveQuestion(RecordedMeeting meeting, RecordedDelivery delivery, HistoryView view, int skip) => new(
        RecordingsWords.FormatRemoveQuestion(Topic(meeting), Place(delivery.Destination, view)),
        [
            InlineKeyboardButton.WithCallbackData(RecordingsWords.RemoveYesButton, RecordingsButton.RemoveNow(delivery.DeliveryId, skip)),
            InlineKeyboardButton.WithCallbackData(RecordingsWords.KeepButton, RecordingsButton.One(meeting.MeetingId!.Value, skip)),
        ]);

    /// <summary>A recording that is not the person's.</summary>
    public static ChatText NotYours => new(RecordingsWords.NotYours, [ListButton()]);

    /// <summary>Leads to the list.</summary>
    public static InlineKeyboardButton ListButton() =>
        InlineKeyboardButton.WithCallbackData(RecordingsWords.ListButton, RecordingsButton.List(0));

    /// <summary>What came of a wish, as a notice; null where the message shows enough.</summary>
    public static string? Notice(WishResult result) => result switch
    {
        WishResult.Started => null,
        WishResult.UnderWay => RecordingsWords.WishUnderWay,
        WishResult.IsHere => RecordingsWords.WishIsHere,
        WishResult.Gone => RecordingsWords.WishGone,
        WishResult.NeedsApproval => RecordingsWords.WishNeedsApproval,
        WishResult.NotAllowed => RecordingsWords.WishNotAllowed,
        WishResult.ZoomBusy => RecordingsWords.WishZoomBusy,
        WishResult.NotConnected => RecordingsWords.WishNotConnected,
        _ => RecordingsWords.WishNotYours,
    };

    /// <summary>What came of removing, as a notice; null where the message shows enough.</summary>
    public static string? Notice(RemovalResult result) => result switch
    {
        RemovalResult.Removed => null,
        RemovalResult.NotThere => RecordingsWords.RemoveNotThere,
        RemovalResult.TooOld => RecordingsWords.RemoveTooOld,
        RemovalResult.Unreachable => RecordingsWords.RemoveUnreachable,
        RemovalResult.Later => RecordingsWords.RemoveLater,
        _ => RecordingsWords.WishNotYours,
    };

    /// <summary>The topic, as HTML.</summary>
    public static string Topic(RecordedMeeting meeting) =>
        TelegramHtml.Outside(string.IsNullOrWhiteSpace(meeting.Topic) ? RecordingsWords.NoTopic : meeting.Topic, LongestTopic);

    /// <summary>How a meeting stands, in a sentence.</summary>
    public static string State(RecordedMeeting meeting, HistoryView view)
    {
        var same = meeting.Deliveries.Where(delivery => delivery.State == meeting.State).ToList();
        if (meeting.State == RecordedState.Delivered && same.Count > 1 && same.Max(delivery => delivery.DeliveredAt) is { } last)
        {
            var moment = LocalDates.ShortMoment(last, view.Zone);
            return same.DistinctBy(delivery => delivery.Destination.DestinationId).Count() > 1
                ? RecordingsWords.FormatDeliveredSomewhere(moment)
                : RecordingsWords.FormatDeliveredParts(Place(same[0].Destination, view), moment);
        }

        return State(new StateOfOne(meeting.State, meeting.ForemostWork, same.FirstOrDefault(), meeting.ConnectionId), view);
    }

    /// <summary>A recording in <c>/status</c>, with the way to what can be done about it.</summary>
    public static string UnderWay(RecordedMeeting meeting, Uri link, HistoryView view) =>
        $"<b><a href=\"{TelegramHtml.Escape(link.AbsoluteUri)}\">{Topic(meeting)}</a></b>\n{State(meeting, view)}";

    /// <summary>Why Zoom could not be asked about an account.</summary>
    public static string Trouble(long connectionId, ListingTrouble trouble, HistoryView view)
    {
        var account = view.AccountOf(connectionId);
        return trouble switch
        {
            ListingTrouble.NeedsApproval => view.IsPaused(connectionId) ? RecordingsWords.FormatTroublePaused(account)
                : view.IsOrganizationRefused(connectionId) ? RecordingsWords.FormatTroubleOrganization(account)
                : RecordingsWords.FormatTroubleApproval(account),
            ListingTrouble.OrganizationRefused => RecordingsWords.FormatTroubleOrganization(account),
            ListingTrouble.NotAllowed => RecordingsWords.FormatTroubleNotAllowed(account),
            ListingTrouble.RateLimited => RecordingsWords.FormatTroubleRateLimited(account),
            _ => RecordingsWords.FormatTroubleUnavailable(account),
        };
    }

    private static bool IsTooOldToRemove(RecordedDelivery delivery, DateTimeOffset now) =>
        delivery is { State: RecordedState.Delivered, CanBeRemoved: false, DeliveredAt: { } at } && at < now - DeliveryRemoval.Allowed;

    private static IEnumerable<InlineKeyboardButton> Leaving(RecordedMeeting meeting, int skip)
    {
        yield return InlineKeyboardButton.WithCallbackData(RecordingsWords.BackButton, RecordingsButton.List(skip));
        if (meeting.MeetingId is { } id)
        {
            yield return InlineKeyboardButton.WithCallbackData(RecordingsWords.RefreshButton, RecordingsButton.One(id, skip));
        }
    }

    private static string Weeks => Number((int)RecordingHistory.Reach.TotalDays / 7);

    private static string Entry(RecordedMeeting meeting, HistoryView view) => $"{Head(meeting, view)}\n{State(meeting, view)}";

    private static string Head(RecordedMeeting meeting, HistoryView view)
    {
        string?[] facts =
        [
            meeting.StartTime is { } start ? LocalDates.ShortMoment(start, view.Zone) : null,
            Length(meeting.Length),
            view.HasSeveralAccounts ? view.AccountOf(meeting.ConnectionId) : null,
        ];
        return $"<b>{Topic(meeting)}</b>\n{string.Join(" · ", facts.Where(fact => fact is not null))}";
    }

    private static string Line(RecordedMeeting meeting, RecordedDelivery delivery, int index, HistoryView view)
    {
        string?[] facts =
        [
            delivery.Size is { } size ? RecordingsWords.FormatSizeMegabytes(Megabytes(size)) : null,
            delivery.HasNotes ? RecordingsWords.HasNotes : null,
        ];
        var state = State(new StateOfOne(delivery.State, delivery.Work, delivery, meeting.ConnectionId), view);
        var number = meeting.Deliveries.Count > 1 ? $"<b>{Number(index + 1)}.</b> " : "";
        var known = string.Join(" · ", facts.Where(fact => fact is not null));
        return known.Length > 0 ? $"{number}{state}\n{known}" : $"{number}{state}";
    }

    private static string Megabytes(long size) =>
        Math.Max(0.1, size / 1e6).ToString(size < 10_000_000 ? "0.0" : "0", SpokenLanguage.Current);

    private static string? Length(TimeSpan length)
    {
        var minutes = (int)length.TotalMinutes;
        return (minutes / 60, minutes % 60) switch
        {
            (0, 0) => null,
            (0, var rest) => RecordingsWords.FormatLengthMinutes(Number(rest)),
            (var hours, 0) => RecordingsWords.FormatLengthHours(Number(hours)),
            var (hours, rest) => RecordingsWords.FormatLengthHoursMinutes(Number(hours), Number(rest)),
        };
    }

    private static string State(StateOfOne one, HistoryView view) => one switch
    {
        { State: RecordedState.OnItsWay } => OnItsWay(one.Work),
        { State: RecordedState.Waiting, Work: { } work } => RecordingWaits.Text(work, one, view),
        { State: RecordedState.Failed } => Failed(one.Work),
        { State: RecordedState.Stopped } => RecordingsWords.Stopped,
        { State: RecordedState.Delivered, Delivery: { DeliveredAt: { } at } delivery } =>
            RecordingsWords.FormatDelivered(Place(delivery.Destination, view), LocalDates.ShortMoment(at, view.Zone)),
        { State: RecordedState.Removed, Delivery: { } delivery } => RecordingsWords.FormatRemoved(Place(delivery.Destination, view)),
        { State: RecordedState.Processing } => RecordingsWords.Processing,
        { State: RecordedState.WithoutSound } => RecordingsWords.WithoutSound,
        { State: RecordedState.Deleted } => RecordingsWords.Deleted,
        _ => RecordingsWords.NotSent,
    };

    private static string OnItsWay(RecordedWork? work) => work switch
    {
        { Step: RecordedStep.Asking } => RecordingsWords.Asking,
        { Step: RecordedStep.Fetching, Percent: { } percent } => RecordingsWords.FormatFetchingPercent(Number(percent)),
        { Step: RecordedStep.Fetching } => RecordingsWords.Fetching,
        { Step: RecordedStep.Converting, Percent: { } percent } => RecordingsWords.FormatConvertingPercent(Number(percent)),
        { Step: RecordedStep.Converting } => RecordingsWords.Converting,
        { Step: RecordedStep.Sending, Percent: { } percent } => RecordingsWords.FormatSendingPercent(Number(percent)),
        { Step: RecordedStep.Sending } => RecordingsWords.Sending,
        _ => RecordingsWords.Queued,
    };

    private static string Failed(RecordedWork? work) => work switch
    {
        { Failure: FailureKind.Bug } => RecordingsWords.FailedUs,
        { Step: RecordedStep.Asking or RecordedStep.Fetching } => RecordingsWords.FailedFetch,
        { Step: RecordedStep.Converting } => RecordingsWords.FailedFile,
        { Step: RecordedStep.Sending } => RecordingsWords.FailedSend,
        _ => RecordingsWords.FailedSomehow,
    };

    /// <summary>A chat, as HTML.</summary>
    internal static string Place(DestinationSummary destination, HistoryView view) =>
        destination.ChatId == view.Here ? RecordingsWords.ThisChat : GroupName(destination.Title) + CommonTexts.TopicOf(destination);

    private static string GroupName(string? title) => title is { Length: > 0 }
        ? CommonWords.FormatQuoted(TelegramHtml.Outside(title, LongestTitle))
        : RecordingsWords.AnotherChat;

    private static InlineKeyboardButton[] RowOf(RecordedMeeting meeting, int number, int skip)
    {
        if (meeting.MeetingId is not { } id)
        {
            return meeting.State == RecordedState.NotSent && RecordingsButton.TrySendNew(skip, meeting) is { } data
                ? [InlineKeyboardButton.WithCallbackData(RecordingsWords.FormatSendNumberedButton(Number(number)), data)]
                : [];
        }

        var details = InlineKeyboardButton.WithCallbackData(RecordingsWords.FormatDetailsButton(Number(number)), RecordingsButton.One(id, skip));
        return [details, .. QuickAction(meeting, skip)];
    }

    // Where it is clear what is meant.
    private static InlineKeyboardButton[] QuickAction(RecordedMeeting meeting, int skip) => meeting.Deliveries switch
    {
        _ when CanBeSent(meeting.State) => [SendOf(meeting, skip)],
        [{ State: RecordedState.Delivered, DeliveredAt: { } at } only] =>
            [InlineKeyboardButton.WithCallbackData(RecordingsWords.AgainButton, RecordingsButton.Again(only.DeliveryId, at, skip))],
        _ => [],
    };

    private static IEnumerable<InlineKeyboardButton[]> Actions(RecordedMeeting meeting, int skip)
    {
        if (meeting.Deliveries.Any(delivery => CanBeSent(delivery.State)) || (meeting.MeetingId is not null && CanBeSent(meeting.State)))
        {
            yield return [SendOf(meeting, skip)];
        }

        for (var index = 0; index < meeting.Deliveries.Count; index++)
        {
            var (delivery, number) = (meeting.Deliveries[index], meeting.Deliveries.Count > 1 ? (int?)(index + 1) : null);
            if (delivery is { State: RecordedState.Delivered, DeliveredAt: { } at })
            {
                var again = InlineKeyboardButton.WithCallbackData(
                    number is { } one ? RecordingsWords.FormatAgainNumberedButton(Number(one)) : RecordingsWords.AgainButton,
                    RecordingsButton.Again(delivery.DeliveryId, at, skip));
                yield return delivery.CanBeRemoved ? [again, RemoveOf(delivery, number, skip)] : [again];
            }
        }
    }

    private static InlineKeyboardButton RemoveOf(RecordedDelivery delivery, int? number, int skip) => InlineKeyboardButton.WithCallbackData(
        number is { } one ? RecordingsWords.FormatRemoveNumberedButton(Number(one)) : RecordingsWords.RemoveButton,
        RecordingsButton.Remove(delivery.DeliveryId, skip));

    private static InlineKeyboardButton SendOf(RecordedMeeting meeting, int skip) => InlineKeyboardButton.WithCallbackData(
        meeting.State == RecordedState.Failed ? RecordingsWords.RetryButton : RecordingsWords.SendButton,
        RecordingsButton.Send(meeting.MeetingId!.Value, skip));

    private static bool CanBeSent(RecordedState state) =>
        state is RecordedState.NotSent or RecordedState.Failed or RecordedState.Stopped or RecordedState.Removed;

    private static IEnumerable<InlineKeyboardButton[]> Turning(HistoryPage page)
    {
        List<InlineKeyboardButton> turns = [];
        if (page.Skip > 0)
        {
            turns.Add(InlineKeyboardButton.WithCallbackData(
                RecordingsWords.NewerButton, RecordingsButton.List(Math.Max(0, page.Skip - HistoryScreens.PageSize))));
        }

        if (page.Skip + page.Meetings.Count < page.Total)
        {
            turns.Add(InlineKeyboardButton.WithCallbackData(RecordingsWords.OlderButton, RecordingsButton.List(page.Skip + HistoryScreens.PageSize)));
        }

        if (turns.Count > 0)
        {
            yield return [.. turns];
        }

        yield return
        [
            InlineKeyboardButton.WithCallbackData(RecordingsWords.MonthButton, RecordingsButton.Months),
            InlineKeyboardButton.WithCallbackData(RecordingsWords.RefreshButton, RecordingsButton.List(page.Skip)),
        ];
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Something whose state is told in a sentence: a meeting before it has deliveries, or a delivery.</summary>
/// <param name="State">The state.</param>
/// <param name="Work">The work on it.</param>
/// <param name="Delivery">The delivery, if it is one.</param>
/// <param name="ConnectionId">The connection.</param>
internal sealed record StateOfOne(RecordedState State, RecordedWork? Work, RecordedDelivery? Delivery, long ConnectionId);
