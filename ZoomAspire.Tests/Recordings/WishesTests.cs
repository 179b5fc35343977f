using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Simulator.Zoom;

namespace ZoomAspire.Tests.Recordings;

/// <summary>What each setting changes in what arrives.</summary>
public sealed class WishesTests : IAsyncLifetime
{
    private NotesScene _notes = null!;
    private PipelineScene _scene = null!;

    public async Task InitializeAsync()
    {
        _notes = await NotesScene.CreateAsync();
        _scene = _notes.Pipeline;
    }

    public async Task DisposeAsync()
    {
        Assert.Empty(_scene.Telegram.Violations);
        await _notes.DisposeAsync();
    }

    [Fact]
    public async Task Within_quiet_hours_a_recording_arrives_as_always_without_a_sound_and_outside_with_one()
    {
        await _notes.DeliverAsync();
        Assert.False(_notes.Audio.Silent);
        var now = TimeOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

        // The hours are Tokyo's, nine ahead of UTC.
        await WantAsync(user => (user.TimeZone, user.QuietFrom, user.QuietTo) = ("Asia/Tokyo", now.AddHours(8), now.AddHours(10)));
        await _notes.DeliverAsync(topic: "Night");
        await WantAsync(user => user.TimeZone = "UTC");
        await _notes.DeliverAsync(topic: "Day");

        var audios = _scene.Audios();
        Assert.Equal([false, true, false], audios.OrderBy(audio => audio.MessageId).Select(audio => audio.Silent));
    }

    [Fact]
    public async Task Protected_content_is_audio_notes_and_transcript()
    {
        await WantAsync(user => (user.ProtectsContent, user.AttachesTranscript) = (true, true));

        await _notes.DeliverAsync();

        Assert.True(_notes.Audio.Protected);
        Assert.Equal(["document", "text"], _notes.Replies.Select(reply => reply.Kind).Order());
        Assert.All(_notes.Replies, reply => Assert.True(reply.Protected));
        await using var scope = _scene.Services.CreateAsyncScope();
        var file = await scope.ServiceProvider.GetRequiredService<NotesRequests>().WriteTranscriptAsync(
            (await _scene.DeliveryAsync()).Id, new TelegramChatId(_scene.ChatId), Core.Notes.TranscriptFormat.Text, CancellationToken.None);
        Assert.True(file!.IsProtected);
    }

    [Fact]
    public async Task The_transcript_comes_once_as_a_silent_reply_where_it_is_wanted()
    {
        await WantAsync(user => user.AttachesTranscript = true);
        var ended = await _notes.DeliverAsync();

        var file = Assert.Single(_notes.Replies, reply => reply.Kind == "document");
        Assert.Equal((_notes.Audio.MessageId, true, false), (file.ReplyToMessageId, file.Silent, file.Protected));
        Assert.EndsWith(".txt", file.File!.FileName, StringComparison.Ordinal);
        Assert.Equal(3, _notes.Audio.Keyboard.SelectMany(row => row).Count()); // As without it.

        await _notes.TellAsync("meeting.summary_completed", ended.Uuid);
        await _notes.AskAsync();
        Assert.Single(_notes.Replies, reply => reply.Kind == "document");
    }

    [Fact]
    public async Task A_crash_at_any_step_leaves_one_transcript_at_most()
    {
        await WantAsync(user => user.AttachesTranscript = true);
        for (var step = 1; ; step++)
        {
            _scene.Crashes.Reset(0);
            await _scene.EndMeetingAsync(_scene.Board() with { WithTranscript = true });
            _scene.Crashes.Reset(step);
            await _scene.RunAsync();
            var audios = _scene.Audios().Count;
            Assert.Equal(step, audios);
            Assert.InRange(_notes.Replies.Count(reply => reply.Kind == "document"), 0, audios);
            Assert.DoesNotContain(
                _notes.Replies.Where(reply => reply.Kind == "document").GroupBy(reply => reply.ReplyToMessageId), group => group.Count() > 1);
            if (_scene.Crashes.Steps < step)
            {
                Assert.InRange(_notes.Replies.Count(reply => reply.Kind == "document"), step - 3, step);
                return;
            }
        }
    }

