using System.IO.Compression;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Privacy;
using ZoomAspire.Core.Queue;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Tests.Recordings;

namespace ZoomAspire.Tests.Privacy;

/// <summary>Everybody gets all that is kept of them, and nothing else.</summary>
public sealed class ExportTests : IAsyncLifetime
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
    public async Task The_file_has_settings_meetings_notes_and_transcripts_and_where_audio_was_delivered()
    {
        var group = _scene.Telegram.CreateGroup("Team", [_scene.ChatId], supergroup: true);
        await _scene.AddRouteAsync(group.Id, route => route.IsAlsoPrivate = true, words: "board");
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO forum_topics (chat_id, message_thread_id, name, seen_at)
            VALUES ({group.Id}, 1, 'Lobby', now()), ({group.Id}, 2, 'Other', now()), (-1001, 1, 'Theirs', now())
            """));
        await _notes.DeliverAsync();

        Assert.Equal(DataExportResult.Started, await _scene.ExportAsync());
        await _scene.RunAsync();

        var files = await ReadAsync();
        using var data = JsonDocument.Parse(files["data.json"]);
        Assert.Equal(_scene.Host.Email, data.RootElement.GetProperty("connections")[0].GetProperty("email").GetString());
        Assert.Contains(data.RootElement.GetProperty("routes").EnumerateArray(), route => route.GetProperty("words").GetString() == "board");
        Assert.Contains("connection.finished", files["data.json"], StringComparison.Ordinal);
        var chats = data.RootElement.GetProperty("chats").EnumerateArray();
        Assert.Equal([null, "Lobby"], chats.Select(chat => chat.GetProperty("topicName").GetString()).Order());
        using var meeting = JsonDocument.Parse(files["meetings.jsonl"].TrimEnd());
        Assert.Equal("Board – November", meeting.RootElement.GetProperty("topic").GetString());
        var audio = Assert.Single(_scene.Audios(group.Id));
        Assert.Contains(
            $"https://t.me/c/{group.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)[4..]}/{audio.MessageId}",
            files["meetings.jsonl"], StringComparison.Ordinal);
        Assert.Contains(files, file => file.Key.StartsWith("transcripts/", StringComparison.Ordinal) && file.Value.Contains("storage budget", StringComparison.Ordinal));
        Assert.Contains(files, file => file.Key.StartsWith("notes/", StringComparison.Ordinal) && file.Value.Contains("storage budget", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Neither_secrets_nor_what_is_others_is_in_it()
    {
        await _notes.DeliverAsync();
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO users (telegram_user_id, created_at) VALUES (4711, now());
            INSERT INTO meetings (provider, zoom_meeting_uuid, zoom_meeting_id, owner_zoom_user_id, connection_id, user_id, topic, duration_minutes, created_at)
            SELECT 'zoom', 'theirs', 1, c.external_user_id, c.id, u.id, 'Theirs', 1, now() FROM connections c, users u WHERE u.telegram_user_id = 4711;
            """));
        var access = await TokenAsync();

        await _scene.ExportAsync();
        await _scene.RunAsync();

        var all = string.Concat((await ReadAsync()).Values);
        Assert.DoesNotContain("Theirs", all, StringComparison.Ordinal);
        Assert.DoesNotContain("4711", all, StringComparison.Ordinal);
        Assert.DoesNotContain(access, all, StringComparison.Ordinal);
        Assert.DoesNotContain("accessToken", all, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("refreshToken", all, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_crash_at_any_step_sends_it_once_or_once_more()
    {
        await _notes.DeliverAsync();
        for (var step = 1; ; step++)
        {
            await _scene.ReadAsync(context => context.Jobs.ExecuteDeleteAsync());
            var before = Documents().Count;
            _scene.Crashes.Reset(0);
            await _scene.ExportAsync();
            _scene.Crashes.Reset(step);
            await _scene.RunAsync();

            Assert.InRange(Documents().Count - before, 1, 2);
            if (_scene.Crashes.Steps < step)
            {
                Assert.Equal(1, Documents().Count - before);
                return;
            }
        }
    }

    [Fact]
    public async Task Who_gets_no_file_is_told_so_and_asks_again_by_a_button()
    {
        await FailAsync();
        await _scene.RunAsync();

        var told = Assert.Single(_scene.Seen());
        Assert.StartsWith("I could not put together the file", told.Text, StringComparison.Ordinal);
        var again = Assert.Single(told.Keyboard.SelectMany(row => row));
        Assert.Equal(("🔁 Try again", DataExports.ButtonData), (again.Text, again.CallbackData));

        _scene.Telegram.ClearFaults();
        Assert.Equal(DataExportResult.Started, await _scene.ExportAsync());
        await _scene.RunAsync();
        await ReadAsync();
    }

    [Fact]
    public async Task Who_has_asked_again_meanwhile_gets_the_file_and_reads_of_no_failure()
    {
        await FailAsync();
        _scene.Telegram.ClearFaults();

        Assert.Equal(DataExportResult.Started, await _scene.ExportAsync());
        await _scene.RunAsync();

        Assert.Equal("document", Assert.Single(_scene.Seen()).Kind);
    }

    [Fact]
    public async Task Texts_beyond_the_limit_are_left_out_and_counted()
    {
        await _notes.DeliverAsync(topic: "One");
        await _notes.DeliverAsync(topic: "Two");
        await using var scope = _scene.Services.CreateAsyncScope();
        using var file = new MemoryStream();
        var user = await _scene.ReadAsync(context => context.Users.Select(user => user.Id).SingleAsync());

        await scope.ServiceProvider.GetRequiredService<DataExportWriter>().WriteAsync(user, file, limit: 1, CancellationToken.None);

        file.Position = 0;
        using var zip = new ZipArchive(file);
        Assert.Single(zip.Entries, entry => entry.FullName.StartsWith("transcripts/", StringComparison.Ordinal));
        await using var content = await zip.GetEntry("data.json")!.OpenAsync();
        using var data = await JsonDocument.ParseAsync(content);
        Assert.Equal(1, data.RootElement.GetProperty("recordingsWhoseTextsAreLeftOut").GetInt32());
    }

    // Until the next thing to do is to tell of it.
    private async Task FailAsync()
    {
        _scene.Telegram.Inject(new TelegramFault("sendDocument", "internal_error", Times: 1000));
        Assert.Equal(DataExportResult.Started, await _scene.ExportAsync());
        while ((await _scene.JobsAsync()).All(job => job.Kind != JobKind.TellExportFailed))
        {
            await _scene.LosePatienceAsync();
            await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
                $"UPDATE jobs SET next_attempt_at = now() - interval '1 s' WHERE status = 'queued'"));
            await _scene.RunOnceAsync();
        }
    }

    private async Task<string> TokenAsync()
    {
        await using var scope = _scene.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<TokenVault>().GetAsync(_scene.ConnectionId, CancellationToken.None)).Value;
    }

    private List<MessageView> Documents() => [.. _scene.Seen().Where(message => message.Kind == "document")];

    private async Task<Dictionary<string, string>> ReadAsync()
    {
        var sent = Assert.Single(Documents());
        Assert.EndsWith(".zip", sent.File!.FileName, StringComparison.Ordinal);
        using var zip = await ZipFile.OpenReadAsync(_scene.Telegram.FindFile(sent.File.Sha256)!);
        var files = new Dictionary<string, string>();
        foreach (var entry in zip.Entries)
        {
            using var reader = new StreamReader(await entry.OpenAsync());
            files[entry.FullName] = await reader.ReadToEndAsync();
        }

        return files;
    }
}
