using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Telegram.Bot;
using ZoomAspire.Core.Operator;
using ZoomAspire.Core.Queue;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Tests.Infrastructure;
using ZoomAspire.Tests.Queue;
using ZoomAspire.Tests.Recordings;

namespace ZoomAspire.Tests.Operator;

public sealed class DeadLetterAlertTests : IAsyncLifetime
{
    private PipelineScene _scene = null!;
    private ChatView _group = null!;
    private long _tenant;

    public async Task InitializeAsync()
    {
        _scene = await PipelineScene.CreateAsync();
        _group = _scene.Telegram.CreateGroup("Operators", [_scene.ChatId]);
        _tenant = await QueueHost.AddTenantAsync(_scene.Database);
    }

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task Many_dead_letters_are_one_message_with_their_kinds_and_the_first_reason()
    {
        await BuryAsync(JobKind.FetchMeeting, 2, "The first <reason>.");
        await BuryAsync(JobKind.StageRecording, 1, "Another reason.");

        Assert.Equal(3, await AlertAsync());
        Assert.Equal(0, await AlertAsync());

        var alert = Assert.Single(_scene.Seen(_group.Id));
        Assert.Contains("3 jobs were given up", alert.Text, StringComparison.Ordinal);
        Assert.Contains("FetchMeeting · Permanent: 2", alert.Text, StringComparison.Ordinal);
        Assert.Contains("The first: The first <reason>", alert.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Another reason", alert.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_dies_soon_after_an_alert_waits_for_the_next_one()
    {
        await BuryAsync(JobKind.FetchMeeting, 1, "One.");
        await AlertAsync();
        await BuryAsync(JobKind.StageRecording, 2, "Two.");

        Assert.Equal(0, await AlertAsync());
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE operator_alerts SET sent_at = now() - interval '10 minutes'"));
        Assert.Equal(2, await AlertAsync());

        Assert.Equal(2, _scene.Seen(_group.Id).Count);
    }

    [Fact]
    public async Task An_alert_that_Telegram_did_not_take_is_sent_again()
    {
        await BuryAsync(JobKind.FetchMeeting, 1, "One.");
        _scene.Telegram.Inject(new TelegramFault("sendMessage", "internal_error"));

        await Assert.ThrowsAnyAsync<Exception>(() => AlertAsync());
        Assert.Equal(1, await AlertAsync());

        Assert.Single(_scene.Seen(_group.Id));
    }

    [Fact]
    public async Task While_Telegram_is_slow_the_dead_letters_can_be_worked_on()
    {
        await BuryAsync(JobKind.FetchMeeting, 1, "One.");
        _scene.Telegram.Inject(new TelegramFault("sendMessage", "slow", Value: 3000));

        var alert = AlertAsync();
        await Eventually.HoldsAsync(() => _scene.Telegram.Faults.Count == 0, "Telegram is asked");
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"SELECT 1 FROM jobs FOR UPDATE NOWAIT"));

        Assert.Equal(1, await alert);
    }

    [Fact]
    public async Task What_was_replayed_and_died_again_is_told_again()
    {
        await BuryAsync(JobKind.FetchMeeting, 1, "One.");
        await AlertAsync();
        await using (var scope = _scene.Services.CreateAsyncScope())
        {
            Assert.Equal(1, await scope.ServiceProvider.GetRequiredService<DeadLetters>().ReplayAllAsync(default));
        }

        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
            $"UPDATE operator_alerts SET sent_at = now() - interval '1 hour'; UPDATE jobs SET status = 'dead', finished_at = now()"));

        Assert.Equal(1, await AlertAsync());
    }

    [Fact]
    public async Task Without_an_operators_chat_nothing_is_marked_as_told()
    {
        await BuryAsync(JobKind.FetchMeeting, 1, "One.");

        Assert.Equal(0, await AlertAsync(new OperatorOptions()));
        Assert.Equal(1, await AlertAsync());
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("-1001234567890", "12, 34", 0)]
    [InlineData("operators", "", 1)]
    [InlineData("0", "12,,34", 2)]
    [InlineData("", "-12", 1)]
    [InlineData("99999999999999999999", "anna", 2)]
    public void Malformed_settings_are_named(string chat, string users, int problems)
    {
        var options = new OperatorOptions { Chat = chat, Users = users };

        Assert.Equal(problems, options.Problems().Count());
        Assert.All(options.Problems(), problem => Assert.StartsWith("OPERATOR_", problem, StringComparison.Ordinal));
    }

    private Task<int> AlertAsync() => AlertAsync(new OperatorOptions { Chat = $"{_group.Id}" });

    private async Task<int> AlertAsync(OperatorOptions options)
    {
        await using var context = _scene.Database.NewContext();
        var bot = _scene.Services.GetRequiredService<ITelegramBotClient>();
        return await new DeadLetterAlert(context, new OperatorAlerts(context, bot, Options.Create(options))).SendAsync(default);
    }

    private async Task BuryAsync(JobKind kind, int count, string reason)
    {
        var ids = await QueueHost.AddJobsAsync(_scene.Database, _tenant, count, kind);
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
            $"UPDATE jobs SET status = 'dead', failure_kind = 'permanent', last_error = {reason}, finished_at = clock_timestamp() WHERE id = ANY ({ids})"));
    }
}
