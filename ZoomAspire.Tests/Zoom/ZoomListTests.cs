using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Accounts;

namespace ZoomAspire.Tests.Zoom;

public sealed class ZoomListTests : IAsyncLifetime
{
    private static readonly TelegramUserId Ann = new(101);

    private AccountsFixture _accounts = null!;
    private long _connection;

    private ZoomUser AnnsZoom => _accounts.Zoom.Users[0];

    private ZoomClient Client => _accounts.Services.GetRequiredService<ZoomClient>();

    private DateTimeOffset Now => _accounts.Clock.GetUtcNow();

    private DateOnly Today => DateOnly.FromDateTime(Now.UtcDateTime);

    public async Task InitializeAsync()
    {
        _accounts = await AccountsFixture.CreateAsync(services => services.AddZoomClient());
        _connection = (await _accounts.ConnectAsync(Ann, AnnsZoom)).Account.ConnectionId;
    }

    public async Task DisposeAsync() => await _accounts.DisposeAsync();

    [Fact]
    public async Task Recordings_of_every_month_of_a_year_are_found_newest_first()
    {
        // Days on which a month before is shorter than a month after, and the first and the last day of the range.
        var days = new[] { 0, 1, 30, 31, 59, 60, 61, 90, 180, 263, 264, 365 };
        foreach (var day in days)
        {
            await EndMeetingAsync(Now.AddDays(-day), $"{day} days ago");
        }

        await EndMeetingAsync(Now.AddDays(-366), "too long ago");

        var found = await ListAsync(Today.AddDays(-365), Today);

        Assert.Equal(days.Select(day => $"{day} days ago"), found.Select(recordings => recordings.Topic));
    }

    [Fact]
    public async Task A_month_of_many_meetings_comes_page_by_page_and_each_once()
    {
        const int Meetings = 301;
        for (var i = 0; i < Meetings; i++)
        {
            await EndMeetingAsync(Now.AddMinutes(-i), $"meeting {i}");
        }

        var found = await ListAsync(Today.AddDays(-1), Today);

        Assert.Equal(Meetings, found.Select(recordings => recordings.MeetingUuid).Distinct().Count());
        Assert.Equal(Meetings, found.Count);
        Assert.Equal(2, _accounts.Calls(ZoomOperation.ListRecordings));
    }

    [Fact]
    public async Task A_listed_recording_has_its_files_and_no_token()
    {
        await EndMeetingAsync(Now.AddDays(-3), "Board");

        var board = Assert.Single(await ListAsync(Today.AddDays(-7), Today));

        Assert.Equal((new ZoomUserId(AnnsZoom.Id), AnnsZoom.AccountId), (board.HostId, board.AccountId));
        Assert.Contains(board.Files, file => file is { IsAudioOnly: true, IsCompleted: true });
        Assert.Null(board.DownloadToken);
    }

    [Fact]
    public async Task What_is_in_the_trash_is_not_listed()
    {
        var trashed = await EndMeetingAsync(Now.AddDays(-1), "trashed");
        _accounts.Zoom.ChangeRecording(trashed.Uuid, RecordingState.Trashed);

        Assert.Empty(await ListAsync(Today.AddDays(-7), Today));
    }

    [Fact]
    public async Task A_token_refused_between_two_months_is_replaced_and_the_list_goes_on()
    {
        await EndMeetingAsync(Now.AddDays(-2), "this month");
        await EndMeetingAsync(Now.AddDays(-50), "last month");
        var found = new List<string>();

        await foreach (var recordings in Client.ListRecordingsAsync(_connection, Today.AddDays(-60), Today, default))
        {
            found.Add(recordings.Topic);
            if (found.Count == 1)
            {
                _accounts.Fail(ZoomOperation.ListRecordings, ZoomFaultKind.Unauthorized, count: 1);
            }
        }

        Assert.Equal(["this month", "last month"], found);
        Assert.Equal(1, _accounts.Refreshes(AnnsZoom));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(-4000, 0)]
    public void A_range_that_makes_no_sense_is_refused(int from, int to) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Client.ListRecordingsAsync(_connection, Today.AddDays(from), Today.AddDays(to), default));

    [Fact]
    public async Task Upcoming_meetings_are_listed_and_past_ones_are_not()
    {
        await ScheduleAsync(new { topic = "Yesterday", type = 2, start_time = Now.AddDays(-1), duration = 30 });
        await ScheduleAsync(new { topic = "Going on", type = 2, start_time = Now.AddMinutes(-10), duration = 30 });
        await ScheduleAsync(new { topic = "Berlin", type = 2, start_time = "2026-11-21T10:00:00", timezone = "Europe/Berlin", duration = 45 });
        await ScheduleAsync(new { topic = "Whenever", type = 3 });

        var found = new List<UpcomingMeeting>();
        await foreach (var meeting in Client.ListMeetingsAsync(_connection, default))
        {
            found.Add(meeting);
        }

        Assert.Equal(["Berlin", "Going on", "Whenever"], found.Select(meeting => meeting.Topic).Order());
        Assert.DoesNotContain(found, meeting => meeting.MeetingNumber <= 0);
        var whenever = found.Single(meeting => meeting.Topic == "Whenever");
        Assert.Equal((null, null, true), (whenever.StartTime, whenever.DurationMinutes, whenever.IsRecurring));
    }

    [Fact]
    public async Task A_profile_says_who_it_is_and_whether_there_is_a_licence()
    {
        var profile = await Client.GetProfileAsync(_connection, default);

        Assert.Equal(
            (new ZoomUserId(AnnsZoom.Id), AnnsZoom.AccountId, AnnsZoom.Email, AnnsZoom.DisplayName, ZoomLicense.Licensed, AnnsZoom.Timezone),
            (profile.UserId, profile.AccountId, profile.Email, profile.DisplayName, profile.License, profile.TimeZone));
    }

    private Task<EndedMeeting> EndMeetingAsync(DateTimeOffset start, string topic) => _accounts.Zoom.EndMeetingAsync(
        new EndMeeting { UserId = AnnsZoom.Id, StartTime = start, Topic = topic, SendWebhook = false, WithVideo = false }, default);

    private async Task<List<MeetingRecordings>> ListAsync(DateOnly from, DateOnly to)
    {
        var found = new List<MeetingRecordings>();
        await foreach (var recordings in Client.ListRecordingsAsync(_connection, from, to, default))
        {
            found.Add(recordings);
        }

        return found;
    }

    private async Task ScheduleAsync<T>(T meeting)
    {
        using var http = new HttpClient();
        var token = await _accounts.Vault.GetAsync(_connection, default);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        (await http.PostAsJsonAsync(new Uri(_accounts.Simulator.ZoomAddress, "v2/users/me/meetings"), meeting)).EnsureSuccessStatusCode();
    }
}
