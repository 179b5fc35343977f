using Microsoft.EntityFrameworkCore;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Simulator.Telegram;

namespace ZoomAspire.Tests.Bot;

/// <summary>Original, below a recording in its owner's private chat.</summary>
public sealed class OriginalButtonTests : IAsyncLifetime
{
    private BotScene _scene = null!;
    private UserView _anna = null!;
    private UserView _mallory = null!;
    private long _delivery;

    public async Task InitializeAsync()
    {
        _scene = await BotScene.SetAsync();
        await _scene.StartBotAsync(null, "--PUBLIC_BASE_URL=https://zoom.example.org");
        _anna = _scene.NewUser();
        _mallory = _scene.NewUser("Mallory");
        var account = _scene.NewAccount("Anna Smith", "anna@example.com");
        await _scene.ConnectAsync(_anna, account);
        await _scene.SettleAsync(_mallory);
        var connection = await _scene.ConnectionOfAsync(account);
        _delivery = await _scene.QueryAsync(async context =>
        {
            var chatId = new TelegramChatId(_anna.Id);
            var destination = await context.Destinations.SingleAsync(row => row.ChatId == chatId);
            var delivery = await DeliveryRows.AddAsync(context, connection, destination, "Board");
            var recording = await context.Recordings.SingleAsync(row => row.Id == delivery.RecordingId);
            (recording.Status, recording.MediaKey, recording.Size, recording.Sha256, recording.StagedAt) =
                (RecordingStatus.Staged, "recordings/1/x", 1, [1], TimeProvider.System.GetUtcNow());
            await context.SaveChangesAsync();
            return delivery.Id;
        });
    }

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task Its_owner_gets_a_link_and_can_take_it_back()
    {
        await PressAsync(_anna, $"original:{_delivery}");

        var message = _scene.Telegram.Messages(_anna.Id).Last(one => one.FromBot);
        var buttons = message.Keyboard.SelectMany(row => row).ToList();
        Assert.StartsWith("https://zoom.example.org/media?t=", buttons[0].Url, StringComparison.Ordinal);
        await PressAsync(_mallory, buttons[1].CallbackData!);
        Assert.Equal(1, await _scene.QueryAsync(context => context.MediaLinks.CountAsync(link => link.RevokedAt == null)));

        await PressAsync(_anna, buttons[1].CallbackData!, message.MessageId);

        Assert.Equal(0, await _scene.QueryAsync(context => context.MediaLinks.CountAsync(link => link.RevokedAt == null)));
        Assert.Contains("no longer", _scene.Telegram.Messages(_anna.Id).Single(one => one.MessageId == message.MessageId).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_else_gets_one_and_nothing_may_be_forged()
    {
        await PressAsync(_mallory, $"original:{_delivery}");
        await PressAsync(_anna, "original:-1");
        await PressAsync(_anna, "original");

        Assert.Equal(0, await _scene.QueryAsync(context => context.MediaLinks.CountAsync()));
    }

    private Task PressAsync(UserView presser, string data, int messageId = 1) =>
        _scene.PressAsync(presser, new Chat { Id = presser.Id, Type = ChatType.Private }, data, messageId);
}