    [Fact]
    public async Task Sections_that_are_not_wanted_are_left_out()
    {
        await WantAsync(user => user.NotesSections = new NotesSections(NotesSection.Decisions | NotesSection.Summary));

        await _notes.DeliverAsync();

        var reply = Assert.Single(_notes.Replies);
        Assert.DoesNotContain("Decisions", reply.Text, StringComparison.Ordinal);
        Assert.Contains("☐ Ivan Petrov: ", reply.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("• ", _notes.Audio.Text, StringComparison.Ordinal);
        Assert.Equal(["📝 Notes", "📄 Transcript", "🔎 Ask"], _notes.Audio.Keyboard.SelectMany(row => row).Select(button => button.Text));
    }

    [Fact]
    public async Task A_route_may_want_other_notes_than_its_owner()
    {
        var group = _scene.Telegram.CreateGroup("Team", [_scene.ChatId], supergroup: true);
        await _scene.AddRouteAsync(group.Id, route =>
        {
            route.IsAlsoPrivate = true;
            route.NotesLength = NotesLength.Short;
        });

        await _notes.DeliverAsync();

        Assert.Single(_notes.Replies);
        Assert.Single(_scene.Seen(group.Id)); // The audio and nothing below it.
        Assert.Contains("• ", Assert.Single(_scene.Audios(group.Id)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_shorter_than_wanted_is_neither_fetched_nor_brought_by_sweeps_and_comes_when_it_is_asked_for()
    {
        await WantAsync(user => user.WantedMinutes = 30);

        var ended = await EndAsync("Stand-up", minutes: 12);
        await SweepAsync();

        Assert.Empty(_scene.Seen());
        Assert.DoesNotContain(_scene.Zoom.GetState().Calls, call => call.Operation == ZoomOperation.GetRecordings);
        var meeting = await MeetingAsync();
        Assert.Equal(Withheld.Skipped, meeting.Withheld);
        Assert.Equal(FetchRequestResult.Started, await AskForAsync(meeting.Id));
        await _scene.RunAsync();
        Assert.Equal(ended.Files[0].Sha256, Assert.Single(_scene.Audios()).File!.Sha256);
    }

    [Theory]
    [InlineData("Weekly Sales – EMEA", 1)]
    [InlineData("Weekly", 0)]
    public async Task Only_what_has_the_wanted_words_in_its_topic_comes(string topic, int audios)
    {
        await WantAsync(user => user.WantedWords = "sales");

        await EndAsync(topic, minutes: 60);

        Assert.Equal(audios, _scene.Audios().Count);
    }

    [Fact]
    public async Task What_takes_as_long_as_wanted_comes_by_itself()
    {
        await WantAsync(user => user.WantedMinutes = 30);

        await EndAsync("Long enough", minutes: 31);

        Assert.Single(_scene.Audios());
    }

    [Theory]
    [InlineData(29, Withheld.Skipped)]
    [InlineData(30, null)]
    [InlineData(0, null)] // Zoom does not say.
    public async Task A_meeting_is_skipped_only_where_it_was_certainly_too_short(int minutes, Withheld? withheld)
    {
        await EndAsync("Board", minutes: 31);
        var meeting = await MeetingAsync();
        meeting.DurationMinutes = minutes;

        Assert.Equal(withheld, Withholding.ReasonFor(meeting, new User { WantedMinutes = 30, CreatedAt = DateTimeOffset.UnixEpoch }));
    }

    [Fact]
    public async Task Asked_first_nothing_goes_anywhere_before_the_owner_says_so_and_then_it_comes_as_always()
    {
        var group = _scene.Telegram.CreateGroup("Team", [_scene.ChatId], supergroup: true);
        await _scene.AddRouteAsync(group.Id, route => route.IsAlsoPrivate = true);
        await WantAsync(user => user.AsksBeforeSending = true);

        var ended = await EndAsync("Board", minutes: 42);
        await _scene.TakeInAsync(ended, "2"); // Another event of the same meeting.
        await _scene.RunAsync();
        await SweepAsync();

        var question = Assert.Single(_scene.Seen());
        Assert.StartsWith("🎙 Board\n", question.Text, StringComparison.Ordinal);
        Assert.Contains("42 min", question.Text, StringComparison.Ordinal);
        Assert.Equal(["Send", "Skip"], question.Keyboard.SelectMany(row => row).Select(button => button.Text));
        Assert.Empty(_scene.Seen(group.Id));
        Assert.False(await _scene.ReadAsync(context => context.Recordings.AnyAsync()));

        Assert.Equal(FetchRequestResult.Started, await AskForAsync((await MeetingAsync()).Id));
        await _scene.RunAsync();

        Assert.Equal(ended.Files[0].Sha256, Assert.Single(_scene.Audios()).File!.Sha256);
        Assert.Single(_scene.Audios(group.Id));
        await SweepAsync();
        Assert.Single(_scene.Audios());
    }

    [Fact]
    public async Task What_was_skipped_stays_skipped_and_can_still_be_sent()
    {
        await WantAsync(user => user.AsksBeforeSending = true);
        var ended = await EndAsync("Board", minutes: 42);
        var meeting = await MeetingAsync();

        Assert.False(await SkipAsync(meeting.Id, _scene.ChatId + 1)); // Somebody else.
        Assert.True(await SkipAsync(meeting.Id, _scene.ChatId));
        await WantAsync(user => user.AsksBeforeSending = false);
        await _scene.TakeInAsync(ended, "2");
        await _scene.RunAsync();
        await SweepAsync();
        Assert.Empty(_scene.Audios());

        Assert.Equal(FetchRequestResult.Started, await AskForAsync(meeting.Id));
        Assert.False(await SkipAsync(meeting.Id, _scene.ChatId)); // Too late.
        await _scene.RunAsync();
        Assert.Single(_scene.Audios());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // No update tells of it, as after a day on which the bot was away: the hourly look finds out.
    public async Task A_question_that_meets_a_closed_chat_waits_and_is_asked_when_it_is_open_again(bool isProbed)
    {
        await WantAsync(user => user.AsksBeforeSending = true);
        _scene.Telegram.Block(_scene.ChatId);
        await EndAsync("Board", minutes: 42);
        await EndAsync("Weekly", minutes: 42);
        Assert.Empty(_scene.Seen());
        Assert.Equal(2, await QuestionsAsync(JobStatus.Parked));
        Assert.Equal(DestinationState.Unreachable, await PrivateChatAsync());
        Assert.Equal(0, await ParkedAsync(parked => parked.ResumeAsync(CancellationToken.None)));

        _scene.Telegram.Unblock(_scene.ChatId);
        if (isProbed)
        {
            Assert.Equal(1, await ParkedAsync(parked => parked.ProbeAsync(chatId: null, CancellationToken.None)));
            await _scene.RunAsync();
            Assert.Equal(DestinationState.Active, await PrivateChatAsync());
        }
        else
        {
            await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE destinations SET state = 'active'"));
        }

        Assert.Equal(isProbed ? 1 : 2, await ParkedAsync(parked => parked.ResumeAsync(CancellationToken.None)));
        await _scene.RunAsync();

        Assert.Equal(["🎙 Board", "🎙 Weekly"], _scene.Seen().Select(question => question.Text.Split('\n')[0]).Order(StringComparer.Ordinal));
        Assert.All(_scene.Seen(), question => Assert.Equal(2, question.Keyboard.SelectMany(row => row).Count()));
        Assert.Equal(2, await QuestionsAsync(JobStatus.Done));
    }

    [Fact]
    public async Task A_question_that_is_not_known_to_have_come_does_not_open_the_chat()
    {
        await WantAsync(user => user.AsksBeforeSending = true);
        _scene.Telegram.Block(_scene.ChatId);
        await EndAsync("Board", minutes: 42);
        await EndAsync("Weekly", minutes: 42);
        _scene.Telegram.Unblock(_scene.ChatId);
        _scene.Telegram.Inject(new TelegramFault("sendMessage", "reset_after", Times: 2)); // As often as it is asked without an answer.

        Assert.Equal(1, await ParkedAsync(parked => parked.ProbeAsync(chatId: null, CancellationToken.None)));
        await _scene.RunAsync();

        Assert.Equal(1, await QuestionsAsync(JobStatus.Done));
        Assert.Equal(DestinationState.Unreachable, await PrivateChatAsync());
        Assert.Equal(0, await ParkedAsync(parked => parked.ResumeAsync(CancellationToken.None)));
        Assert.Equal(1, await QuestionsAsync(JobStatus.Parked));
    }

    [Fact]
    public async Task A_question_that_waits_goes_with_its_connection()
    {
        await WantAsync(user => user.AsksBeforeSending = true);
        _scene.Telegram.Block(_scene.ChatId);
        await EndAsync("Board", minutes: 42);

        await using (var scope = _scene.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<Connections>()
                .DisconnectAsync(new TelegramUserId(_scene.ChatId), _scene.ConnectionId, CancellationToken.None);
        }

        Assert.Equal(1, await QuestionsAsync(JobStatus.Cancelled));
    }

    [Fact]
    public async Task A_crash_at_any_step_asks_once_or_once_more_and_sends_nothing()
    {
        await WantAsync(user => user.AsksBeforeSending = true);
        for (var step = 1; ; step++)
        {
            await EndAsync($"Meeting {step}.", minutes: 42, crashAt: step);
            var asked = _scene.Seen().Count(message => message.Text.Contains($"Meeting {step}.", StringComparison.Ordinal));
            Assert.InRange(asked, 1, 2);
            Assert.Empty(_scene.Audios());
            if (_scene.Crashes.Steps < step)
            {
                Assert.Equal(1, asked);
                return;
            }
        }
    }

    [Fact]
    public async Task Who_asked_for_the_latest_recording_is_not_asked_about_it()
    {
        await WantAsync(user => (user.AsksBeforeSending, user.WantedMinutes) = (true, 600));
        await _scene.Zoom.EndMeetingAsync(_scene.Board() with { SendWebhook = false }, CancellationToken.None);
        await using (var scope = _scene.Services.CreateAsyncScope())
        {
            Assert.True(await scope.ServiceProvider.GetRequiredService<LatestRecordingRequest>()
                .AskAsync(new TelegramUserId(_scene.ChatId), _scene.ConnectionId, CancellationToken.None));
        }

        await _scene.RunAsync();

        Assert.Single(_scene.Audios());
    }

    [Fact]
    public async Task Media_and_notes_go_earlier_where_their_owner_wants_that()
    {
        await WantAsync(user => (user.MediaDays, user.NotesDays) = (1, 2));
        await _notes.DeliverAsync();
        await AgeAsync(TimeSpan.FromHours(23));
        Assert.Equal((0, 1), (await PurgeMediaAsync(), await CountTextsAsync()));

        await AgeAsync(TimeSpan.FromHours(2));
        Assert.Equal((1, 1), (await PurgeMediaAsync(), await CountTextsAsync()));

        await AgeAsync(TimeSpan.FromDays(1));
        Assert.Equal(0, await CountTextsAsync());
        await WantAsync(user => user.NotesDays = 3650); // Longer than the operator keeps it: that counts.
    }

    private Task<int> WantAsync(Action<User> change) => _scene.ReadAsync(async context =>
    {
        change(await context.Users.SingleAsync());
        return await context.SaveChangesAsync();
    });

    // As the webhook tells it, which is what the rules go by.
    private async Task<EndedMeeting> EndAsync(string topic, int minutes, int crashAt = 0)
    {
        _scene.Crashes.Reset(0);
        var ended = await _scene.Zoom.EndMeetingAsync(
            _scene.Board() with { Topic = topic, SendWebhook = false, WithTranscript = false, Duration = minutes }, CancellationToken.None);
        await using (var scope = _scene.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<RecordingIntake>().TakeInAsync(
                new WebhookEnvelope("recording.completed", TimeProvider.System.GetUtcNow(), default),
                new RecordingCompleted(
                    _scene.Host.AccountId, new ZoomUserId(_scene.Host.Id), new MeetingUuid(ended.Uuid), ended.MeetingId, topic,
                    TimeProvider.System.GetUtcNow(), null, minutes, [.. ended.Files.Select(file => file.Id ?? file.RecordingType)]),
                CancellationToken.None);
        }

        _scene.Crashes.Reset(crashAt);
        await _scene.RunAsync();
        return ended;
    }

    private async Task SweepAsync()
    {
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
            $"""
            UPDATE connections SET connected_at = now() - interval '1 hour', authorized_at = now() - interval '1 hour';
            UPDATE jobs SET created_at = now() - interval '7 hours' WHERE kind = 'fetch_meeting';
            INSERT INTO jobs (id, kind, subject_id, tenant_id, status, attempts, takeovers, failures)
            SELECT gen_random_uuid(), 'sweep_recordings', id, user_id, 'queued', 0, 0, 0 FROM connections;
            """));
        await _scene.RunAsync();
    }

    private Task<int> QuestionsAsync(JobStatus status) =>
        _scene.ReadAsync(context => context.Jobs.CountAsync(job => job.Kind == JobKind.AskToSend && job.Status == status));

    private Task<DestinationState> PrivateChatAsync() => _scene.ReadAsync(context => context.Destinations
        .Where(destination => destination.Kind == DestinationKind.Private).Select(destination => destination.State).SingleAsync());

    private async Task<int> ParkedAsync(Func<ParkedWork, Task<int>> act)
    {
        await using var scope = _scene.Services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<ParkedWork>());
    }

    private Task<Meeting> MeetingAsync() => _scene.ReadAsync(context => context.Meetings.AsNoTracking().SingleAsync());

    private async Task<FetchRequestResult> AskForAsync(long meetingId)
    {
        await using var scope = _scene.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<FetchRequest>()
            .AskAsync(meetingId, new TelegramUserId(_scene.ChatId), CancellationToken.None);
    }

    private async Task<bool> SkipAsync(long meetingId, long userId)
    {
        await using var scope = _scene.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SendQuestions>()
            .SkipAsync(meetingId, new TelegramUserId(userId), CancellationToken.None);
    }

    private Task<int> AgeAsync(TimeSpan by) => _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
        $"""
        UPDATE recordings SET staged_at = staged_at - {by};
        UPDATE transcripts SET created_at = created_at - {by};
        UPDATE notes SET updated_at = updated_at - {by};
        """));

    private async Task<int> PurgeMediaAsync()
    {
        await using var scope = _scene.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<MediaRetention>().PurgeAsync(CancellationToken.None);
    }

    private async Task<int> CountTextsAsync()
    {
        await using var scope = _scene.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<RowRetention>().SweepAsync(CancellationToken.None);
        return await _scene.ReadAsync(context => context.Transcripts.CountAsync());
    }
}
