using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Tests.Recordings;

/// <summary>The key of the tokens is missing from the settings.</summary>
public sealed class MissingKeyTests : IAsyncLifetime
{
    private PipelineScene _scene = null!;

    public async Task InitializeAsync() => _scene = await PipelineScene.CreateAsync();

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task Work_waits_for_the_key_however_long_and_then_goes_on()
    {
        await _scene.EndMeetingAsync();
        await SealedWithAsync(keyOf: '9');
        for (var i = 0; i < 10; i++)
        {
            await _scene.ReadAsync(context => context.Database.ExecuteSqlRawAsync("UPDATE jobs SET next_attempt_at = now() - interval '1 s'"));
            await _scene.RunOnceAsync();
        }

        var job = Assert.Single(await _scene.JobsAsync());
        Assert.Equal((JobStatus.Queued, 0), (job.Status, job.Failures));
        Assert.True(job.NextAttemptAt - TimeProvider.System.GetUtcNow() > TimeSpan.FromMinutes(15));
        Assert.Empty(_scene.Seen());

        await SealedWithAsync(keyOf: '1');
        await _scene.RunAsync();
        Assert.Single(_scene.Audios());
    }

    [Fact]
    public async Task A_token_that_was_tampered_with_is_nothing_to_wait_for()
    {
        await _scene.EndMeetingAsync();
        await _scene.ReadAsync(context => context.Database.ExecuteSqlRawAsync(
            "UPDATE connections SET access_token = set_byte(access_token, length(access_token) - 1, get_byte(access_token, length(access_token) - 1) # 1)"));

        await _scene.RunAsync();

        Assert.Contains(await _scene.JobsAsync(), job => job.Status == JobStatus.Dead);
    }

    /// <summary>The second character of the key's id, which stands open in each sealed value.</summary>
    private Task<int> SealedWithAsync(char keyOf) => _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
        $"UPDATE connections SET access_token = set_byte(access_token, 3, {(int)keyOf}), refresh_token = set_byte(refresh_token, 3, {(int)keyOf})"));
}
