using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Notes;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Simulator.Zoom;

namespace ZoomAspire.Tests.Recordings;

/// <summary>What there is to read of a recording, from Zoom into the chat.</summary>
public sealed class NotesTests : IAsyncLifetime
{
    private NotesScene _scene = null!;

    public async Task InitializeAsync() => _scene = await NotesScene.CreateAsync();

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task The_audio_comes_with_a_summary_and_the_notes_as_a_silent_reply()
    {
        await _scene.DeliverAsync();

        Assert.Contains("Board – November", _scene.Audio.Text, StringComparison.Ordinal);
        Assert.Contains("Sentences chosen from the transcript.", _scene.Audio.Text, StringComparison.Ordinal);
        Assert.Contains("• ", _scene.Audio.Text, StringComparison.Ordinal);
        Assert.InRange(_scene.Audio.Text.Length, 1, TelegramHtml.CaptionLimit);
        var reply = Assert.Single(_scene.Replies);
        Assert.Equal(_scene.Audio.MessageId, reply.ReplyToMessageId);
        Assert.True(reply.Silent);
        Assert.Contains("We agreed to keep the storage budget", reply.Text, StringComparison.Ordinal);
        Assert.Contains("☐ Ivan Petrov: ", reply.Text, StringComparison.Ordinal);
        Assert.Equal(["📝 Notes", "📄 Transcript", "🔎 Ask"], _scene.Audio.Keyboard.SelectMany(row => row).Select(button => button.Text));
    }

