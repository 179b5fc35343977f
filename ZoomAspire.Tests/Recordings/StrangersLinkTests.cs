using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Simulator.Zoom;

namespace ZoomAspire.Tests.Recordings;

/// <summary>Who approves a link that was made for somebody else sends that somebody nothing, however far it goes.</summary>
public sealed class StrangersLinkTests : IAsyncLifetime
{
    private PipelineScene _scene = null!;
    private UserView _mallory = null!;

    public async Task InitializeAsync()
    {
        _scene = await PipelineScene.CreateAsync();
        _mallory = _scene.Telegram.CreateUser("Mallory");
        _scene.Telegram.Start(_mallory.Id);
    }

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task A_victim_who_approves_an_attackers_link_delivers_nothing_before_and_after_it_burns()
    {
        var victim = _scene.Zoom.AddUser(new NewZoomUser { DisplayName = "Victim" });

        var nonce = await ApproveMallorysLinkAsync(victim);
        Assert.Equal(WebhookOutcome.UnknownHost, await EndMeetingAsync(victim));
        Assert.IsType<FinishResult.WrongUser>(await FinishAsync(nonce, _scene.ChatId));
        Assert.IsType<FinishResult.AlreadyUsed>(await FinishAsync(nonce, _mallory.Id));
        Assert.Equal(WebhookOutcome.UnknownHost, await EndMeetingAsync(victim));

        await _scene.RunAsync();
        Assert.Empty(_scene.Audios());
        Assert.Empty(_scene.Audios(_mallory.Id));
        Assert.Equal(0, await _scene.ReadAsync(context => context.Meetings.CountAsync()));
        Assert.DoesNotContain(_scene.Zoom.GetState().Grants, grant => grant.UserId == victim.Id);
    }

    [Fact]
    public async Task An_owner_keeps_receiving_with_the_fresh_pair_after_approving_an_attackers_link()
    {
        var before = await TokenAsync();
        var nonce = await ApproveMallorysLinkAsync(_scene.Host);
        Assert.Null(_scene.Zoom.OAuth.FindAccess(before));

        await _scene.EndMeetingAsync(_scene.Board() with { Topic = "While it waits" });
        await _scene.RunAsync();
        Assert.IsType<FinishResult.WrongUser>(await FinishAsync(nonce, _scene.ChatId));
        await _scene.EndMeetingAsync(_scene.Board() with { Topic = "After it burned" });
        await _scene.RunAsync();

        Assert.Equal(2, _scene.Audios().Count);
        Assert.Empty(_scene.Audios(_mallory.Id));
        Assert.Single(_scene.Zoom.GetState().Grants);
        Assert.NotEqual(before, await TokenAsync());
    }

    private async Task<string> TokenAsync() =>
        (await _scene.Services.GetRequiredService<TokenVault>().GetAsync(_scene.ConnectionId, default)).Value;

    private async Task<string> ApproveMallorysLinkAsync(ZoomUser zoomUser)
    {
        var mallory = new TelegramUserId(_mallory.Id);
        await using var scope = _scene.Services.CreateAsyncScope();
        var flows = scope.ServiceProvider.GetRequiredService<OAuthFlows>();
        var authorize = await flows.StartAsync(mallory, TelegramChatId.PrivateWith(mallory), null, null, default);
        var redirect = QueryHelpers.ParseQuery(_scene.Zoom.Consent(authorize, zoomUser.Id, allow: true).Query);
        return Assert.IsType<CallbackResult.Approved>(
            await flows.CallbackAsync(redirect["state"].ToString(), redirect["code"].ToString(), default)).Nonce;
    }

    private async Task<FinishResult> FinishAsync(string nonce, long telegramUserId)
    {
        await using var scope = _scene.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<OAuthFlows>().FinishAsync(nonce, new TelegramUserId(telegramUserId), default);
    }

    private async Task<WebhookOutcome> EndMeetingAsync(ZoomUser host)
    {
        var ended = await _scene.Zoom.EndMeetingAsync(_scene.Board() with { UserId = host.Id, SendWebhook = false }, default);
        await using var scope = _scene.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<RecordingIntake>().TakeInAsync(
            new WebhookEnvelope("recording.completed", TimeProvider.System.GetUtcNow(), default),
            new RecordingCompleted(
                host.AccountId, new ZoomUserId(host.Id), new MeetingUuid(ended.Uuid), ended.MeetingId, "Board", null, null, 1, ["1"]),
            default);
    }
}
