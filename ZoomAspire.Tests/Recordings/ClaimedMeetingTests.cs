using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Recordings;

/// <summary>
/// Meetings of linked hosts. The organisation's app could name any meeting of its account as anybody's, and its token reads them all: so what only
/// that app vouches for comes only if Zoom's API names the host.
/// </summary>
public sealed class ClaimedMeetingTests : IAsyncLifetime
{
    private PipelineScene _scene = null!;

    public async Task InitializeAsync()
    {
        _scene = await PipelineScene.CreateAsync(TestSettings.Organization);
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
            $"UPDATE connections SET grant_type = 'account_credentials', access_token = NULL, refresh_token = NULL"));
    }

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task What_zoom_names_the_host_of_or_the_main_app_vouches_for_comes(bool isClaim, bool namesHost)
    {
        await EndAsync(isClaim, namesHost);

        Assert.Single(_scene.Audios());
        Assert.False(await _scene.ReadAsync(context => context.Meetings.Select(meeting => meeting.IsContradicted).SingleAsync()));
    }

    [Fact]
    public async Task A_claim_of_which_zoom_does_not_name_the_host_is_a_dead_letter_and_stays_a_claim()
    {
        await EndAsync(isClaim: true, namesHost: false);

        Assert.Empty(_scene.Audios());
        var fetch = (await _scene.JobsAsync()).Single(job => job.Kind == JobKind.FetchMeeting);
        Assert.Equal((JobStatus.Dead, FailureKind.Permanent), (fetch.Status, fetch.FailureKind));
        Assert.True(await _scene.ReadAsync(context => context.Meetings.Select(meeting => meeting.IsContradicted).SingleAsync()));
    }

    private async Task EndAsync(bool isClaim, bool namesHost)
    {
        _scene.Zoom.SetFaults(new ZoomFaultRequest { Settings = new ZoomSettings { MeetingsWithoutHost = !namesHost } });
        var ended = await _scene.Zoom.EndMeetingAsync(_scene.Board() with { SendWebhook = false }, default);
        await using (var scope = _scene.Services.CreateAsyncScope())
        {
            Assert.Equal(WebhookOutcome.Accepted, await scope.ServiceProvider.GetRequiredService<RecordingIntake>().TakeInAsync(
                new WebhookEnvelope("recording.completed", TimeProvider.System.GetUtcNow(), default) { IsOrganizations = isClaim },
                new RecordingCompleted(
                    _scene.Host.AccountId, new ZoomUserId(_scene.Host.Id), new MeetingUuid(ended.Uuid), ended.MeetingId, "", null, null, 1, ["x"]),
                default));
        }

        await _scene.RunAsync();
    }
}
