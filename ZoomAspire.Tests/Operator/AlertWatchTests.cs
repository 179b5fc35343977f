using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Telegram.Bot;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Operator;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Tests.Recordings;

namespace ZoomAspire.Tests.Operator;

public sealed class AlertWatchTests : IAsyncLifetime
{
    private PipelineScene _scene = null!;
    private ChatView _group = null!;

    public async Task InitializeAsync()
    {
        _scene = await PipelineScene.CreateAsync();
        _group = _scene.Telegram.CreateGroup("Operators", [_scene.ChatId]);
    }

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    public static TheoryData<string, string> Troubles => new()
    {
        { "failure_rate", "attempts:1:30 attempts_failed:1:20" },
        { "signature_failures", "signature_failures:0:15 signature_failures:9:6" },
        { "crc_failures", "crc_failures:2:3" },
        { "refresh_failures", "refresh_failures:14:11" },
        { "queue_depth", "queue_depth:0:501 queue_depth:1:600 queue_depth:2:501 queue_depth:3:700 queue_depth:4:501" },
        { "queue_age", "queue_age:0:301 queue_age:1:302 queue_age:2:303 queue_age:3:304 queue_age:4:305" },
        { "no_deliveries", "recordings:20:2 recordings:40:1" },
        { "store_errors", "store_errors:3:11" },
        { "disk_space", "disk_free:0:5e9 disk_free:1:9e8 disk_free:2:5e9 disk_free:3:5e9 disk_free:4:5e9" },
        { "delivery_time", "deliveries_short:30:40 deliveries_late:30:3 deliveries:1:40" },
    };

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task Every_alert_is_told_once_and_its_end_once(string rule, string signals)
    {
        await CountAsync(signals);

        Assert.Equal(1, await EvaluateAsync());
        Assert.Equal(0, await EvaluateAsync());
        await ForgetAsync();
        Assert.Equal(0, await EvaluateAsync());
        await PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(1, await EvaluateAsync());
        Assert.Equal(0, await EvaluateAsync());

        var told = _scene.Seen(_group.Id);
        var title = Rules().Single(candidate => candidate.Name == rule).Title;
        Assert.Equal(2, told.Count);
        Assert.StartsWith($"⚠️ {title}\n", told[0].Text, StringComparison.Ordinal);
        Assert.Equal($"✅ Over: {title}", told[1].Text);
    }

    [Fact]
    public void Every_rule_has_its_trouble_here() => Assert.Equal(
        Rules().Where(rule => !rule.IsToldElsewhere).Select(rule => rule.Name).Order(StringComparer.Ordinal),
        Troubles.Select(trouble => (string)((object[])trouble)[0]).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("attempts:1:19 attempts_failed:1:19")] // Too few to tell.
    [InlineData("attempts:1:40 attempts_failed:1:20")]
    [InlineData("signature_failures:0:20 signature_failures:12:50")]
    [InlineData("queue_depth:0:900 queue_depth:1:900 queue_depth:2:3 queue_depth:3:900 queue_depth:4:900")] // A peak.
    [InlineData("queue_depth:0:900 queue_depth:1:900")] // Not long enough.
    [InlineData("recordings:2:10")] // They need their time.
    [InlineData("recordings:30:10 deliveries:10:1")]
    [InlineData("deliveries_short:30:40 deliveries_late:30:2 deliveries:1:40")]
    public async Task What_is_usual_is_no_alert(string signals)
    {
        await CountAsync(signals);

        Assert.Equal(0, await EvaluateAsync());
        Assert.Equal(0, await _scene.ReadAsync(context => context.OperatorAlerts.CountAsync()));
    }

