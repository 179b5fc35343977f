using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Simulator.Zoom;

namespace ZoomAspire.Tests.Recordings;

/// <summary>A recording that was given up, and whoever asks for it again.</summary>
public sealed class RedeliveryTests : IAsyncLifetime
{
    private PipelineScene _scene = null!;

    public async Task InitializeAsync()
    {
        _scene = await PipelineScene.CreateAsync();
        _scene.Fail(ZoomOperation.Download, ZoomFaultKind.HostileRedirect);
        await _scene.EndMeetingAsync();
        await _scene.RunAsync();
    }

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task Its_message_offers_to_try_again_then_says_that_the_audio_follows_and_becomes_it()
    {
        var given = Assert.Single(_scene.Seen());
        Assert.Contains("could not be delivered", given.Text, StringComparison.Ordinal);
        Assert.Equal("🔁 Try again", Assert.Single(given.Keyboard.SelectMany(row => row)).Text);
        _scene.Heal();

        Assert.Equal(RedeliveryResult.Started, await AskAsync());
        Assert.Equal(RedeliveryResult.UnderWay, await AskAsync());
        await _scene.RunAsync();

        var message = Assert.Single(_scene.Seen());
        Assert.Equal(("audio", given.MessageId), (message.Kind, message.MessageId));
        Assert.Empty(message.Keyboard);
        Assert.Equal(RedeliveryResult.IsHere, await AskAsync());
        Assert.DoesNotContain(await _scene.JobsAsync(), job => job.Status == JobStatus.Dead);
    }

    [Fact]
    public async Task If_it_fails_again_the_message_offers_it_again()
    {
        await AskAsync();
        await _scene.RunAsync();

        var message = Assert.Single(_scene.Seen());
        Assert.Contains("could not be delivered", message.Text, StringComparison.Ordinal);
        Assert.NotEmpty(message.Keyboard);
        Assert.Equal(RedeliveryResult.Started, await AskAsync());
    }

    [Fact]
    public async Task It_comes_although_the_operator_deleted_its_dead_letter()
    {
        await using (var scope = _scene.Services.CreateAsyncScope())
        {
            var letters = scope.ServiceProvider.GetRequiredService<DeadLetters>();
            Assert.Equal(1, await letters.DeleteAsync(DeadLetterScope.All, new TelegramUserId(77), default));
        }

        _scene.Heal();
        Assert.Equal(RedeliveryResult.Started, await AskAsync());
        await _scene.RunAsync();

        Assert.Equal("audio", Assert.Single(_scene.Seen()).Kind);
    }

    [Fact]
    public async Task Nobody_but_its_owner_gets_it_and_nowhere_but_in_its_chat()
    {
        var jobs = await _scene.JobsAsync();

        Assert.Equal(RedeliveryResult.NotYours, await AskAsync(userId: _scene.ChatId + 1));
        Assert.Equal(RedeliveryResult.NotYours, await AskAsync(chatId: _scene.ChatId + 1));
        Assert.Equal(RedeliveryResult.NotYours, await AskAsync(deliveryId: long.MaxValue));

        Assert.Equal(jobs.Select(job => job.Status), (await _scene.JobsAsync()).Select(job => job.Status));
        Assert.Equal(DeliveryState.Failed, (await _scene.DeliveryAsync()).State);
    }

    [Fact]
    public async Task Without_the_connection_it_does_not_come()
    {
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE connections SET status = 'revoked'"));

        Assert.Equal(RedeliveryResult.NotConnected, await AskAsync());
    }

    [Fact]
    public async Task Asked_for_many_times_at_once_it_comes_once()
    {
        _scene.Heal();

        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => AskAsync()));
        await _scene.RunAsync();

        Assert.Single(results, result => result == RedeliveryResult.Started);
        Assert.Equal("audio", Assert.Single(_scene.Seen()).Kind);
    }

    private async Task<RedeliveryResult> AskAsync(long? deliveryId = null, long? userId = null, long? chatId = null)
    {
        await using var scope = _scene.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<Redelivery>().AskAsync(
            deliveryId ?? (await _scene.DeliveryAsync()).Id,
            new TelegramUserId(userId ?? _scene.ChatId),
            new TelegramChatId(chatId ?? _scene.ChatId),
            default);
    }
}
