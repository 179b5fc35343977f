using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Tests.Recordings;

namespace ZoomAspire.Tests.Privacy;

/// <summary>Nothing is kept for people who have gone away.</summary>
public sealed class UnreachableOwnersTests : IAsyncLifetime
{
    private PipelineScene _scene = null!;

    public async Task InitializeAsync()
    {
        _scene = await PipelineScene.CreateAsync();
        await _scene.EndMeetingAsync();
        await _scene.RunAsync();
    }

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task A_chat_that_is_closed_for_thirty_days_ends_its_connection()
    {
        await CloseAsync("private");
        Assert.Equal(0, await EndAsync());
        await PassAsync(29);
        Assert.Equal(0, await EndAsync());

        await PassAsync(2);
        Assert.Equal(1, await EndAsync());

        Assert.Equal(ConnectionStatus.Revoked, await StatusAsync());
        Assert.True(await _scene.ReadAsync(context => context.AuditLog.AnyAsync(entry => entry.Action == AuditActions.ConnectionUnreachable)));
        Assert.Equal(0, await EndAsync());
    }

    [Fact]
    public async Task A_chat_that_was_open_meanwhile_begins_anew()
    {
        await CloseAsync("private");
        await EndAsync();
        await PassAsync(29);
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE destinations SET state = 'active'"));
        await EndAsync();
        await CloseAsync("private");
        await EndAsync();
        await PassAsync(2);

        Assert.Equal(0, await EndAsync());
        Assert.Equal(ConnectionStatus.Active, await StatusAsync());
    }

    [Fact]
    public async Task A_group_that_is_open_keeps_the_connection_and_one_that_is_closed_too_does_not()
    {
        var group = _scene.Telegram.CreateGroup("Team", [_scene.ChatId], supergroup: true);
        await _scene.AddRouteAsync(group.Id);
        await CloseAsync("private");
        await EndAsync();
        await PassAsync(31);
        Assert.Equal(0, await EndAsync());

        await CloseAsync("group");
        Assert.Equal(0, await EndAsync());
        await PassAsync(31);
        Assert.Equal(1, await EndAsync());
    }

    private Task<int> CloseAsync(string kind) =>
        _scene.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE destinations SET state = 'unreachable' WHERE kind = {kind}"));

    private Task<int> PassAsync(int days) => _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
        $"UPDATE destinations SET unreachable_since = unreachable_since - make_interval(days => {days})"));

    private Task<ConnectionStatus> StatusAsync() =>
        _scene.ReadAsync(context => context.Connections.Select(connection => connection.Status).SingleAsync());

    private async Task<int> EndAsync()
    {
        await using var scope = _scene.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<UnreachableOwners>().EndAsync(CancellationToken.None);
    }
}
