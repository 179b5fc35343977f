using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Queue;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Recordings;

namespace ZoomAspire.Tests.Privacy;

/// <summary>A user who wants to be forgotten is.</summary>
public sealed class ErasureTests : IAsyncLifetime
{
    private const string Topic = "Secret plans of Ann";

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
    public async Task After_it_neither_the_database_nor_the_bucket_holds_anything_of_the_user_and_a_reference_proves_it()
    {
        var group = _scene.Telegram.CreateGroup("Ann's secret team", [_scene.ChatId], supergroup: true);
        await _scene.AddRouteAsync(group.Id, route => route.IsAlsoPrivate = true, words: "secret");
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
            $"""
            UPDATE destinations SET title = 'Ann''s secret team' WHERE kind = 'group';
            INSERT INTO forum_topics (chat_id, message_thread_id, name, seen_at) VALUES ({group.Id}, 1, 'Ann''s secret topic', now());
            """));
        var ended = await _notes.DeliverAsync(topic: Topic);
        var personal = await PersonalAsync(ended, group.Id);
        var before = await _scene.DumpAsync();
        Assert.All(personal, text => Assert.Contains(text, before, StringComparison.Ordinal));
        Assert.NotEmpty(await _scene.ObjectsAsync());

        Assert.True(await _scene.ConfirmErasureAsync());
        await _scene.RunAsync();

        var after = await _scene.DumpAsync();
        Assert.All(personal, text => Assert.DoesNotContain(text, after, StringComparison.Ordinal));
        Assert.Empty(await _scene.ObjectsAsync());
        Assert.Equal(0, await _scene.ReadAsync(context => context.Users.CountAsync()));
        var word = Assert.Single(_scene.Seen(), message => message.Text.Contains("Erased on ", StringComparison.Ordinal));
        var line = await _scene.ReadAsync(context => context.AuditLog.SingleAsync(entry => entry.Action == AuditActions.UserErased));
        var reference = line.Detail!.Split(';')[0]["reference ".Length..];
        Assert.Contains(reference, word.Text, StringComparison.Ordinal);
        Assert.Null(line.Person);
        // What happened before is still known to have happened, and nobody can tell to whom.
        Assert.True(await _scene.ReadAsync(context => context.AuditLog.CountAsync(entry => entry.Person != null)) > 2);
        Assert.False(await _scene.ReadAsync(context => context.AuditKeys.AnyAsync()));
    }

    [Fact]
    public async Task The_grant_is_revoked_at_Zoom_and_later_events_bring_nothing()
    {
        var ended = await _notes.DeliverAsync();
        await _scene.ConfirmErasureAsync();
        await _scene.RunAsync();
        var said = _scene.Seen().Count;

        Assert.Contains(_scene.Zoom.GetState().Calls, call => call is { Operation: ZoomOperation.Revoke, Status: 200 });
        Assert.Equal(0, await _scene.ReadAsync(context => context.GrantRevocations.CountAsync()));
        await _scene.TakeInAsync(ended, "again");
        await _scene.RunAsync();
        Assert.Equal(said, _scene.Seen().Count);
        Assert.False(await _scene.ReadAsync(context => context.Jobs.AnyAsync()));
    }

    [Fact]
    public async Task Delivered_messages_stay_unless_their_removal_was_wanted()
    {
        await _notes.DeliverAsync();
        await _scene.ConfirmErasureAsync();
        await _scene.RunAsync();

        Assert.Single(_scene.Audios());
        Assert.Contains(_scene.Seen(), message => message.Text.Contains("stays in your chats", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Messages_of_the_last_two_days_are_removed_where_that_was_wanted_and_older_ones_are_told_of()
    {
        var group = _scene.Telegram.CreateGroup("Team", [_scene.ChatId], supergroup: true);
        await _scene.AddRouteAsync(group.Id, route => route.IsAlsoPrivate = true);
        await _notes.DeliverAsync(topic: "Old");
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE chat_messages SET updated_at = now() - interval '49 hours'"));
        await _notes.DeliverAsync(topic: "New");
        Assert.Equal(2, _scene.Audios().Count);

        await _scene.ConfirmErasureAsync(removesMessages: true);
        await _scene.RunAsync();

        Assert.Contains("Old", Assert.Single(_scene.Audios()).Text, StringComparison.Ordinal);
        Assert.Contains("Old", Assert.Single(_scene.Audios(group.Id)).Text, StringComparison.Ordinal);
        // An audio and its notes in each chat.
        var word = Assert.Single(_scene.Seen(), message => message.Text.Contains("Erased on ", StringComparison.Ordinal));
        Assert.Contains("removed from your chats: 4. Still there", word.Text, StringComparison.Ordinal);
        Assert.Contains("does not let me: 4. Only you", word.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_crash_at_any_step_is_made_up_for_and_the_last_word_is_said()
    {
        for (var step = 1; ; step++)
        {
            await _notes.DeliverAsync(topic: $"{Topic} {step}");
            _scene.Crashes.Reset(0);
            await _scene.ConfirmErasureAsync(removesMessages: true);
            _scene.Crashes.Reset(step);
            await _scene.RunAsync();
            var steps = _scene.Crashes.Steps;
            _scene.Crashes.Reset(0);
            await _scene.FinishErasuresAsync();
            await _scene.RunAsync();

            var left = await _scene.DumpAsync();
            Assert.DoesNotContain(Topic, left, StringComparison.Ordinal);
            Assert.DoesNotContain(_scene.ChatId.ToString(System.Globalization.CultureInfo.InvariantCulture), left, StringComparison.Ordinal);
            Assert.Empty(await _scene.ObjectsAsync());
            Assert.Empty(_scene.Audios());
            var words = _scene.Seen().Where(message => message.Text.Contains("Erased on ", StringComparison.Ordinal)).ToList();
            Assert.InRange(words.Count, step, 2 * step); // Once each time, or once more where nobody knows.
            if (steps < step)
            {
                return;
            }

            await _scene.ConnectAsync();
        }
    }

    [Fact]
    public async Task A_job_that_was_given_up_is_begun_again()
    {
        await _notes.DeliverAsync();
        await _scene.ConfirmErasureAsync();
        await _scene.ReadAsync(context => context.Jobs.Where(job => job.Kind == JobKind.EraseUser).ExecuteDeleteAsync());

        await _scene.FinishErasuresAsync();
        await _scene.FinishErasuresAsync();
        Assert.Single(await _scene.JobsAsync(), job => job.Kind == JobKind.EraseUser);
        await _scene.RunAsync();

        Assert.Equal(0, await _scene.ReadAsync(context => context.Users.CountAsync()));
        Assert.Equal(0, await _scene.ReadAsync(context => context.Erasures.CountAsync()));
    }

    [Fact]
    public async Task The_last_word_is_given_up_where_nobody_is_there_to_hear_it()
    {
        await _scene.ConfirmErasureAsync();
        _scene.Telegram.Block(_scene.ChatId);

        await _scene.RunAsync();

        Assert.Equal(0, await _scene.ReadAsync(context => context.Users.CountAsync()));
        Assert.Equal(0, await _scene.ReadAsync(context => context.Erasures.CountAsync()));
    }

    [Fact]
    public async Task Whoever_comes_back_begins_as_a_stranger()
    {
        await _notes.DeliverAsync();
        await _scene.ReadAsync(context => context.Users.ExecuteUpdateAsync(set => set.SetProperty(user => user.ProtectsContent, true)));
        await _scene.ConfirmErasureAsync();
        await _scene.RunAsync();

        await _scene.ConnectAsync();
        await _notes.DeliverAsync(topic: "Fresh");

        Assert.False(await _scene.ReadAsync(context => context.Users.AnyAsync(user => user.ProtectsContent)));
        Assert.Single(_scene.Audios(), audio => audio.Text.Contains("Fresh", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_others_have_is_not_touched()
    {
        await _notes.DeliverAsync();
        var other = await _scene.ReadAsync(async context =>
        {
            var user = new User { TelegramUserId = new Core.Telegram.TelegramUserId(4711), CreatedAt = DateTimeOffset.UnixEpoch };
            context.Users.Add(user);
            await context.SaveChangesAsync();
            // The account has moved since: a later meeting in it is the other's.
            await context.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO meetings (provider, zoom_meeting_uuid, zoom_meeting_id, owner_zoom_user_id, connection_id, user_id, topic, duration_minutes, created_at)
                SELECT 'zoom', 'theirs', 1, external_user_id, id, {user.Id}, 'Theirs', 1, now() FROM connections
                """);
            return user.Id;
        });

        await _scene.ConfirmErasureAsync();
        await _scene.RunAsync();

        Assert.Equal(other, await _scene.ReadAsync(context => context.Users.Select(user => user.Id).SingleAsync()));
        Assert.Equal("Theirs", await _scene.ReadAsync(context => context.Meetings.Select(meeting => meeting.Topic).SingleAsync()));
        var connection = await _scene.ReadAsync(context => context.Connections.AsNoTracking().SingleAsync());
        Assert.Equal((null, null, null), (connection.UserId, connection.Email, connection.AccessToken));
    }

    private async Task<List<string>> PersonalAsync(EndedMeeting ended, long groupId)
    {
        var fileIds = await _scene.ReadAsync(context => context.Deliveries.Select(delivery => delivery.TelegramFileId!).Distinct().ToListAsync());
        return
        [
            Topic, ended.Uuid, _scene.Host.Id, _scene.Host.Email, _scene.Host.DisplayName, "Ann's secret team", "Ann's secret topic", .. fileIds,
            _scene.ChatId.ToString(System.Globalization.CultureInfo.InvariantCulture),
            groupId.ToString(System.Globalization.CultureInfo.InvariantCulture),
            "Ivan Petrov", // Said so in the meeting.
        ];
    }
}