    [Fact]
    public async Task Every_point_of_the_notes_names_the_second_at_which_it_was_said()
    {
        await _scene.DeliverAsync();

        var decision = Assert.Single(_scene.Replies).Text.Split('\n').Single(line => line.Contains("We agreed", StringComparison.Ordinal));
        Assert.EndsWith(" · 1:04", decision, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transcript_that_comes_after_the_audio_changes_the_same_message()
    {
        _scene.Pipeline.Zoom.SetFaults(new ZoomFaultRequest { Settings = new ZoomSettings { TranscriptAfterSeconds = 3 } });
        var ended = await _scene.DeliverAsync();
        var before = _scene.Audio;

        await _scene.TranscribedAsync(ended);
        Assert.Equal(WebhookOutcome.Accepted, await _scene.TellAsync("recording.transcript_completed", ended.Uuid));
        await _scene.Pipeline.RunAsync();

        Assert.Contains("• ", _scene.Audio.Text, StringComparison.Ordinal);
        Assert.Single(_scene.Replies);
        Assert.Equal(before.MessageId, _scene.Audio.MessageId);
    }

    [Fact]
    public async Task Zooms_own_summary_takes_the_place_of_ours_without_another_message()
    {
        var ended = await _scene.DeliverAsync(transcript: true);
        var (audio, reply) = (_scene.Audio, Assert.Single(_scene.Replies));
        await _scene.Pipeline.ReadAsync(context => context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO notes (recording_id, source, content, updated_at)
            SELECT id, 'meeting_summary', jsonb_build_object('Source', 'MeetingSummary', 'Language', 'English',
                'Summary', jsonb_build_array(jsonb_build_object('Text', 'They moved the launch.'))), now() FROM recordings;
            INSERT INTO jobs (id, kind, subject_id, tenant_id, status, attempts, takeovers, failures)
            SELECT gen_random_uuid(), 'show_notes', d.id, t.user_id, 'queued', 0, 0, 0 FROM deliveries d JOIN destinations t ON t.id = d.destination_id
            """));

        await _scene.Pipeline.RunAsync();

        Assert.Equal(audio.MessageId, _scene.Audio.MessageId);
        Assert.Contains("They moved the launch.", _scene.Audio.Text, StringComparison.Ordinal);
        Assert.Contains("From Zoom's AI summary.", _scene.Audio.Text, StringComparison.Ordinal);
        Assert.Contains("⏱ 0:34 Finish the load test", _scene.Audio.Text, StringComparison.Ordinal);
        Assert.Equal(reply.MessageId, Assert.Single(_scene.Replies).MessageId);
        Assert.Equal(WebhookOutcome.Accepted, await _scene.TellAsync("meeting.summary_deleted", ended.Uuid));
        await _scene.Pipeline.RunAsync();
        Assert.Contains("Sentences chosen from the transcript.", _scene.Audio.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_summary_of_Zooms_is_shown_with_the_times_of_the_transcript()
    {
        await _scene.DeliverAsync(transcript: true, summary: true);

        Assert.Contains("went through the beta feedback", _scene.Audio.Text, StringComparison.Ordinal);
        Assert.Contains("From Zoom's AI summary.", _scene.Audio.Text, StringComparison.Ordinal);
        Assert.Contains("Send the updated plan to everybody tonight", Assert.Single(_scene.Replies).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_summary_without_a_transcript_is_enough()
    {
        await _scene.DeliverAsync(transcript: false, summary: true);

        Assert.Contains("From Zoom's AI summary.", _scene.Audio.Text, StringComparison.Ordinal);
        Assert.Equal(["📝 Notes"], _scene.Audio.Keyboard.SelectMany(row => row).Select(button => button.Text));
    }

    [Fact]
    public async Task The_same_event_again_changes_nothing()
    {
        var ended = await _scene.DeliverAsync();
        var at = TimeProvider.System.GetUtcNow();

        Assert.Equal(WebhookOutcome.Accepted, await _scene.TellAsync("meeting.summary_completed", ended.Uuid, at: at));
        Assert.Equal(WebhookOutcome.Duplicate, await _scene.TellAsync("meeting.summary_completed", ended.Uuid, at: at));
        var history = _scene.Audio.History.Count;
        await _scene.Pipeline.RunAsync();

        Assert.Equal(history, _scene.Audio.History.Count);
        Assert.Single(_scene.Replies);
    }

    [Theory]
    [InlineData("another", null)]
    [InlineData(null, "another")]
    public async Task What_is_told_of_another_host_or_account_is_ignored(string? account, string? host)
    {
        var ended = await _scene.DeliverAsync();

        Assert.Equal(WebhookOutcome.Ignored, await _scene.TellAsync("meeting.summary_deleted", ended.Uuid, account, host));
    }

    [Fact]
    public async Task Notes_that_somebody_removed_come_again_only_when_they_are_asked_for()
    {
        await _scene.DeliverAsync();
        await _scene.DeleteAsync(Assert.Single(_scene.Replies));
        await _scene.Pipeline.ReadAsync(context => context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO jobs (id, kind, subject_id, tenant_id, status, attempts, takeovers, failures)
            SELECT gen_random_uuid(), 'show_notes', d.id, t.user_id, 'queued', 0, 0, 0 FROM deliveries d JOIN destinations t ON t.id = d.destination_id
            """));
        await _scene.Pipeline.RunAsync();
        Assert.Empty(_scene.Replies);

        await _scene.AskAsync();

        Assert.Equal(_scene.Audio.MessageId, Assert.Single(_scene.Replies).ReplyToMessageId);
    }

    [Theory]
    [InlineData(NotesLength.Off, false)]
    [InlineData(NotesLength.Short, true)]
    public async Task Who_wants_fewer_notes_gets_them_on_request(NotesLength length, bool hasSummary)
    {
        await _scene.WantAsync(length);
        await _scene.DeliverAsync();
        Assert.Equal(hasSummary, _scene.Audio.Text.Contains("• ", StringComparison.Ordinal));
        Assert.Empty(_scene.Replies);

        Assert.Equal(NotesRequestResult.Coming, await _scene.AskAsync());

        Assert.Single(_scene.Replies);
    }

    [Fact]
    public async Task A_reply_that_Telegram_puts_off_comes_later()
    {
        await _scene.WantAsync(NotesLength.Short);
        await _scene.DeliverAsync();
        _scene.Pipeline.Telegram.Inject(new TelegramFault("sendMessage", "too_many_requests"));

        await _scene.AskAsync();

        Assert.Equal(_scene.Audio.MessageId, Assert.Single(_scene.Replies).ReplyToMessageId);
    }

    [Fact]
    public async Task A_text_that_cannot_be_had_keeps_nothing_else_back()
    {
        _scene.Pipeline.Zoom.SetFaults(new ZoomFaultRequest { Settings = new ZoomSettings { TranscriptAfterSeconds = 2, SummaryAfterSeconds = 2 } });
        var ended = await _scene.DeliverAsync(transcript: true, summary: true);
        await _scene.TranscribedAsync(ended);
        _scene.Pipeline.Fail(ZoomOperation.DownloadFile, ZoomFaultKind.Html);

        await _scene.TellAsync("meeting.summary_completed", ended.Uuid);
        await _scene.Pipeline.RunAsync();

        Assert.Contains("From Zoom's AI summary.", _scene.Audio.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(await _scene.Pipeline.JobsAsync(), job => job.Status != JobStatus.Done);
    }

    [Fact]
    public async Task A_summary_that_is_no_longer_at_Zoom_is_no_longer_shown()
    {
        var ended = await _scene.DeliverAsync(transcript: true, summary: false);
        await _scene.Pipeline.ReadAsync(context => context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO notes (recording_id, source, content, updated_at)
            SELECT id, 'meeting_summary', jsonb_build_object('Source', 'MeetingSummary', 'Language', 'English',
                'Summary', jsonb_build_array(jsonb_build_object('Text', 'They moved the launch.'))), now() FROM recordings
            """));

        await _scene.TellAsync("meeting.summary_updated", ended.Uuid);
        await _scene.Pipeline.RunAsync();

        Assert.DoesNotContain("They moved the launch.", _scene.Audio.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Full_notes_say_who_spoke_how_long()
    {
        await _scene.WantAsync(NotesLength.Full);
        await _scene.DeliverAsync();

        Assert.Matches("• Anna Berg: [0-9]+", Assert.Single(_scene.Replies).Text);
    }

    [Fact]
    public async Task Notes_cannot_be_asked_for_from_another_chat()
    {
        await _scene.WantAsync(NotesLength.Off);
        await _scene.DeliverAsync();

        Assert.Equal(NotesRequestResult.NothingKept, await _scene.AskAsync(chatId: 4711));
        Assert.Empty(_scene.Replies);
    }

    [Fact]
    public async Task What_people_and_topics_are_called_stays_text()
    {
        await _scene.DeliverAsync(topic: "<b>/disconnect</b> @all evil.com");

        var texts = new[] { _scene.Audio, Assert.Single(_scene.Replies) };
        Assert.All(texts, message => Assert.DoesNotContain(message.Entities, entity => entity.Type is "bot_command" or "mention" or "url"));
        Assert.Contains("<b>", texts[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_deleted_at_Zoom_is_forgotten()
    {
        await _scene.DeliverAsync();
        await _scene.Pipeline.ReadAsync(context => context.Recordings.ExecuteUpdateAsync(set =>
            set.SetProperty(recording => recording.Status, RecordingStatus.Gone)));

        await using var scope = _scene.Pipeline.Services.CreateAsyncScope();
        Assert.Equal(2, await scope.ServiceProvider.GetRequiredService<NotesPurge>().PurgeAsync(default));

        Assert.Equal(0, await _scene.Pipeline.ReadAsync(context => context.TranscriptCues.CountAsync()));
    }

    [Fact]
    public async Task Wherever_it_crashes_the_notes_are_shown_below_their_audio()
    {
        var (scene, step, crashed) = (_scene.Pipeline, 0, true);
        while (crashed)
        {
            step++;
            var topic = $"Meeting number {step}.";
            await scene.EndMeetingAsync(scene.Board() with { Topic = topic, WithTranscript = true });
            scene.Crashes.Reset(step);
            await scene.RunAsync();
            crashed = scene.Crashes.Steps >= step;
            scene.Crashes.Reset(0);

            var audio = Assert.Single(scene.Audios(), message => message.Text.Contains($"number {step}.", StringComparison.Ordinal));
            Assert.Contains("• ", audio.Text, StringComparison.Ordinal);
            Assert.InRange(_scene.Replies.Count(message => message.ReplyToMessageId == audio.MessageId), 1, crashed ? 2 : 1);
        }

        Assert.True(step > 20, $"{step} steps");
        Assert.DoesNotContain(await scene.JobsAsync(), job => job.Status != JobStatus.Done);
    }

    [Theory]
    [InlineData(TranscriptFormat.Text, "[0:00] Anna Berg: Good morning, everybody.")]
    [InlineData(TranscriptFormat.WebVtt, "<v Anna Berg>Good morning, everybody.")]
    [InlineData(TranscriptFormat.Markdown, "**Anna Berg** (0:00)")]
    public async Task The_transcript_can_be_had_as_a_file(TranscriptFormat format, string expected)
    {
        await _scene.DeliverAsync();
        var delivery = await _scene.Pipeline.DeliveryAsync();

        await using var scope = _scene.Pipeline.Services.CreateAsyncScope();
        var requests = scope.ServiceProvider.GetRequiredService<NotesRequests>();
        var file = await requests.WriteTranscriptAsync(delivery.Id, new TelegramChatId(_scene.ChatId), format, default);

        Assert.Contains(expected, System.Text.Encoding.UTF8.GetString(file!.Content), StringComparison.Ordinal);
        Assert.EndsWith($".{TranscriptWriter.Extension(format)}", file.FileName, StringComparison.Ordinal);
        Assert.Null(await requests.WriteTranscriptAsync(delivery.Id, new TelegramChatId(4711), format, default));
    }

    [Theory]
    [InlineData("load test", "Ivan Petrov", 10)]
    [InlineData("\"storage budget\"", "Anna Berg", 63)]
    [InlineData("newsletters moved", "María Gómez", 21)]
    public async Task A_search_finds_the_moment_and_who_spoke(string words, string speaker, int second)
    {
        await _scene.DeliverAsync();

        var found = Assert.Single(await FindAsync(_scene.ChatId, _scene.ChatId, words));

        Assert.Equal(_scene.Audio.MessageId, found.AudioMessageId);
        Assert.Contains(found.Moments, moment => moment.Speaker == speaker && (int)moment.At.TotalSeconds == second);
    }

    [Theory]
    [InlineData("-launch")]
    [InlineData("the")]
    [InlineData("' & | ! :* <->")]
    [InlineData("")]
    [InlineData("launch -thursday -date -budget -wednesday -old")]
    public async Task A_search_for_nothing_or_for_what_is_left_out_finds_no_more_than_that(string words)
    {
        await _scene.DeliverAsync();

        var moments = (await FindAsync(_scene.ChatId, _scene.ChatId, words)).SelectMany(found => found.Moments).ToList();

        Assert.DoesNotContain(moments, moment => moment.Text.Contains("Thursday", StringComparison.Ordinal) && words != "the");
        Assert.True(words is "the" || words.StartsWith("launch", StringComparison.Ordinal) || moments.Count == 0);
    }

    [Theory]
    [InlineData(TranscriptFormat.Text, "[0:21] 💬 Ivan Petrov: The numbers so far: https://example.org/load-test")]
    [InlineData(TranscriptFormat.Markdown, "💬 **Ivan Petrov** (0:21)")]
    public async Task What_was_written_in_the_chat_stands_in_the_transcript(TranscriptFormat format, string expected)
    {
        await _scene.DeliverAsync(chat: true);

        var file = await WriteAsync(format);

        Assert.Contains(expected, System.Text.Encoding.UTF8.GetString(file!.Content), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_written_in_the_chat_is_found_and_changes_nothing_of_what_was_said()
    {
        await _scene.DeliverAsync();
        var without = Assert.Single(_scene.Replies).Text;
        await using var another = await NotesScene.CreateAsync();
        await another.DeliverAsync(chat: true);

        await using var scope = another.Pipeline.Services.CreateAsyncScope();
        var found = await scope.ServiceProvider.GetRequiredService<TranscriptSearch>().FindAsync(
            new SearchScope(new TelegramChatId(another.ChatId), new TelegramUserId(another.ChatId)), "numbers so far", default);

        var moment = Assert.Single(Assert.Single(found).Moments);
        Assert.Equal((true, "Ivan Petrov", 21), (moment.IsChat, moment.Speaker, (int)moment.At.TotalSeconds));
        Assert.Equal(without, Assert.Single(another.Replies).Text);
    }

    [Fact]
    public async Task The_transcript_as_a_file_waits_for_what_was_said()
    {
        await _scene.Pipeline.ReadAsync(context => context.Users.ExecuteUpdateAsync(set => set.SetProperty(user => user.AttachesTranscript, true)));
        _scene.Pipeline.Zoom.SetFaults(new ZoomFaultRequest { Settings = new ZoomSettings { TranscriptAfterSeconds = 3, SummaryAfterSeconds = 0 } });
        var ended = await _scene.DeliverAsync(chat: true);
        Assert.DoesNotContain(_scene.Replies, message => message.Kind == "document");

        await _scene.TranscribedAsync(ended);
        await _scene.TellAsync("recording.transcript_completed", ended.Uuid);
        await _scene.Pipeline.RunAsync();

        Assert.Single(_scene.Replies, message => message.Kind == "document");
    }

    [Fact]
    public async Task What_was_written_is_kept_by_itself_until_something_is_transcribed()
    {
        _scene.Pipeline.Zoom.SetFaults(new ZoomFaultRequest { Settings = new ZoomSettings { TranscriptAfterSeconds = 3, SummaryAfterSeconds = 0 } });
        var ended = await _scene.DeliverAsync(chat: true);

        Assert.True(Assert.Single(Assert.Single(await FindAsync(_scene.ChatId, _scene.ChatId, "numbers so far")).Moments).IsChat);
        Assert.Empty(await FindAsync(_scene.ChatId, _scene.ChatId, "load test"));
        Assert.Equal(0, await _scene.Pipeline.ReadAsync(context => context.Notes.CountAsync()));

        await _scene.TranscribedAsync(ended);
        await _scene.TellAsync("recording.transcript_completed", ended.Uuid);
        await _scene.Pipeline.RunAsync();

        Assert.Single(await FindAsync(_scene.ChatId, _scene.ChatId, "load test"));
        Assert.Single(await FindAsync(_scene.ChatId, _scene.ChatId, "numbers so far"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_written_stays_when_Zoom_no_longer_lists_it_beside_what_was_said(bool isCompanions)
    {
        _scene.Pipeline.Zoom.SetFaults(new ZoomFaultRequest { Settings = new ZoomSettings { TranscriptAfterSeconds = 3, SummaryAfterSeconds = 0 } });
        var ended = await _scene.DeliverAsync(chat: true);
        await _scene.TranscribedAsync(ended);
        StopListing(ended, isCompanions);

        await _scene.TellAsync(isCompanions ? "meeting.aic_transcript_completed" : "recording.transcript_completed", ended.Uuid);
        await _scene.Pipeline.RunAsync();

        var transcript = await _scene.Pipeline.ReadAsync(context => context.Transcripts.AsNoTracking().SingleAsync());
        Assert.Equal(isCompanions ? TranscriptSource.Companion : TranscriptSource.Recording, transcript.Source);
        Assert.Single(await FindAsync(_scene.ChatId, _scene.ChatId, "load test"));
        var written = Assert.Single(Assert.Single(await FindAsync(_scene.ChatId, _scene.ChatId, "numbers so far")).Moments);
        Assert.Equal((true, "Ivan Petrov", 21), (written.IsChat, written.Speaker, (int)written.At.TotalSeconds));
    }

    [Fact]
    public async Task What_was_only_written_is_no_subtitles()
    {
        _scene.Pipeline.Zoom.SetFaults(new ZoomFaultRequest { Settings = new ZoomSettings { TranscriptAfterSeconds = 3, SummaryAfterSeconds = 0 } });
        var ended = await _scene.DeliverAsync(chat: true);
        Assert.Null(await WriteAsync(TranscriptFormat.WebVtt));
        Assert.NotNull(await WriteAsync(TranscriptFormat.Text));

        await _scene.TranscribedAsync(ended);
        await _scene.TellAsync("recording.transcript_completed", ended.Uuid);
        await _scene.Pipeline.RunAsync();

        Assert.NotNull(await WriteAsync(TranscriptFormat.WebVtt));
    }

    [Fact]
    public async Task Who_deletes_the_transcript_alone_does_not_get_the_same_words_from_another_file()
    {
        var ended = await _scene.DeliverAsync();
        var file = ended.Files.Single(file => file.Type == "TRANSCRIPT");
        await _scene.DeleteFileAsync(ended, file);
        await using var scope = _scene.Pipeline.Services.CreateAsyncScope();
        Assert.Equal(2, await scope.ServiceProvider.GetRequiredService<NotesPurge>().PurgeAsync(default));

        await _scene.TellAsync("meeting.aic_transcript_completed", ended.Uuid);
        await _scene.Pipeline.RunAsync();

        Assert.Equal(0, await _scene.Pipeline.ReadAsync(context => context.TranscriptCues.CountAsync()));
        Assert.Equal("Board – November", _scene.Audio.Text.Split('\n')[0].Replace("🎙 ", "", StringComparison.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Of_one_user_the_notes_of_one_meeting_are_made_at_a_time_and_audio_does_not_wait()
    {
        var scene = _scene.Pipeline;
        await scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO jobs (id, kind, subject_id, tenant_id, status, attempts, takeovers, failures, lease_token, lease_until)
            SELECT '00000000-0000-0000-0000-000000000001', 'fetch_notes', 4711, id, 'running', 1, 0, 0, gen_random_uuid(), now() + interval '1 hour' FROM users
            """));
        await scene.EndMeetingAsync(scene.Board() with { WithTranscript = true });
        for (var round = 0; round < 8; round++)
        {
            await scene.RunOnceAsync();
        }

        Assert.Single(scene.Audios());
        Assert.Empty(_scene.Replies);
        Assert.Equal(JobStatus.Queued, (await scene.JobsAsync()).Single(job => job is { Kind: JobKind.FetchNotes, SubjectId: not 4711 }).Status);

        await scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE jobs SET status = 'done' WHERE subject_id = 4711"));
        await scene.RunAsync();

        Assert.Single(_scene.Replies);
    }

    [Fact]
    public async Task A_wish_is_done_when_the_notes_are_there()
    {
        await _scene.WantAsync(NotesLength.Off);
        await _scene.DeliverAsync();

        await _scene.AskAsync();

        Assert.Null((await _scene.Pipeline.DeliveryAsync()).NotesAskedAt);
        Assert.Single(_scene.Replies);
    }

    [Fact]
    public async Task A_search_finds_nothing_of_others()
    {
        await _scene.DeliverAsync();

        Assert.Empty(await FindAsync(4711, 4711, "launch"));
        Assert.Empty(await FindAsync(-100, null, "launch"));
        Assert.Single(await FindAsync(_scene.ChatId, null, "launch"));
    }

    [Fact]
    public async Task A_group_finds_and_gets_nothing_more_of_a_meeting_whose_route_is_for_others_now()
    {
        var group = _scene.Pipeline.Telegram.CreateGroup("Team", [_scene.ChatId], supergroup: true).Id;
        await _scene.Pipeline.AddRouteAsync(group, words: "board");
        await _scene.DeliverAsync();
        Assert.Single(await FindAsync(group, null, "launch"));

        await _scene.Pipeline.ReadAsync(context => context.Routes.Where(route => route.Words == "board")
            .ExecuteUpdateAsync(set => set.SetProperty(route => route.Words, "sales")));

        Assert.Empty(await FindAsync(group, null, "launch"));
        Assert.Equal(NotesRequestResult.NothingKept, await _scene.AskAsync(group));
    }

    // Companion's transcript is there without files; beside the recording's own the chat may be missing.
    private void StopListing(EndedMeeting ended, bool allFiles)
    {
        if (allFiles)
        {
            _scene.Pipeline.Fail(ZoomOperation.GetRecordings, ZoomFaultKind.Processing);
        }
        else
        {
            var library = _scene.Pipeline.Zoom.Library;
            library.Change(library.Find(ended.Uuid)!.Files.Single(file => file.FileType == "CHAT"), RecordingState.Deleted);
        }
    }

    private async Task<TranscriptFile?> WriteAsync(TranscriptFormat format)
    {
        var delivery = await _scene.Pipeline.DeliveryAsync();
        await using var scope = _scene.Pipeline.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<NotesRequests>()
            .WriteTranscriptAsync(delivery.Id, new TelegramChatId(_scene.ChatId), format, default);
    }

    private async Task<IReadOnlyList<FoundRecording>> FindAsync(long chatId, long? userId, string words)
    {
        await using var scope = _scene.Pipeline.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<TranscriptSearch>().FindAsync(
            new SearchScope(new TelegramChatId(chatId), userId is { } id ? new TelegramUserId(id) : null), words, default);
    }
}
