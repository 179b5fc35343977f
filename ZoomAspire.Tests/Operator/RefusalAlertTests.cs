using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Telegram.Bot;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Operator;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Tests.Recordings;

namespace ZoomAspire.Tests.Operator;

public sealed class RefusalAlertTests : IAsyncLifetime
{
    private PipelineScene _scene = null!;
    private ChatView _group = null!;

    public async Task InitializeAsync()
    {
        _scene = await PipelineScene.CreateAsync();
        _group = _scene.Telegram.CreateGroup("Operators", [_scene.ChatId]);
    }

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task Many_connections_refused_at_once_are_told_once_an_hour_and_a_few_never()
    {
        await RefuseAsync(RefusalJudge.Many);
        Assert.False(await AlertAsync());

        await RefuseAsync(1);
        Assert.True(await AlertAsync());
        Assert.False(await AlertAsync());

        Assert.Contains(
            $"tokens of {RefusalJudge.Many + 1} connections", Assert.Single(_scene.Seen(_group.Id)).Text, StringComparison.Ordinal);
    }

    private Task<int> RefuseAsync(int count) => _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
        $"""
        INSERT INTO connections (provider, client_id, external_user_id, account_id, access_token_expires_at, scopes, status,
                                 refresh_error_count, authorized_at, version, refused_at, refused_version)
        SELECT 'zoom', 'client', gen_random_uuid()::text, 'account', now(), '', 'active', 1, now(), 1, now(), 1
        FROM generate_series(1, {count}) n
        """));

    private async Task<bool> AlertAsync()
    {
        await using var context = _scene.Database.NewContext();
        var bot = _scene.Services.GetRequiredService<ITelegramBotClient>();
        var options = new OperatorOptions { Chat = $"{_group.Id}" };
        return await new RefusalAlert(context, new OperatorAlerts(context, bot, Options.Create(options)), new DatabaseClock(context)).SendAsync(default);
    }
}
