using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Recordings;

/// <summary>What Telegram does not take as it is arrives as audio that was made of it.</summary>
public sealed class FittingTests : IAsyncLifetime
{
    private const long SafeLimit = 1024 * 1024;
    private const long TwoPartsLimit = 160_000;
    private const long ThreePartsLimit = 85_000;
    private const int Rounds = 3;
    private const double RoundSeconds = 75;

    private PipelineScene _scene = null!;

    public async Task InitializeAsync() => _scene = await PipelineScene.CreateAsync(new Dictionary<string, string?>
    {
        ["TELEGRAM_UPLOAD_LIMIT_MB"] = "2",
        ["PUBLIC_BASE_URL"] = "https://zoom.example.org",
    });

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task A_recording_over_the_limit_arrives_in_its_one_message_as_audio_that_plays_to_the_end()
    {
        await _scene.EndMeetingAsync(_scene.Board() with { Duration = 4, Size = 3_000_000 });

        await _scene.RunAsync();

        var message = Assert.Single(_scene.Seen());
        Assert.InRange(message.File!.Size, 100_000, SafeLimit);
        var audio = await AudioFiles.DecodeAsync(_scene.Telegram.FindFile(message.File.Sha256)!);
        Assert.Equal(("aac", 1), (audio.Codec, audio.Channels));
        Assert.Equal(Rounds * RoundSeconds, audio.Length.TotalSeconds, 1.0);
        Assert.Equal(Rounds * RoundSeconds, message.File.Duration, 1.0);
        Assert.Equal(["⬇️ Original"], message.Keyboard.SelectMany(row => row).Select(button => button.Text));
        Assert.Empty(_scene.Telegram.Violations);
        var delivery = await _scene.DeliveryAsync();
        Assert.Equal((DeliveryState.Delivered, message.File.FileId), (delivery.State, delivery.TelegramFileId));
    }

    [Fact]
    public async Task A_recording_that_fits_into_no_single_file_arrives_in_parts_in_their_order()
    {
        await EndLongMeetingAsync(ThreePartsLimit);

        await _scene.RunAsync();

        var parts = _scene.Seen();
        Assert.Equal(3, parts.Count);
        Assert.All(parts, part => Assert.Equal("audio", part.Kind));
        Assert.Equal(
            ["Board – November (1/3)", "Board – November (2/3)", "Board – November (3/3)"], parts.Select(part => part.File!.Title));
        Assert.All(parts, part => Assert.Contains(" part ", part.File!.FileName, StringComparison.Ordinal));
        Assert.Equal(RoundSeconds, parts.Sum(part => part.File!.Duration), 3.0);
        Assert.Equal([1, 0, 0], parts.Select(part => part.Keyboard.Count));
    }

    [Fact]
    public async Task A_route_that_is_stopped_between_two_parts_stops_the_others_and_all_come_privately()
    {
        var group = _scene.Telegram.CreateGroup("Team", [_scene.ChatId], supergroup: true);
        await _scene.AddRouteAsync(group.Id, words: "board");
        await EndLongMeetingAsync(ThreePartsLimit);
        await _scene.StopRoutesOnceAsync(ChatMessageState.Delivered);

        await _scene.RunAsync();

        Assert.Equal("Board – November (1/3)", Assert.Single(_scene.Seen(group.Id)).File!.Title);
        Assert.Equal(3, _scene.Audios().Count);
    }

    [Fact]
    public async Task Further_chats_get_the_files_that_Telegram_already_has()
    {
        var group = _scene.Telegram.CreateGroup("Team", [_scene.ChatId]);
        await _scene.AddDestinationAsync(group.Id);
        await EndLongMeetingAsync(ThreePartsLimit);

        await _scene.RunAsync();

        Assert.Equal(3, _scene.Audios().Count);
        Assert.Equal(_scene.Audios().Select(part => part.File!.Sha256), _scene.Audios(group.Id).Select(part => part.File!.Sha256));
        Assert.All(_scene.Audios(group.Id), part => Assert.Empty(part.Keyboard)); // A link is for its owner alone.
        Assert.Equal(3, await _scene.ReadAsync(context => context.RecordingParts.CountAsync()));
    }

    [Fact]
    public async Task A_crash_at_any_step_never_leaves_two_audios_nor_loses_a_part()
    {
        await EndLongMeetingAsync(TwoPartsLimit);
        _scene.Crashes.Reset(0);
        await _scene.RunAsync();
        var (steps, delivered) = (_scene.Crashes.Steps, 2);
        Assert.Equal(delivered, _scene.Audios().Count);
        for (var step = 1; step <= steps; step++)
        {
            await EndLongMeetingAsync(TwoPartsLimit);
            _scene.Crashes.Reset(step);

            await _scene.RunAsync();

            delivered += 2;
            Assert.Equal(delivered, _scene.Audios().Count);
        }

        Assert.Equal(0, await OrphanedPartsAsync());
    }

