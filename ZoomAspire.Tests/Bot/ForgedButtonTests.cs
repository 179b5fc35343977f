using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using ZoomAspire.Bot.Updates;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Simulator.Zoom;
using CallbackQuery = Telegram.Bot.Types.CallbackQuery;
using TelegramUser = Telegram.Bot.Types.User;

namespace ZoomAspire.Tests.Bot;

/// <summary>A client can send any callback data for any message it sees: nothing in it may be believed.</summary>
public sealed class ForgedButtonTests : IAsyncLifetime
{
    private BotScene _scene = null!;
    private WebApplication _bot = null!;
    private UserView _anna = null!;
    private UserView _mallory = null!;
    private ZoomUser _account = null!;
    private MessageView _connected = null!;

    public async Task InitializeAsync()
    {
        _scene = await BotScene.SetAsync();
        _bot = await _scene.StartBotAsync();
        _anna = _scene.NewUser();
        _mallory = _scene.NewUser("Mallory");
        _account = _scene.NewAccount("Anna Smith", "anna@example.com");
        _connected = await _scene.ConnectAsync(_anna, _account);
        await _scene.SettleAsync(_mallory);
    }

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Theory]
    [InlineData("disconnect:{0}")]
    [InlineData("disconnect?:{0}")]
    [InlineData("latest:{0}")]
    public async Task Somebody_elses_connection_is_neither_shown_nor_ended(string data)
    {
        var connection = await _scene.ConnectionOfAsync(_account);

        await PressAsync(_mallory, _mallory.Id, ChatType.Private, string.Format(System.Globalization.CultureInfo.InvariantCulture, data, connection.Id));

        Assert.Equal(ConnectionStatus.Active, (await _scene.ConnectionOfAsync(_account)).Status);
        Assert.DoesNotContain(_scene.Said(_mallory.Id), text => text.Contains("Anna", StringComparison.Ordinal));
        await using var context = _scene.Database.NewContext();
        Assert.False(await context.Jobs.AnyAsync());
    }

    [Fact]
    public async Task Somebody_elses_undo_undoes_nothing()
    {
        var undo = _connected.Keyboard.SelectMany(row => row).Single(button => button.Text == "Undo").CallbackData!;

        await PressAsync(_mallory, _mallory.Id, ChatType.Private, undo);

        Assert.Equal(ConnectionStatus.Active, (await _scene.ConnectionOfAsync(_account)).Status);
    }

    [Fact]
    public async Task The_owners_own_button_does_nothing_in_a_group_or_in_somebody_elses_chat()
    {
        var connection = await _scene.ConnectionOfAsync(_account);
        var group = _scene.Telegram.CreateGroup("Team", [_anna.Id, _mallory.Id]);

        await PressAsync(_anna, group.Id, ChatType.Group, $"disconnect:{connection.Id}");
        await PressAsync(_anna, _mallory.Id, ChatType.Private, $"disconnect:{connection.Id}");

        Assert.Equal(ConnectionStatus.Active, (await _scene.ConnectionOfAsync(_account)).Status);
        Assert.Empty(_scene.Said(group.Id));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("disconnect")]
    [InlineData("disconnect:")]
    [InlineData("disconnect:-1")]
    [InlineData("disconnect:99999999999999999999999")]
    [InlineData("disconnect:1 or 1=1")]
    [InlineData("undo:not-a-guid")]
    [InlineData("fetch:-1")]
    [InlineData("fetch:1")]
    [InlineData("fetch:99999999999999999999999")]
    [InlineData("nonsense:1")]
    [InlineData("route")]
    [InlineData("route:remove:1")]
    [InlineData("consent:allow:1")]
    public async Task Nonsense_changes_nothing_and_breaks_nothing(string data)
    {
        await PressAsync(_anna, _anna.Id, ChatType.Private, data);

        Assert.Equal(ConnectionStatus.Active, (await _scene.ConnectionOfAsync(_account)).Status);
        Assert.Equal(0, _scene.Logs.Count(Microsoft.Extensions.Logging.LogLevel.Error, "could not be handled"));
    }

    [Fact]
    public async Task A_button_on_a_message_that_Telegram_no_longer_shows_breaks_nothing()
    {
        await Handler.HandleAsync(
            new Update { Id = 1, CallbackQuery = new CallbackQuery { Id = "1", From = Person(_anna), Data = "disconnect:1" } },
            CancellationToken.None);

        Assert.Equal(0, _scene.Logs.Count(Microsoft.Extensions.Logging.LogLevel.Error, "could not be handled"));
    }

    private UpdateHandler Handler => _bot.Services.GetRequiredService<UpdateHandler>();

    private Task PressAsync(UserView presser, long chatId, ChatType chatType, string data) =>
        _scene.PressAsync(presser, new Chat { Id = chatId, Type = chatType }, data, _connected.MessageId);

    private static TelegramUser Person(UserView user) => new() { Id = user.Id, FirstName = user.FirstName };
}
