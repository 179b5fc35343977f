using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Commands;
using ZoomAspire.Bot.Polling;
using ZoomAspire.Bot.Updates;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Bot;

public sealed class PollingTests : IAsyncLifetime
{
    private BotScene _scene = null!;
    private UserView _anna = null!;

    public async Task InitializeAsync()
    {
        _scene = await BotScene.SetAsync();
        _anna = _scene.NewUser();
    }

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task Of_two_instances_one_polls_and_the_other_takes_over_when_it_stops()
    {
        // However long the machine stalls, the lease of the one that lives does not run out.
        var first = await _scene.StartBotAsync(builder =>
            builder.Services.Configure<PollingOptions>(options => options.LeaseDuration = TimeSpan.FromMinutes(10)));
        await _scene.SettleAsync(_anna);
        await _scene.StartBotAsync();
        await Eventually.HoldsAsync(() => _scene.Logs.Contains("another instance polls"), "the second to wait");
        await _scene.SettleAsync(_anna);
        Assert.DoesNotContain(_scene.Telegram.Calls, call => call.Status == 409);

        await _scene.StopBotAsync(first);

        await _scene.SettleAsync(_anna);
        // Its own last poll, which it broke off, may still be waiting at Telegram when it confirms: that answer nobody hears.
        Assert.False(_scene.Logs.Contains("Somebody else receives this bot's updates"));
        Assert.Equal(3, _scene.Said(_anna.Id).Count);
    }

    [Fact]
    public async Task The_lease_of_an_instance_that_died_ends_by_itself()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(TestServices.Redis);
        await redis.GetDatabase().StringSetAsync(LeaseKey, "somebody-who-died", TimeSpan.FromSeconds(2), When.Always);
        _scene.Say(_anna, "/help");

        await _scene.StartBotAsync();