    [Fact]
    public async Task A_video_arrives_as_its_sound()
    {
        await _scene.EndMeetingAsync(_scene.Board() with { WithAudio = false, WithVideo = true });
        while ((await _scene.JobsAsync()).All(job => job.Kind != JobKind.StageRecording))
        {
            await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
                $"UPDATE jobs SET created_at = now() - interval '3 minutes', next_attempt_at = now() - interval '1 s'"));
            await _scene.RunOnceAsync();
        }

        await _scene.RunAsync();

        var message = Assert.Single(_scene.Seen());
        Assert.EndsWith(".m4a", message.File!.FileName, StringComparison.Ordinal);
        var audio = await AudioFiles.DecodeAsync(_scene.Telegram.FindFile(message.File.Sha256)!);
        Assert.Equal(1, audio.Streams);
        Assert.Equal(RoundSeconds, audio.Length.TotalSeconds, 1.0);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("html")]
    [InlineData("reset")]
    public async Task A_server_that_takes_less_than_it_should_gets_something_smaller(string answer)
    {
        await using var scene = await PipelineScene.CreateAsync();
        scene.Telegram.Switch(new TelegramSettings(UploadLimit: 1 << 20, TooLargeAnswer: answer));
        await scene.EndMeetingAsync(scene.Board() with { Size = 8_000_000 });

        await scene.RunAsync();

        var message = Assert.Single(scene.Seen());
        Assert.Equal("audio", message.Kind);
        Assert.InRange(message.File!.Size, 1, 1 << 20);
        Assert.Equal(DeliveryState.Delivered, (await scene.DeliveryAsync()).State);
        Assert.Equal(1, scene.Zoom.GetState().Calls.Count(call => call.Operation == ZoomOperation.DownloadFile));
    }

    [Fact]
    public async Task Where_nothing_fits_the_chat_says_so_and_offers_the_original()
    {
        _scene.Telegram.Switch(new TelegramSettings(UploadLimit: 50_000));
        await _scene.EndMeetingAsync(_scene.Board() with { Size = 3_000_000 });

        await _scene.RunAsync();

        var message = Assert.Single(_scene.Seen());
        Assert.Contains("has 3 MB", message.Text, StringComparison.Ordinal);
        Assert.Equal("⬇️ Original", Assert.Single(Assert.Single(message.Keyboard)).Text);
        Assert.Equal(DeliveryState.Failed, (await _scene.DeliveryAsync()).State);
        Assert.DoesNotContain(await _scene.JobsAsync(), job => job.Status == JobStatus.Dead);
    }

    [Fact]
    public async Task A_damaged_file_over_the_limit_is_tried_twice_and_then_named_in_its_chat()
    {
        await _scene.EndMeetingAsync(_scene.Board() with { Size = 3_000_000 });
        await _scene.RunOnceAsync();
        await _scene.ReadAsync(context => context.Database.ExecuteSqlRawAsync(
            """
            CREATE FUNCTION damage() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.media_key := ''recordings/damaged''; RETURN NEW; END';
            CREATE TRIGGER damage BEFORE UPDATE ON recordings FOR EACH ROW WHEN (NEW.status = 'staged') EXECUTE FUNCTION damage();
            """));
        using var damaged = new MemoryStream([0, 0, 0, 24, .. "ftypM4A "u8, .. new byte[5000]]);
        await _scene.Media.SaveAsync("recordings/damaged", damaged, "audio/mp4", default);
        await _scene.RunOnceAsync(); // What it converts is still what it has staged itself.
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
            $"DELETE FROM recording_parts"));

        await _scene.RunAsync();

        Assert.Contains("has 3 MB", Assert.Single(_scene.Seen()).Text, StringComparison.Ordinal);
        Assert.Equal(2, (await _scene.RecordingAsync()).ConversionFailures);
    }

    [Fact]
    public async Task What_was_made_goes_with_the_recording()
    {
        await _scene.EndMeetingAsync(_scene.Board() with { Duration = 4, Size = 3_000_000 });
        await _scene.RunAsync();
        var part = await _scene.ReadAsync(context => context.RecordingParts.SingleAsync());
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE recordings SET staged_at = now() - interval '8 days'"));

        await using (var scope = _scene.Services.CreateAsyncScope())
        {
            Assert.Equal(2, await scope.ServiceProvider.GetRequiredService<MediaRetention>().PurgeAsync(default));
        }

        await Assert.ThrowsAsync<FileNotFoundException>(() => _scene.Media.OpenAsync(part.MediaKey, default));
        Assert.Equal(0, await _scene.ReadAsync(context => context.RecordingParts.CountAsync()));
    }

    [Fact]
    public async Task A_long_upload_says_how_far_it_is_in_the_same_message()
    {
        await using var scene = await PipelineScene.CreateAsync();
        scene.Telegram.Inject(new TelegramFault("editMessageMedia", "slow", Value: 7000));
        await scene.EndMeetingAsync();

        await scene.RunAsync();

        var message = Assert.Single(scene.Seen());
        Assert.Contains(message.History, revision => revision.Text.Contains("Uploading to Telegram … 100 %", StringComparison.Ordinal));
        Assert.Equal("audio", message.Kind);
        // For /status, too.
        Assert.Equal(100, Assert.Single(await scene.JobsAsync(), job => job.Kind == JobKind.DeliverRecording).ProgressPercent);
    }

    [Fact]
    public async Task Who_wants_no_progress_reads_none_while_it_is_uploaded_and_status_knows_it_all_the_same()
    {
        await using var scene = await PipelineScene.CreateAsync();
        await scene.ReadAsync(context => context.Users.ExecuteUpdateAsync(set => set.SetProperty(user => user.ShowsProgress, false)));
        scene.Telegram.Inject(new TelegramFault("editMessageMedia", "slow", Value: 7000));
        await scene.EndMeetingAsync();

        await scene.RunAsync();

        var message = Assert.Single(scene.Seen());
        Assert.Equal("audio", message.Kind);
        Assert.DoesNotContain(message.History, revision => revision.Text.Contains("Uploading", StringComparison.Ordinal));
        Assert.Equal(100, Assert.Single(await scene.JobsAsync(), job => job.Kind == JobKind.DeliverRecording).ProgressPercent);
    }

    [Fact]
    public async Task What_is_over_the_limit_is_made_smaller_still_for_who_prefers_small_audio()
    {
        await _scene.EndMeetingAsync(_scene.Board() with { Duration = 4, Size = 3_000_000 });
        await _scene.RunAsync();
        var best = Assert.Single(_scene.Audios());
        await _scene.ReadAsync(context => context.Users.ExecuteUpdateAsync(set => set.SetProperty(user => user.PrefersSmallAudio, true)));

        await _scene.EndMeetingAsync(_scene.Board() with { Duration = 4, Size = 3_000_000 });
        await _scene.RunAsync();

        var small = Assert.Single(_scene.Audios(), audio => audio.MessageId != best.MessageId);
        Assert.InRange(small.File!.Size, best.File!.Size / 2, best.File.Size * 9 / 10);
        Assert.Equal(best.File.Duration, small.File.Duration);
        var audio = await AudioFiles.DecodeAsync(_scene.Telegram.FindFile(small.File.Sha256)!);
        Assert.Equal(("aac", 1), (audio.Codec, audio.Channels));
        Assert.Equal(Rounds * RoundSeconds, audio.Length.TotalSeconds, 1.0);
    }

    [Fact]
    public async Task A_link_opens_the_original_for_its_owner_for_a_day_and_can_be_taken_back()
    {
        await _scene.EndMeetingAsync(_scene.Board() with { Duration = 4, Size = 3_000_000 });
        await _scene.RunAsync();
        var delivery = await _scene.DeliveryAsync();
        var owner = new TelegramUserId(_scene.ChatId);

        Assert.Null(await LinksAsync(links => links.MakeAsync(delivery.Id, new TelegramUserId(999), default)));
        var link = (await LinksAsync(links => links.MakeAsync(delivery.Id, owner, default)))!;
        Assert.InRange(link.ExpiresAt - TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(23), TimeSpan.FromHours(24));
        var token = link.Address.Query["?t=".Length..];
        Assert.EndsWith(".m4a", (await LinksAsync(links => links.OpenAsync(token, default)))!.FileName, StringComparison.Ordinal);
        Assert.Null(await LinksAsync(links => links.OpenAsync(token + "x", default)));
        Assert.DoesNotContain(token, await _scene.ReadAsync(context => context.Database.SqlQuery<string>(
            $"SELECT media_links::text AS \"Value\" FROM media_links").SingleAsync()), StringComparison.Ordinal);

        Assert.False(await LinksAsync(links => links.RevokeAsync(link.Id, new TelegramUserId(999), default)));
        Assert.NotNull(await LinksAsync(links => links.OpenAsync(token, default)));
        Assert.True(await LinksAsync(links => links.RevokeAsync(link.Id, owner, default)));
        Assert.Null(await LinksAsync(links => links.OpenAsync(token, default)));

        var second = (await LinksAsync(links => links.MakeAsync(delivery.Id, owner, default)))!;
        var third = (await LinksAsync(links => links.MakeAsync(delivery.Id, owner, default)))!;
        Assert.Null(await LinksAsync(links => links.OpenAsync(second.Address.Query[3..], default)));
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE media_links SET expires_at = now() - interval '1 s'"));
        Assert.Null(await LinksAsync(links => links.OpenAsync(third.Address.Query[3..], default)));
    }

    /// <summary>A meeting whose recording is fetched but not staged, and fits into one file no more than one of many hours would.</summary>
    private async Task EndLongMeetingAsync(long limit)
    {
        await _scene.EndMeetingAsync(_scene.Board() with { Size = 3_000_000 });
        await _scene.RunOnceAsync();
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
            $"UPDATE recordings SET upload_limit = {limit} WHERE status = 'pending'"));
    }

    private async Task<T> LinksAsync<T>(Func<MediaLinks, Task<T>> act)
    {
        await using var scope = _scene.Services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<MediaLinks>());
    }

    private Task<int> OrphanedPartsAsync() => _scene.ReadAsync(context => context.Database.SqlQuery<int>(
        $"""
        SELECT count(*)::int AS "Value" FROM recording_parts p JOIN recordings r ON r.id = p.recording_id WHERE r.status <> 'staged'
        """).SingleAsync());
}
