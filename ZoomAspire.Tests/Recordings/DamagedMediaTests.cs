using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Media;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Simulator.Zoom;

namespace ZoomAspire.Tests.Recordings;

/// <summary>The media store gives back other bytes than were stored.</summary>
public sealed class DamagedMediaTests : IAsyncLifetime
{
    private PipelineScene _scene = null!;

    public async Task InitializeAsync() => _scene = await PipelineScene.CreateAsync();

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(0, 1, false)]
    [InlineData(3_000_000, 0, false)]
    [InlineData(3_000_000, 0, true)]
    [InlineData(3_000_000, -1, true)]
    public async Task Damaged_media_never_reaches_the_chat_and_the_right_audio_does(int size, int longer, bool oldServer)
    {
        _scene.Telegram.Switch(new TelegramSettings(OldServer: oldServer));
        var ended = await _scene.EndMeetingAsync(_scene.Board() with { Size = size > 0 ? size : null });
        await _scene.RunOnceAsync();
        await _scene.RunOnceAsync();
        await DamageAsync(longer);

        await _scene.RunAsync();

        var sha = Assert.Single(ended.Files).Sha256;
        Assert.Equal(sha, Assert.Single(_scene.Audios()).File!.Sha256);
        Assert.Equal("audio", Assert.Single(_scene.Seen()).Kind);
        Assert.Equal(2, _scene.Zoom.GetState().Calls.Count(call => call.Operation == ZoomOperation.DownloadFile));
        Assert.Equal(1, (await _scene.RecordingAsync()).DamagedTimes);
    }

    [Fact]
    public async Task A_store_that_damages_everything_ends_in_a_dead_letter_and_the_chat_is_told()
    {
        await _scene.ReadAsync(context => context.Database.ExecuteSqlRawAsync(
            """
            CREATE FUNCTION damage() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.sha256 := ''\x00''; RETURN NEW; END';
            CREATE TRIGGER damage BEFORE UPDATE ON recordings FOR EACH ROW WHEN (NEW.status = 'staged') EXECUTE FUNCTION damage();
            """));
        await _scene.EndMeetingAsync();

        await _scene.RunAsync();

        Assert.Empty(_scene.Audios());
        Assert.Contains("could not be delivered", Assert.Single(_scene.Seen()).Text, StringComparison.Ordinal);
        Assert.Equal(DeliveryState.Failed, (await _scene.DeliveryAsync()).State);
        var dead = Assert.Single(await _scene.JobsAsync(), job => job.Status == JobStatus.Dead);
        Assert.Equal((FailureKind.Permanent, "The media store gave back other bytes than were stored."), (dead.FailureKind, dead.LastError));
    }

    [Fact]
    public async Task The_last_bytes_are_held_back_until_all_are_known_to_be_right()
    {
        var bytes = new byte[100_000];
        Random.Shared.NextBytes(bytes);
        var expected = new StoredMedia(bytes.Length, System.Security.Cryptography.SHA256.HashData(bytes));
        using var right = new MemoryStream();
        await using (var stream = new VerifiedStream(new MemoryStream(bytes), expected))
        {
            await stream.CopyToAsync(right);
        }

        Assert.Equal(bytes, right.ToArray());
        bytes[5] ^= 1;
        using var wrong = new MemoryStream();
        await using var damaged = new VerifiedStream(new MemoryStream(bytes), expected);
        await Assert.ThrowsAsync<DamagedMediaException>(() => damaged.CopyToAsync(wrong, 4096));
        Assert.True(wrong.Length < bytes.Length);
    }

    private async Task DamageAsync(int longer)
    {
        var recording = await _scene.RecordingAsync();
        Assert.Equal(RecordingStatus.Staged, recording.Status);
        var bytes = new byte[recording.Size!.Value + longer];
        await using (var content = await _scene.Media.OpenAsync(recording.MediaKey!, default))
        {
            await content.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false);
        }

        bytes[bytes.Length / 2] ^= 1;
        using var damaged = new MemoryStream(bytes);
        await _scene.Media.SaveAsync(recording.MediaKey!, damaged, "audio/mp4", default);
    }
}