        await _scene.HearAsync(_anna.Id, "Connect your Zoom account once");
        Assert.True(_scene.Logs.Contains("another instance polls"));
    }

    [Fact]
    public async Task An_instance_that_lost_its_lease_stops_polling_until_it_is_regained()
    {
        await _scene.StartBotAsync();
        await _scene.SettleAsync(_anna);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(TestServices.Redis);
        await redis.GetDatabase().StringSetAsync(LeaseKey, "a-thief", TimeSpan.FromSeconds(5), When.Always);
        await Eventually.HoldsAsync(() => _scene.Logs.Contains("The right to poll Telegram was lost"), "the loss to be noticed");

        await redis.GetDatabase().KeyDeleteAsync(LeaseKey);

        await _scene.SettleAsync(_anna);
    }

    [Fact]
    public async Task Without_Redis_nobody_polls_and_the_log_says_why()
    {
        // A third of the lease is the pause between two attempts to get it.
        var pauses = new PauseCounter(TimeSpan.FromMilliseconds(101));
        await _scene.StartBotAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(pauses)
                .Configure<PollingOptions>(options => options.LeaseDuration = 3 * pauses.Pause),
            "--ConnectionStrings:redis=127.0.0.1:1,abortConnect=false,connectTimeout=200");
        await Eventually.HoldsAsync(() => _scene.Logs.Contains("Redis, which says who polls, cannot be reached"), "the reason in the log");
        _scene.Say(_anna, "/help");
        var attempts = pauses.Count;

        await Eventually.HoldsAsync(() => pauses.Count > attempts + 5, "further attempts to get the lease");

        Assert.Empty(_scene.Telegram.Calls);
        Assert.Equal(1, _scene.Telegram.Updates.Count);
    }

    [Fact]
    public async Task A_restart_repeats_nothing()
    {
        var first = await _scene.StartBotAsync();
        await _scene.SettleAsync(_anna);
        await _scene.StopBotAsync(first);

        Assert.Equal(0, _scene.Telegram.Updates.Count);
        await _scene.StartBotAsync();
        await _scene.SettleAsync(_anna);
        Assert.Equal(2, _scene.Said(_anna.Id).Count);
    }

    [Fact]
    public async Task What_was_handled_but_could_not_be_confirmed_is_not_handled_again()
    {
        var slow = new SlowGate();
        var first = await StartWithSlowCommandAsync(slow);
        _scene.Say(_anna, "/slow");
        await slow.Entered.Task;
        _scene.Telegram.Inject(new TelegramFault("getUpdates", "internal_error", Times: 1000));
        slow.Release.SetResult();
        await _scene.HearAsync(_anna.Id, "slow done");
        await _scene.StopBotAsync(first);
        Assert.Equal(1, _scene.Telegram.Updates.Count);
        _scene.Telegram.ClearFaults();

        await StartWithSlowCommandAsync(slow);
        await _scene.SettleAsync(_anna);

        Assert.Single(_scene.Said(_anna.Id), "slow done");
    }

    [Fact]
    public async Task A_command_that_throws_is_passed_over_and_its_sender_is_told()
    {
        await _scene.StartBotAsync(builder => builder.Services.AddScoped<ICommand, ThrowingCommand>());
        await _scene.AskAsync(_anna, "/throw", "Something went wrong on my side");

        await _scene.SettleAsync(_anna);

        Assert.Equal(1, _scene.Logs.Count(LogLevel.Error, "could not be handled and is passed over"));
        Assert.Equal(2, _scene.Said(_anna.Id).Count);
    }

    [Fact]
    public async Task A_slow_answer_delays_its_own_chat_only_and_keeps_the_order_there()
    {
        var bob = _scene.NewUser("Bob");
        var slow = await StartWithSlowCommandAsync();
        _scene.Say(_anna, "/slow");
        await slow.Entered.Task;
        _scene.Say(_anna, "/status");

        await _scene.SettleAsync(bob);
        await _scene.SettleAsync(bob);
        Assert.Empty(_scene.Said(_anna.Id));
        slow.Release.SetResult();

        await _scene.HearAsync(_anna.Id, "No Zoom account is connected yet");
        Assert.Equal("slow done", _scene.Said(_anna.Id)[0]);
        Assert.Equal(2, _scene.Said(_anna.Id).Count);
        Assert.Equal(2, _scene.Said(bob.Id).Count);
    }

    [Fact]
    public async Task Stopping_finishes_what_is_being_handled_and_confirms_it()
    {
        var slow = new SlowGate();
        var bot = await StartWithSlowCommandAsync(slow);
        _scene.Say(_anna, "/slow");
        await slow.Entered.Task;

        var stopping = _scene.StopBotAsync(bot);
        slow.Release.SetResult();
        await stopping;

        Assert.Equal(["slow done"], _scene.Said(_anna.Id));
        Assert.Equal(0, _scene.Telegram.Updates.Count);
    }

    [Fact]
    public async Task A_webhook_left_by_an_earlier_life_is_removed()
    {
        _scene.Telegram.Updates.SetWebhook("https://old.example/hook", dropPending: false);
        _scene.Say(_anna, "/help");

        await _scene.StartBotAsync();

        await _scene.HearAsync(_anna.Id, "Connect your Zoom account once");
        _scene.Telegram.Updates.SetWebhook("https://other.example/hook", dropPending: false);
        await _scene.SettleAsync(_anna);
    }

    [Theory]
    [InlineData("internal_error")]
    [InlineData("too_many_requests")]
    [InlineData("reset_before")]
    [InlineData("reset_after")]
    [InlineData("bad_gateway_after")]
    public async Task A_failing_getUpdates_is_repeated(string fault)
    {
        _scene.Telegram.Inject(new TelegramFault("getUpdates", fault, Times: 2));

        await _scene.StartBotAsync();

        await _scene.SettleAsync(_anna);
        Assert.Single(_scene.Said(_anna.Id));
        Assert.InRange(_scene.Logs.Count(LogLevel.Warning, "trying again"), 1, 2);
    }

    [Fact]
    public async Task A_refused_token_is_told_once_and_makes_the_service_unhealthy()
    {
        const string WrongToken = "42:wrong-token";
        var bot = await _scene.StartBotAsync(settings: $"--TELEGRAM_BOT_TOKEN={WrongToken}");
        using var client = new HttpClient { BaseAddress = new Uri(bot.Urls.First()) };
        await Eventually.HoldsAsync(() => _scene.Logs.Contains("Telegram refuses the bot's token"), "the error");

        await Eventually.HoldsAsync(
            async () => (await client.GetAsync("/health")).StatusCode == HttpStatusCode.ServiceUnavailable, "the service to be unhealthy");
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/alive")).StatusCode);
        Assert.Equal(1, _scene.Logs.Count(LogLevel.Error, "Nothing can be received or sent"));
    }

    [Fact]
    public async Task A_polling_service_is_healthy()
    {
        var bot = await _scene.StartBotAsync();
        await _scene.SettleAsync(_anna);
        using var client = new HttpClient { BaseAddress = new Uri(bot.Urls.First()) };

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health")).StatusCode);
    }

    [Fact]
    public async Task Updates_of_unknown_kinds_are_passed_over()
    {
        _scene.Telegram.Updates.Add("invented_in_2031", new JsonObject { ["what"] = "ever" });
        _scene.Telegram.Updates.Add("poll_answer", new JsonObject { ["poll_id"] = "1", ["option_ids"] = new JsonArray() });

        await _scene.StartBotAsync();

        await _scene.SettleAsync(_anna);
        Assert.Equal(0, _scene.Logs.Count(LogLevel.Error, ""));
    }

    [Fact]
    public async Task A_message_without_text_is_answered_kindly()
    {
        var bot = await _scene.StartBotAsync();
        await _scene.SettleAsync(_anna);

        await bot.Services.GetRequiredService<UpdateHandler>().HandleAsync(
            new Update
            {
                Id = 1,
                Message = new Message
                {
                    Id = 1,
                    From = new User { Id = _anna.Id, FirstName = "Anna" },
                    Chat = new Chat { Id = _anna.Id, Type = ChatType.Private },
                    Voice = new Voice { FileId = "1", FileUniqueId = "1" },
                },
            },
            CancellationToken.None);

        await _scene.HearAsync(_anna.Id, "can't do anything with what you send me");
    }

    [Fact]
    public async Task The_token_is_in_no_log_and_on_no_span()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await _scene.StartBotAsync(builder => builder.Services.AddScoped<ICommand, ThrowingCommand>());
        _scene.Telegram.Inject(new TelegramFault("sendMessage", "reset_before"));
        await _scene.AskAsync(_anna, "/throw", "Something went wrong on my side");
        _scene.Telegram.Inject(new TelegramFault("getUpdates", "reset_after"));
        await _scene.SettleAsync(_anna);

        var secret = _scene.Token.Split(':')[1];
        Assert.False(_scene.Logs.Contains(secret));
        var own = spans.Where(span => span.GetTagItem("telegram.method") is not null).ToList();
        Assert.Contains(own, span => span.DisplayName == "telegram SendMessage" || span.DisplayName == "telegram sendMessage");
        Assert.DoesNotContain(
            spans.Where(span => span.Kind == ActivityKind.Client).SelectMany(span => span.TagObjects.Append(new("name", span.DisplayName))),
            tag => tag.Value?.ToString()?.Contains(secret, StringComparison.Ordinal) == true);
    }

    private string LeaseKey => $"zoomaspire:bot:{_scene.Token.Split(':')[0]}:poller";

    private async Task<SlowGate> StartWithSlowCommandAsync()
    {
        var gate = new SlowGate();
        await StartWithSlowCommandAsync(gate);
        return gate;
    }

    private Task<WebApplication> StartWithSlowCommandAsync(SlowGate gate) => _scene.StartBotAsync(
        builder => builder.Services.AddSingleton(gate).AddScoped<ICommand, SlowCommand>());

    /// <summary>The system's clock, which counts the pauses of one length.</summary>
    private sealed class PauseCounter(TimeSpan pause) : TimeProvider
    {
        private int _count;

        public TimeSpan Pause => pause;

        public int Count => Volatile.Read(ref _count);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == pause)
            {
                Interlocked.Increment(ref _count);
            }

            return base.CreateTimer(callback, state, dueTime, period);
        }
    }

    private sealed class ThrowingCommand : ICommand
    {
        public string Name => "throw";

        public string? MenuText => null;

        public bool IsPersonal => false;

        public Task HandleAsync(CommandCall call, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("as the test wants it");
    }

    private sealed class SlowGate
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class SlowCommand(SlowGate gate, Messenger messenger) : ICommand
    {
        public string Name => "slow";

        public string? MenuText => null;

        public bool IsPersonal => false;

        public async Task HandleAsync(CommandCall call, CancellationToken cancellationToken)
        {
            gate.Entered.TrySetResult();
            await gate.Release.Task.WaitAsync(cancellationToken);
            await messenger.SendAsync(call.Place, new ChatText("slow done"), cancellationToken);
        }
    }
}
