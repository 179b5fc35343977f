using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Core.Zoom;

/// <content>Lists: walked page by page, and recordings month by month.</content>
public sealed partial class ZoomClient
{
    /// <summary>The longest time that recordings can be listed for at once, in days.</summary>
    public const int MaxListedDays = 3660;

    /// <summary>There was no Zoom before. Years earlier the calendar itself ends.</summary>
    public static readonly DateOnly FirstListedDay = new(2011, 1, 1);

    // The largest that Zoom gives.
    private const int PageSize = 300;

    // Nobody hosts 15,000 meetings a month: what goes on longer goes round in a circle.
    private const int MaxPages = 50;

    /// <summary>
    /// The recordings of the connection's user whose meetings began on a day of the range, newest month first, as Zoom orders them
    /// within it. Without download tokens, and without what is in the trash. Ask for files by
    /// <see cref="GetRecordingsAsync"/>: addresses in lists are as short-lived as anywhere.
    /// </summary>
    /// <param name="connectionId">On whose behalf.</param>
    /// <param name="from">The first day, in UTC; not before <see cref="FirstListedDay"/>.</param>
    /// <param name="to">The last day, in UTC; at most <see cref="MaxListedDays"/> later.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty or too long.</exception>
    /// <exception cref="ZoomApiException">Zoom refused or could not be asked.</exception>
    /// <exception cref="ReauthorizationRequiredException">The owner must connect again.</exception>
    /// <exception cref="ConnectionGoneException">The connection has ended.</exception>
    /// <exception cref="OAuthException">A token could not be refreshed now.</exception>
    public IAsyncEnumerable<MeetingRecordings> ListRecordingsAsync(
        long connectionId, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(from, FirstListedDay);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, to);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to.DayNumber - from.DayNumber, MaxListedDays, nameof(to));
        return ListMonthsAsync(connectionId, from, to, cancellationToken);
    }

    /// <summary>The meetings that the connection's user is to host, those under way included, as Zoom orders them.</summary>
    /// <param name="connectionId">On whose behalf.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ZoomApiException">Zoom refused or could not be asked.</exception>
    /// <exception cref="ReauthorizationRequiredException">The owner must connect again.</exception>
    /// <exception cref="ConnectionGoneException">The connection has ended.</exception>
    /// <exception cref="OAuthException">A token could not be refreshed now.</exception>
    public async IAsyncEnumerable<UpcomingMeeting> ListMeetingsAsync(
        long connectionId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in ListPagesAsync(connectionId, "listMeetings", $"/v2/users/{User}/meetings?type=upcoming", cancellationToken))
        {
            foreach (var meeting in page.Items("meetings").Select(UpcomingMeeting.TryRead).OfType<UpcomingMeeting>())
            {
                yield return meeting;
            }
        }
    }

    // Zoom lists a month at most, and today alone to whom names no dates; a longer range it cuts without a word.
    private async IAsyncEnumerable<MeetingRecordings> ListMonthsAsync(
        long connectionId, DateOnly from, DateOnly to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var last = to; last >= from;)
        {
            var first = last.AddMonths(-1).AddDays(1);
            first = first > from ? first : from;
            foreach (var recordings in await ListMonthAsync(connectionId, first, last, cancellationToken))
            {
                yield return recordings;
            }

            last = first.AddDays(-1);
        }
    }

    // Read whole before any of it is handed out: a page's token lives fifteen minutes, whatever the reader does meanwhile. What is
    // recorded while pages are read may push an entry from one page onto the next.
    private async Task<IReadOnlyList<MeetingRecordings>> ListMonthAsync(
        long connectionId, DateOnly first, DateOnly last, CancellationToken cancellationToken)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/v2/users/{User}/recordings?from={first:yyyy-MM-dd}&to={last:yyyy-MM-dd}");
        var found = new List<MeetingRecordings>();
        await foreach (var page in ListPagesAsync(connectionId, "listRecordings", path, cancellationToken))
        {
            found.AddRange(page.Items("meetings").Select(MeetingRecordings.TryRead).OfType<MeetingRecordings>());
        }

        return [.. found.DistinctBy(recordings => recordings.MeetingUuid)];
    }

    private async IAsyncEnumerable<JsonElement> ListPagesAsync(
        long connectionId, string operation, string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var address = $"{path}&page_size={PageSize}" + (next is null ? "" : $"&next_page_token={Uri.EscapeDataString(next)}");
            var page = await GetAsync(connectionId, new(operation, address, ZoomCallWeight.Medium), cancellationToken);
            yield return page;
            next = page.Text("next_page_token");
            if (next is null)
            {
                yield break;
            }
        }

        throw new ZoomApiException(ZoomFailureKind.Unavailable, "Zoom's list does not end.");
    }
}
