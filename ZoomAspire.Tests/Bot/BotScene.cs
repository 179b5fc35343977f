using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Telegram.Bot.Types;
using ZoomAspire.Bot;
using ZoomAspire.Bot.Polling;
using ZoomAspire.Bot.Updates;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Simulator;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Infrastructure;
using CallbackQuery = Telegram.Bot.Types.CallbackQuery;
using TelegramUser = Telegram.Bot.Types.User;

namespace ZoomAspire.Tests.Bot;

/// <summary>
/// A bot of the test's own (own token, hence own keys in Redis) with a simulated Telegram and Zoom, a real database and Redis,
/// and the API reduced to its connect links.
/// </summary>
internal sealed class BotScene : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<WebApplication> _bots = [];

    private BotScene(string token, SimulatorOptions options, SimulatorHost simulator, TestDatabase database, ConnectLinkStub api)
    {
        Token = token;
        SimulatorOptions = options;
        Simulator = simulator;
        Database = database;
        Api = api;
    }

    public string Token { get; }

    public SimulatorOptions SimulatorOptions { get; }

    public SimulatorHost Simulator { get; }

    public TestDatabase Database { get; }

    public ConnectLinkStub Api { get; }

    public LogCollector Logs { get; } = new();

    public TelegramSimulator Telegram => Simulator.Telegram;

    /// <summary>Everything but a bot.</summary>
    public static async Task<BotScene> SetAsync()
    {
        var token = $"{RandomNumberGenerator.GetInt32(1_000_000, int.MaxValue)}:AA{RandomNumberGenerator.GetHexString(33)}";
        var options = new SimulatorOptions
        {
            PagePort = 0,
            ZoomPort = 0,
            DownloadPort = 0,
            TelegramPort = 0,
            TelegramBotToken = token,
            ZoomClientId = TestSettings.ClientId,
            ZoomClientSecret = TestSettings.All["ZOOM_CLIENT_SECRET"]!,
            ZoomRedirect = new Uri(TestSettings.All["ZOOM_REDIRECT"]!),
        };
        var simulator = await SimulatorHost.StartAsync(options, CancellationToken.None);
        return new BotScene(token, options, simulator, await TestDatabase.CreateAsync(), await ConnectLinkStub.StartAsync());
    }

    /// <summary>Everything, and the bot polls.</summary>
    public static async Task<BotScene> StartAsync(Action<WebApplicationBuilder>? change = null)
    {
        var scene = await SetAsync();
        await scene.StartBotAsync(change);
        return scene;
    }

    public async Task<WebApplication> StartBotAsync(Action<WebApplicationBuilder>? change = null, params string[] settings)
    {
        var builder = BotHost.CreateBuilder(
        [
            "--environment=Development", "--urls=http://127.0.0.1:0",
            .. Settings().Select(setting => $"--{setting.Key}={setting.Value}"),
            .. settings,
        ]);
        builder.Logging.ClearProviders().AddProvider(Logs).SetMinimumLevel(LogLevel.Trace);
        builder.Services.Configure<PollingOptions>(options =>
        {
            options.LeaseDuration = TimeSpan.FromSeconds(3);
            options.ShortestPause = TimeSpan.FromMilliseconds(50);
        });
        change?.Invoke(builder);
        var bot = BotHost.Build(builder);
        _bots.Add(bot);
        await bot.StartAsync();
        return bot;
    }

    public async Task StopBotAsync(WebApplication bot)
    {
        _bots.Remove(bot);
        await bot.StopAsync();
        await bot.DisposeAsync();
    }

    public UserView NewUser(string firstName = "Anna", string? language = "en") => Telegram.CreateUser(firstName, language);

    /// <summary>A user says something privately.</summary>
    public MessageView Say(UserView user, string text) => Telegram.SendText(user.Id, user.Id, text);

    /// <summary>The bot's first message in a chat that contains a text and comes after another.</summary>
    public Task<MessageView> HearAsync(long chatId, string text, MessageView? after = null) => WaitAsync(
        chatId,
        message => message.FromBot && message.MessageId > (after?.MessageId ?? 0) && message.Text.Contains(text, StringComparison.Ordinal),
        $"“{text}”");

    /// <summary>A user says something privately and the bot answers.</summary>
    public Task<MessageView> AskAsync(UserView user, string text, string answer) => HearAsync(user.Id, answer, after: Say(user, text));

    /// <summary>A message that the bot has edited.</summary>
    public Task<MessageView> SeeEditedAsync(MessageView message, string text) => WaitAsync(
        message.ChatId,
        candidate => candidate.MessageId == message.MessageId && candidate.Text.Contains(text, StringComparison.Ordinal),
        $"edit to “{text}”");

    public string? Press(UserView user, MessageView message, string button) =>
        Telegram.Press(message.ChatId, message.MessageId, user.Id, button).CallbackQueryId;

    /// <summary>A press as a client of somebody's own may send it: of any button, below any message, in any chat.</summary>
    public Task PressAsync(UserView presser, Chat chat, string data, int messageId = 1) =>
        _bots[0].Services.GetRequiredService<UpdateHandler>().HandleAsync(
            new Update
            {
                Id = 1,
                CallbackQuery = new CallbackQuery
                {
                    Id = "1",
                    From = new TelegramUser { Id = presser.Id, FirstName = presser.FirstName },
                    Message = new Message { Id = messageId, Chat = chat },
                    Data = data,
                },
            },
            CancellationToken.None);

    /// <summary>The notice that answers a press; empty where there is none.</summary>
    public async Task<string> NoticeAsync(string? callbackQueryId) =>
        (await Eventually.GetAsync(() => Task.FromResult(Telegram.Answer(callbackQueryId!)), "the answer to a press")).Text ?? "";

    /// <summary>All that the bot has said in a chat.</summary>
    public IReadOnlyList<string> Said(long chatId) =>
        [.. Telegram.Messages(chatId).Where(message => message.FromBot).Select(message => message.Text)];

    /// <summary>Waits until the bot has handled everything so far, by asking it something.</summary>
    public async Task SettleAsync(UserView user) => await AskAsync(user, "/help", "Connect your Zoom account once");

    /// <summary>Approves at Zoom for a user of Telegram.</summary>
    /// <returns>What the browser's button back to Telegram carries.</returns>
    public async Task<string> ApproveAsync(UserView user, ZoomUser account, ChatView? group = null)
    {
        await using var scope = _bots[0].Services.CreateAsyncScope();
        var flows = scope.ServiceProvider.GetRequiredService<OAuthFlows>();
        var consentPage = await flows.StartAsync(
            new TelegramUserId(user.Id), new TelegramChatId(group?.Id ?? user.Id), null, user.LanguageCode, CancellationToken.None);
        var query = QueryHelpers.ParseQuery(Simulator.Zoom.Consent(consentPage, account.Id, allow: true).Query);
        var result = await flows.CallbackAsync(query["state"]!, query["code"], CancellationToken.None);
        return $"c_{Assert.IsType<CallbackResult.Approved>(result).Nonce}";
    }

    /// <summary>Connects, from the link to the finish.</summary>
    public async Task<MessageView> ConnectAsync(UserView user, ZoomUser account)
    {
        var start = Telegram.Start(user.Id, await ApproveAsync(user, account));
        return await HearAsync(user.Id, "✅ Connected", after: start);
    }

    public ZoomUser NewAccount(string name, string email) =>
        Simulator.Zoom.AddUser(new NewZoomUser { DisplayName = name, Email = email });

    public async Task<Connection> ConnectionOfAsync(ZoomUser account)
    {
        await using var context = Database.NewContext();
        return (await context.Connections.AsNoTracking().ToListAsync()).Single(connection => connection.ExternalUserId.Value == account.Id);
    }

    public async Task<T> QueryAsync<T>(Func<ZoomAspireContext, Task<T>> query)
    {
        await using var context = Database.NewContext();
        return await query(context);
    }

    /// <summary>Settings with which a service belongs to this scene.</summary>
    public IReadOnlyDictionary<string, string?> Settings()
    {
        var settings = TestSettings.All;
        settings["TELEGRAM_BOT_TOKEN"] = Token;
        settings["TELEGRAM_API_BASE_URL"] = settings["TELEGRAM_LINK_BASE_URL"] = Simulator.TelegramAddress.AbsoluteUri;
        settings["ZOOM_OAUTH_BASE_URL"] = settings["ZOOM_API_BASE_URL"] = Simulator.ZoomAddress.AbsoluteUri.TrimEnd('/');
        settings["ZOOM_DOWNLOAD_HOSTS"] = $"{Simulator.ZoomAddress.Authority},{Simulator.DownloadAddress.Authority}";
        settings["ConnectionStrings:zoomaspire"] = Database.ConnectionString;
        settings["API_BASE_URL"] = Api.Address.AbsoluteUri;
        return settings;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var bot in _bots.ToList())
        {
            await StopBotAsync(bot);
        }

        await Api.DisposeAsync();
        await Simulator.DisposeAsync();
        await Database.DisposeAsync();
    }

    private async Task<MessageView> WaitAsync(long chatId, Func<MessageView, bool> wanted, string what)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            return await Telegram.WaitForMessageAsync(chatId, wanted, patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The bot did not say {what}. It said:\n{string.Join("\n---\n", Said(chatId))}\nLog:\n{Logs}");
        }
    }
}
