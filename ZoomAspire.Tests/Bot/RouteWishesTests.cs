using Microsoft.EntityFrameworkCore;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Simulator.Telegram;

namespace ZoomAspire.Tests.Bot;

/// <summary>Notes and language of one route, on its own screen.</summary>
public sealed class RouteWishesTests : IAsyncLifetime
{
    private BotScene _scene = null!;
    private UserView _anna = null!;
    private long _routeId;

    public async Task InitializeAsync()
    {
        _scene = await BotScene.StartAsync();
        _anna = _scene.NewUser();
        var account = _scene.NewAccount("Anna Smith", "anna@example.com");
        await _scene.ConnectAsync(_anna, account);
        var connection = await _scene.ConnectionOfAsync(account);
        _routeId = await _scene.QueryAsync(async context =>
        {
            var group = new Destination
            {
                UserId = connection.UserId!.Value, ChatId = new TelegramChatId(-1001), Kind = DestinationKind.Group, CreatedAt = DateTimeOffset.UnixEpoch,
            };
            context.Destinations.Add(group);
            await context.SaveChangesAsync();
            var route = new Route { UserId = group.UserId, ConnectionId = connection.Id, DestinationId = group.Id };
            context.Routes.Add(route);
            await context.SaveChangesAsync();
            return route.Id;
        });
    }

    public async Task DisposeAsync()
    {
        Assert.Empty(_scene.Telegram.Violations);
        await _scene.DisposeAsync();
    }

    [Fact]
    public async Task Length_sections_and_language_are_chosen_and_given_back()
    {
        var list = await _scene.AskAsync(_anna, "/routes", "Where your recordings go");
        _scene.Press(_anna, list, list.Keyboard[0][0].Text);
        await _scene.SeeEditedAsync(list, "From the next recording on");
        _scene.Press(_anna, list, "📝 Notes and language there");
        await _scene.SeeEditedAsync(list, "as in your settings (Normal)");

        _scene.Press(_anna, list, "Short");
        await _scene.SeeEditedAsync(list, "Notes: Short.");
        _scene.Press(_anna, list, "✓ Topics");
        await _scene.SeeEditedAsync(list, "Sections: those with");
        _scene.Press(_anna, list, "Deutsch");
        await _scene.SeeEditedAsync(list, "said: Deutsch.");

        var route = await RouteAsync();
        Assert.Equal((NotesLength.Short, new NotesSections(NotesSection.Topics), "de"), (route.NotesLength, route.NotesSections, route.Language));

        _scene.Press(_anna, list, "As mine");
        await _scene.SeeEditedAsync(list, "as in your settings (Normal)");
        _scene.Press(_anna, list, "Sections as mine");
        await _scene.SeeEditedAsync(list, "Sections: as in your settings");
        _scene.Press(_anna, list, "My language");
        await _scene.SeeEditedAsync(list, "said: yours.");
        route = await RouteAsync();
        Assert.Equal((null, null, null), (route.NotesLength, route.NotesSections, route.Language));
        _scene.Press(_anna, list, "« Back");
        await _scene.SeeEditedAsync(list, "From the next recording on");
    }

    [Theory]
    [InlineData("routewish:{0}:length:99")]
    [InlineData("routewish:{0}:length:1")]
    [InlineData("routewish:{0}:section:None")]
    [InlineData("routewish:{0}:section:3")]
    [InlineData("routewish:{0}:language:xx")]
    [InlineData("routewish:{0}:length")]
    [InlineData("routewish:x:length:Short")]
    [InlineData("routewish:")]
    public async Task Forged_values_change_nothing(string data)
    {
        await PressAsync(_anna, string.Format(System.Globalization.CultureInfo.InvariantCulture, data, _routeId));

        var route = await RouteAsync();
        Assert.Equal((null, null, null), (route.NotesLength, route.NotesSections, route.Language));
    }

    [Fact]
    public async Task Nobody_changes_somebody_elses_route()
    {
        var mallory = _scene.NewUser("Mallory");
        await _scene.SettleAsync(mallory);

        await PressAsync(mallory, $"routewish:{_routeId}:length:Off");

        Assert.Null((await RouteAsync()).NotesLength);
        Assert.DoesNotContain(_scene.Said(mallory.Id), text => text.Contains("route", StringComparison.Ordinal) && text.Contains("Notes:", StringComparison.Ordinal));
    }

    private Task<Route> RouteAsync() => _scene.QueryAsync(context => context.Routes.AsNoTracking().SingleAsync());

    private Task PressAsync(UserView presser, string data) => _scene.PressAsync(presser, new Chat { Id = presser.Id, Type = ChatType.Private }, data);
}
