using Microsoft.EntityFrameworkCore;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Simulator.Telegram;

namespace ZoomAspire.Tests.Bot;

/// <summary>Try again, below a recording that did not come, in a group that everybody can press in.</summary>
public sealed class AgainButtonTests : IAsyncLifetime
{
    private BotScene _scene = null!;
    private UserView _anna = null!;
    private UserView _mallory = null!;
    private ChatView _group = null!;
    private long _delivery;

    public async Task InitializeAsync()
    {
        _scene = await BotScene.SetAsync();
        await _scene.StartBotAsync();
        _anna = _scene.NewUser();
        _mallory = _scene.NewUser("Mallory");
        var account = _scene.NewAccount("Anna Smith", "anna@example.com");
        await _scene.ConnectAsync(_anna, account);
        await _scene.SettleAsync(_mallory);
        _group = _scene.Telegram.CreateGroup("Team", [_anna.Id, _mallory.Id]);
        var connection = await _scene.ConnectionOfAsync(account);
        _delivery = await _scene.QueryAsync(async context =>
        {
            var destination = new Destination
            {
                UserId = connection.UserId!.Value,
                ChatId = new TelegramChatId(_group.Id),
                Kind = DestinationKind.Group,
                CreatedAt = DateTimeOffset.UnixEpoch,
            };
            context.Destinations.Add(destination);
            await context.SaveChangesAsync();
            var delivery = await DeliveryRows.AddAsync(context, connection, destination, "Board");
            delivery.State = DeliveryState.Failed;
            await context.SaveChangesAsync();
            return delivery.Id;
        });
    }

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task Its_owner_may_press_it_in_the_group()
    {
        await PressAsync(_anna, _group.Id, ChatType.Group, $"again:{_delivery}");

        Assert.Equal(DeliveryState.Pending, await StateAsync());
        Assert.Equal(1, await _scene.QueryAsync(context => context.Jobs.CountAsync(job => job.Kind == JobKind.DeliverRecording)));
    }

    [Fact]
    public async Task Nobody_else_may_and_nothing_may_be_forged()
    {
        await PressAsync(_mallory, _group.Id, ChatType.Group, $"again:{_delivery}");
        await PressAsync(_mallory, _mallory.Id, ChatType.Private, $"again:{_delivery}");
        await PressAsync(_anna, _anna.Id, ChatType.Private, $"again:{_delivery}");
        await PressAsync(_anna, _group.Id, ChatType.Channel, $"again:{_delivery}");
        await PressAsync(_anna, _group.Id, ChatType.Group, "again:-1");
        await PressAsync(_anna, _group.Id, ChatType.Group, "again:99999999999999999999");
        await PressAsync(_anna, _group.Id, ChatType.Group, "again");

        Assert.Equal(DeliveryState.Failed, await StateAsync());
        Assert.Equal(0, _scene.Logs.Count(Microsoft.Extensions.Logging.LogLevel.Error, "could not be handled"));
    }

    private Task<DeliveryState> StateAsync() =>
        _scene.QueryAsync(context => context.Deliveries.Where(row => row.Id == _delivery).Select(row => row.State).SingleAsync());

    private Task PressAsync(UserView presser, long chatId, ChatType chatType, string data) =>
        _scene.PressAsync(presser, new Chat { Id = chatId, Type = chatType }, data);
}
