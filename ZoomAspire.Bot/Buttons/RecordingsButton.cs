using System.Globalization;
using System.Text;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.History;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Bot.Buttons;

/// <summary>
/// Everything below <c>/recordings</c> in the private chat: each press shows what has become of it in the place of the message. Keys that are
/// forged lead nowhere: meetings, deliveries and accounts are looked for among the presser's own.
/// </summary>
internal sealed class RecordingsButton(
    HistoryScreens screens, RecordingWish wish, DeliveryRemoval removal, BackfillRequest backfills, Messenger messenger) : IButton
{
    private const string VerbText = "rec";

    private const string ListAction = "list";
    private const string OneAction = "one";
    private const string SendAction = "send";
    private const string NewAction = "new";
    private const string AgainAction = "again";
    private const string RemoveAction = "remove";
    private const string RemoveNowAction = "removed";
    private const string MonthsAction = "months";
    private const string MonthAction = "month";
    private const string FillAction = "fill";

    private const int LongestData = 64;
    private const int MostSkipped = 100_000;

    /// <summary>Data of the button that asks which month to send.</summary>
    public const string Months = $"{VerbText}:{MonthsAction}";

    public string Verb => VerbText;

    /// <summary>Data of the button that shows a page of the list.</summary>
    public static string List(int skip) => Data(ListAction, skip);

    /// <summary>Data of the button that shows one recording.</summary>
    public static string One(long meetingId, int skip) => Data(OneAction, meetingId, skip);

    /// <summary>Data of the button that has sent what has not come.</summary>
    public static string Send(long meetingId, int skip) => Data(SendAction, meetingId, skip);

    /// <summary>Data of the button that has sent what only Zoom knows; null where that finds no room in a button.</summary>
    public static string? TrySendNew(int skip, RecordedMeeting meeting)
    {
        var data = $"{Data(NewAction, skip, meeting.ConnectionId)}:{meeting.MeetingUuid.Value}";
        return Encoding.UTF8.GetByteCount(data) <= LongestData ? data : null;
    }

    /// <summary>Data of the button that has sent once more what was delivered at a time: below another time it does nothing.</summary>
    public static string Again(long deliveryId, DateTimeOffset deliveredAt, int skip) =>
        Data(AgainAction, deliveryId, deliveredAt.ToUnixTimeMilliseconds(), skip);

    /// <summary>Data of the button that asks whether to remove a delivery.</summary>
    public static string Remove(long deliveryId, int skip) => Data(RemoveAction, deliveryId, skip);

    /// <summary>Data of the button that removes a delivery.</summary>
    public static string RemoveNow(long deliveryId, int skip) => Data(RemoveNowAction, deliveryId, skip);

    /// <summary>Data of the button that asks which month of an account to send.</summary>
    public static string MonthsOf(long connectionId) => Data(MonthsAction, connectionId);

    /// <summary>Data of the button that shows what there is of a month.</summary>
    public static string Month(long connectionId, DateOnly month) => Data(MonthAction, connectionId, month.Year, month.Month);

    /// <summary>Data of the button that has a month sent.</summary>
    public static string Fill(long connectionId, DateOnly month) => Data(FillAction, connectionId, month.Year, month.Month);

    public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken)
    {
        var (action, argument) = press.Argument.Split(':', 2) is [var first, var rest] ? (first, rest) : (press.Argument, "");
        if (action == NewAction)
        {
            return await SendNewAsync(press, argument.Split(':', 3), cancellationToken);
        }

        return (action, KeysOf(argument)) switch
        {
            (ListAction, [var skip]) => await ShowAsync(press, await screens.ListAsync(press.Sender, Skip(skip), cancellationToken), cancellationToken),
            (OneAction, [var id, var skip]) => await ShowOneAsync(press, id, Skip(skip), cancellationToken),
            (SendAction, [var id, var skip]) => await SendAsync(press, id, Skip(skip), cancellationToken),
            (AgainAction, [var id, var at, var skip]) => await SendAgainAsync(press, id, at, Skip(skip), cancellationToken),
            (RemoveAction, [var id, var skip]) => await AskRemoveAsync(press, id, Skip(skip), cancellationToken),
            (RemoveNowAction, [var id, var skip]) => await RemoveAsync(press, id, Skip(skip), cancellationToken),
            (MonthsAction, [var of]) => await ShowAsync(press, await screens.MonthsAsync(press.Sender, of, cancellationToken), cancellationToken),
            (MonthsAction, []) => await ShowAsync(press, await screens.MonthsAsync(press.Sender, cancellationToken), cancellationToken),
            (MonthAction, [var of, var year, var month]) when DateOf(year, month) is { } day =>
                await ShowAsync(press, await screens.MonthAsync(press.Sender, of, day, cancellationToken), cancellationToken),
            (FillAction, [var of, var year, var month]) when DateOf(year, month) is { } day => await FillAsync(press, of, day, cancellationToken),
            _ => CommonTexts.StaleButton,
        };
    }

    private async Task<string?> ShowOneAsync(ButtonPress press, long meetingId, int skip, CancellationToken cancellationToken) =>
        await ShowAsync(press, await screens.OneAsync(press.Sender, meetingId, skip, cancellationToken) ?? RecordingsTexts.NotYours, cancellationToken);

    private async Task<string?> SendAsync(ButtonPress press, long meetingId, int skip, CancellationToken cancellationToken)
    {
        var result = await wish.SendAsync(press.Sender.Id, meetingId, cancellationToken);
        await ShowOneAsync(press, meetingId, skip, cancellationToken);
        return RecordingsTexts.Notice(result);
    }

    private async Task<string?> SendNewAsync(ButtonPress press, string[] parts, CancellationToken cancellationToken)
    {
        if (parts is not [var skipText, var connectionText, { Length: > 0 } uuid] ||
            KeysOf($"{skipText}:{connectionText}") is not [var skip, var connectionId])
        {
            return CommonTexts.StaleButton;
        }

        var (result, meetingId) = await wish.SendNewAsync(press.Sender.Id, connectionId, new MeetingUuid(uuid), cancellationToken);
        if (meetingId is { } id)
        {
            await ShowOneAsync(press, id, Skip(skip), cancellationToken);
        }

        return RecordingsTexts.Notice(result);
    }

    private async Task<string?> SendAgainAsync(ButtonPress press, long deliveryId, long at, int skip, CancellationToken cancellationToken)
    {
        // The largest that a time can be read from.
        if (at > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            return CommonTexts.StaleButton;
        }

        var result = await wish.SendAgainAsync(press.Sender.Id, deliveryId, DateTimeOffset.FromUnixTimeMilliseconds(at), cancellationToken);
        return await ShowDeliveryAsync(press, deliveryId, skip, cancellationToken) ?? RecordingsTexts.Notice(result);
    }

    private async Task<string?> AskRemoveAsync(ButtonPress press, long deliveryId, int skip, CancellationToken cancellationToken) =>
        await screens.RemoveQuestionAsync(press.Sender, deliveryId, skip, cancellationToken) is { } question
            ? await ShowAsync(press, question, cancellationToken)
            : await ShowDeliveryAsync(press, deliveryId, skip, cancellationToken) ?? RecordingsWords.RemoveNotThere;

    private async Task<string?> RemoveAsync(ButtonPress press, long deliveryId, int skip, CancellationToken cancellationToken)
    {
        var result = await removal.RemoveAsync(deliveryId, press.Sender.Id, cancellationToken);
        return await ShowDeliveryAsync(press, deliveryId, skip, cancellationToken) ?? RecordingsTexts.Notice(result);
    }

    private async Task<string?> ShowDeliveryAsync(ButtonPress press, long deliveryId, int skip, CancellationToken cancellationToken) =>
        await ShowAsync(
            press,
            await screens.OneOfDeliveryAsync(press.Sender, deliveryId, skip, cancellationToken) ?? RecordingsTexts.NotYours,
            cancellationToken);

    private async Task<string?> FillAsync(ButtonPress press, long connectionId, DateOnly month, CancellationToken cancellationToken)
    {
        var result = await backfills.StartAsync(press.Sender.Id, connectionId, month, cancellationToken);
        return result == BackfillResult.Started
            ? await ShowAsync(press, MonthTexts.Started(month), cancellationToken)
            : MonthTexts.Notice(result);
    }

    private async Task<string?> ShowAsync(ButtonPress press, ChatText? text, CancellationToken cancellationToken)
    {
        if (text is null)
        {
            return CommonTexts.StaleButton;
        }

        await messenger.EditAsync(press.Place, press.MessageId, text, cancellationToken);
        return null;
    }

    private static string Data(string action, params long[] keys) =>
        $"{VerbText}:{action}:{string.Join(':', keys.Select(key => key.ToString(CultureInfo.InvariantCulture)))}";

    private static int Skip(long skip) => (int)Math.Min(skip, MostSkipped);

    private static DateOnly? DateOf(long year, long month) =>
        year is >= 2011 and <= 9000 && month is >= 1 and <= 12 ? new DateOnly((int)year, (int)month, 1) : null;

    // Nothing where one is no key.
    private static long[] KeysOf(string argument)
    {
        var keys = new List<long>();
        foreach (var part in argument.Split(':'))
        {
            if (!long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var key))
            {
                return [];
            }

            keys.Add(key);
        }

        return [.. keys];
    }
}
