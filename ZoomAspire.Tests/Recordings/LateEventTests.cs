using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Tests.Recordings;

/// <summary>Events that come late, and several of one meeting.</summary>
public sealed class LateEventTests : IAsyncLifetime
{
    private PipelineScene _scene = null!;

    public async Task InitializeAsync() => _scene = await PipelineScene.CreateAsync();

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task An_event_that_comes_days_late_is_delivered_although_every_token_has_expired()
    {
        var ended = await _scene.Zoom.EndMeetingAsync(
            _scene.Board() with { SendWebhook = false, StartTime = TimeProvider.System.GetUtcNow().AddDays(-3) }, CancellationToken.None);
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
            $"UPDATE connections SET access_token_expires_at = now() - interval '3 days'"));

        await _scene.TakeInAsync(ended);
        await _scene.RunAsync();

        Assert.Single(_scene.Audios());
    }

    [Fact]
    public async Task Events_of_one_meeting_that_come_at_once_and_share_files_come_in_each_file_once()
    {
        string[][] files = [["a", "b"], ["b", "c"], ["c", "a"], ["a", "b", "c"], ["d"]];
        for (var round = 0; round < 20; round++)
        {
            var ended = await _scene.Zoom.EndMeetingAsync(_scene.Board() with { SendWebhook = false }, CancellationToken.None);

            var outcomes = await Task.WhenAll(files.Select(some => Task.Run(() => _scene.TakeInAsync(ended, some))));

            Assert.All(outcomes, outcome => Assert.True(outcome is WebhookOutcome.Accepted or WebhookOutcome.Duplicate));
            var uuid = new MeetingUuid(ended.Uuid);
            Assert.Equal(4, await _scene.ReadAsync(context => context.WebhookEvents.CountAsync(row => row.MeetingUuid == uuid)));
            Assert.Equal(
                outcomes.Count(outcome => outcome == WebhookOutcome.Accepted),
                await _scene.ReadAsync(context => context.Jobs.CountAsync(
                    job => context.Meetings.Any(meeting => meeting.Id == job.SubjectId && meeting.MeetingUuid == uuid))));
        }
    }

    [Fact]
    public async Task A_meeting_of_the_same_number_that_was_held_again_is_another_recording()
    {
        var first = await _scene.EndMeetingAsync();
        await _scene.EndMeetingAsync(_scene.Board() with { MeetingId = first.MeetingId });

        await _scene.RunAsync();

        Assert.Equal(2, _scene.Audios().Count);
    }
}