    [Fact]
    public async Task An_alert_that_lasts_is_repeated_until_somebody_acknowledges_it()
    {
        await CountAsync("store_errors:0:11");
        await EvaluateAsync();
        await PassAsync(TimeSpan.FromHours(6));
        Assert.Equal(1, await EvaluateAsync());

        Assert.True(await AcknowledgeAsync("store_errors"));
        Assert.False(await AcknowledgeAsync("store_errors"));
        Assert.False(await AcknowledgeAsync("queue_age"));
        await PassAsync(TimeSpan.FromHours(7));
        Assert.Equal(0, await EvaluateAsync());
        await ForgetAsync();
        await EvaluateAsync();
        await PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(1, await EvaluateAsync());

        var line = await _scene.ReadAsync(context => context.AuditLog.SingleAsync(entry => entry.Action == AuditActions.AlertAcknowledged));
        Assert.Equal("store_errors", line.Detail);
        Assert.EndsWith("Telegram user 7", line.Source, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_comes_and_goes_around_a_threshold_is_told_once()
    {
        await CountAsync("store_errors:0:11");
        await EvaluateAsync();
        await ForgetAsync();
        await EvaluateAsync();
        await CountAsync("store_errors:0:11");
        await EvaluateAsync();
        await PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(0, await EvaluateAsync());
        Assert.Single(_scene.Seen(_group.Id));
    }

    [Fact]
    public async Task What_comes_back_soon_after_its_end_is_told_only_if_it_lasts()
    {
        await CountAsync("store_errors:0:11");
        await EvaluateAsync();
        await EndAsync();
        await CountAsync("store_errors:0:11");

        Assert.Equal(0, await EvaluateAsync());
        await PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(1, await EvaluateAsync());

        Assert.Equal(3, _scene.Seen(_group.Id).Count);
    }

    [Fact]
    public async Task An_alert_that_Telegram_did_not_take_is_told_next_time()
    {
        await CountAsync("store_errors:0:11");
        _scene.Telegram.Inject(new TelegramFault("sendMessage", "internal_error"));

        await CountAsync("crc_failures:0:3");

        await Assert.ThrowsAnyAsync<Exception>(() => EvaluateAsync());
        // Both are there to be seen, and the one that Telegram took was told.
        Assert.Equal(2, await _scene.ReadAsync(context => context.OperatorAlerts.CountAsync(alert => alert.FiringSince != null)));
        Assert.Single(_scene.Seen(_group.Id));
        Assert.Equal(1, await EvaluateAsync());
    }

    [Fact]
    public async Task Without_a_chat_an_alert_is_there_to_be_seen_all_the_same()
    {
        await CountAsync("store_errors:0:11");

        Assert.Equal(0, await EvaluateAsync(new OperatorOptions()));

        var alert = await _scene.ReadAsync(context => context.OperatorAlerts.AsNoTracking().SingleAsync());
        Assert.NotNull(alert.FiringSince);
        Assert.Contains("11 in 10 minutes", alert.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_that_is_switched_off_is_neither_told_nor_left_behind()
    {
        await CountAsync("store_errors:0:11");
        await EvaluateAsync();

        Assert.Equal(0, await EvaluateAsync(alerts: new AlertOptions { StoreErrors = 0 }));

        Assert.Equal(0, await _scene.ReadAsync(context => context.OperatorAlerts.CountAsync()));
    }

    [Fact]
    public void Thresholds_that_make_no_sense_are_named()
    {
        Assert.Empty(new AlertOptions().Problems());
        var problems = new AlertOptions
        {
            FailureRate = 101, SignatureFailures = -1, QueueAge = TimeSpan.FromDays(2), Repeat = TimeSpan.Zero,
        }.Problems().ToList();

        Assert.Equal(4, problems.Count);
        Assert.All(problems, problem => Assert.StartsWith("ALERT_", problem, StringComparison.Ordinal));
    }

    private static IReadOnlyList<AlertRule> Rules() => new AlertRules(Options.Create(new AlertOptions())).All;

    private Task<int> EvaluateAsync(AlertOptions? alerts = null) => EvaluateAsync(new OperatorOptions { Chat = $"{_group.Id}" }, alerts);

    private async Task<int> EvaluateAsync(OperatorOptions options, AlertOptions? thresholds = null)
    {
        await using var context = _scene.Database.NewContext();
        var alerts = Options.Create(thresholds ?? new AlertOptions());
        return await new AlertWatch(
            new SignalStore(context),
            new AlertRules(alerts),
            new OperatorAlerts(context, _scene.Services.GetRequiredService<ITelegramBotClient>(), Options.Create(options)),
            alerts,
            _scene.Services.GetRequiredService<BotIdentity>()).EvaluateAsync(default);
    }

    private async Task<bool> AcknowledgeAsync(string name)
    {
        await using var scope = _scene.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        return await new OperatorDesk(
                services.GetRequiredService<ZoomAspireContext>(), services.GetRequiredService<DeadLetters>(), services.GetRequiredService<AuditLog>())
            .AcknowledgeAsync(name, new TelegramUserId(7), default);
    }

    // Written as name:minutes ago:value.
    private async Task CountAsync(string signals)
    {
        foreach (var signal in signals.Split(' ').Select(text => text.Split(':')))
        {
            var (name, age, value) = (signal[0], TimeSpan.FromMinutes(int.Parse(signal[1], null)), double.Parse(signal[2], null));
            await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
                $"INSERT INTO operator_signals (name, minute, total, lowest) VALUES ({name}, date_trunc('minute', now() - {age}), {value}, {value})"));
        }
    }

    private async Task EndAsync()
    {
        await ForgetAsync();
        await EvaluateAsync();
        await PassAsync(TimeSpan.FromMinutes(5));
        await EvaluateAsync();
    }

    private Task<int> ForgetAsync() => _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"DELETE FROM operator_signals"));

    private Task<int> PassAsync(TimeSpan time) => _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
        $"UPDATE operator_alerts SET sent_at = sent_at - {time}, firing_since = firing_since - {time}, clear_since = clear_since - {time}"));
}
