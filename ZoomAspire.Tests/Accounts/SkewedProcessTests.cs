using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Accounts;

/// <summary>Two processes whose clocks are five minutes wrong, one way or the other: what one writes the other understands.</summary>
public sealed class SkewedProcessTests : IAsyncLifetime
{
    private static readonly TelegramUserId Ann = new(101);
    private static readonly TelegramUserId Bob = new(102);

    private AccountsFixture _accounts = null!;
    private long _connection;

    public static TheoryData<int, int> Clocks => new() { { -5, 5 }, { 5, -5 }, { 0, 5 }, { 0, -5 } };

    private ZoomUser AnnsZoom => _accounts.Zoom.Users[0];

    public async Task InitializeAsync()
    {
        _accounts = await AccountsFixture.CreateAsync();
        _connection = (await _accounts.ConnectAsync(Ann, AnnsZoom)).Account.ConnectionId;
    }

    public async Task DisposeAsync() => await _accounts.DisposeAsync();

    [Theory]
    [MemberData(nameof(Clocks))]
    public async Task A_refusal_is_not_believed_in_the_middle_of_an_approval(int api, int worker)
    {
        // Somebody else approves with Ann's account: her pair dies, and for a moment nobody knows whose the new one is.
        _accounts.Clock.Advance(TimeSpan.FromMinutes(5));
        var redirect = _accounts.Consent(await _accounts.StartAsync(Bob), AnnsZoom);
        _accounts.Fail(ZoomOperation.Profile, ZoomFaultKind.Unavailable, count: 1);
        var callback = InFlowsAsync(api, flows => flows.CallbackAsync(redirect.State, redirect.Code, default));
        await Eventually.HoldsAsync(() => _accounts.Zoom.GetState().Faults.Count == 0, "the approval waits to ask for the profile again");
        var vault = _accounts.NewSkewedProcess(worker).GetRequiredService<TokenVault>();
        var token = new AccessToken((await _accounts.Vault.GetAsync(_connection, default)).Value, _accounts.Simulator.ZoomAddress);

        var failure = await Assert.ThrowsAsync<OAuthException>(() => vault.ReplaceRejectedAsync(_connection, token, default));

        Assert.Equal(OAuthFailure.Transient, failure.Failure);
        Assert.Empty(_accounts.Events.All);
        await _accounts.AdvanceUntilDoneAsync(callback);
        Assert.IsType<CallbackResult.Approved>(await callback);
        Assert.NotNull(await vault.GetAsync(_connection, default));
    }

    [Theory]
    [MemberData(nameof(Clocks))]
    public async Task A_link_and_what_follows_it_is_good_for_its_time_whoever_measures_it(int api, int other)
    {
        var authorize = await InFlowsAsync(api, flows => flows.StartAsync(Bob, TelegramChatId.PrivateWith(Bob), null, null, default));
        var late = await InFlowsAsync(api, flows => flows.StartAsync(Bob, TelegramChatId.PrivateWith(Bob), null, null, default));
        _accounts.Clock.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(0, await InFlowsAsync(other, flows => flows.ExpireAsync(default)));

        var redirect = _accounts.Consent(authorize, _accounts.Zoom.Users[1]);
        var approved = Assert.IsType<CallbackResult.Approved>(
            await InFlowsAsync(other, flows => flows.CallbackAsync(redirect.State, redirect.Code, default)));
        _accounts.Clock.Advance(TimeSpan.FromMinutes(1));
        redirect = _accounts.Consent(late, _accounts.Zoom.Users[1]);
        Assert.IsType<CallbackResult.Expired>(await InFlowsAsync(other, flows => flows.CallbackAsync(redirect.State, redirect.Code, default)));
        _accounts.Clock.Advance(TimeSpan.FromMinutes(8));
        Assert.Equal(1, await InFlowsAsync(other, flows => flows.ExpireAsync(default)));

        Assert.IsType<FinishResult.Finished>(await InFlowsAsync(api, flows => flows.FinishAsync(approved.Nonce, Bob, default)));
    }

    [Theory]
    [MemberData(nameof(Clocks))]
    public async Task A_pause_after_a_failure_is_as_long_for_every_process(int first, int second)
    {
        _accounts.Fail(ZoomOperation.Token, ZoomFaultKind.Unavailable);
        _accounts.Clock.Advance(TimeSpan.FromHours(2));
        var (one, other) = (_accounts.NewSkewedProcess(first), _accounts.NewSkewedProcess(second));
        await Assert.ThrowsAsync<OAuthException>(() => one.GetRequiredService<TokenVault>().GetAsync(_connection, default));
        var asked = _accounts.Calls(ZoomOperation.Token);

        var paused = await Assert.ThrowsAsync<OAuthException>(() => other.GetRequiredService<TokenVault>().GetAsync(_connection, default));

        Assert.Equal(TimeSpan.FromSeconds(2), paused.RetryAfter);
        Assert.Equal(asked, _accounts.Calls(ZoomOperation.Token));
    }

    [Theory]
    [MemberData(nameof(Clocks))]
    public async Task A_doubtful_refusal_is_believed_only_when_it_comes_again_minutes_later(int first, int second)
    {
        _accounts.Clock.Advance(TimeSpan.FromHours(2));
        await Assert.ThrowsAsync<OAuthException>(() => Doubting(first).GetAsync(_connection, default));
        _accounts.Clock.Advance(TimeSpan.FromSeconds(119));
        await Assert.ThrowsAsync<OAuthException>(() => Doubting(second).GetAsync(_connection, default));
        _accounts.Clock.Advance(TimeSpan.FromMinutes(1));

        await Assert.ThrowsAsync<ReauthorizationRequiredException>(() => Doubting(second).GetAsync(_connection, default));
    }

    [Theory]
    [MemberData(nameof(Clocks))]
    public async Task What_one_process_is_revoking_no_other_takes_up(int api, int worker)
    {
        _accounts.Fail(ZoomOperation.Revoke, ZoomFaultKind.Unavailable);
        await InScopeAsync(api, (Connections connections) => connections.DisconnectAsync(Ann, _connection, default));

        Assert.Equal(0, await InScopeAsync(worker, (Connections connections) => connections.RevokeDueAsync(default)));
        _accounts.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await InScopeAsync(worker, (Connections connections) => connections.RevokeDueAsync(default)));
    }

    [Fact]
    public async Task The_clock_that_all_share_is_the_databases_and_goes_on_within_a_transaction()
    {
        await using var context = _accounts.Database.NewContext();
        var clock = new DatabaseClock(context);
        await using var transaction = await context.Database.BeginTransactionAsync();

        var first = await clock.NowAsync(default);
        var second = await clock.NowAsync(default);

        Assert.True(second > first);
        Assert.InRange((first - TimeProvider.System.GetUtcNow()).Duration(), TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    private TokenVault Doubting(int minutesAhead) => _accounts.NewSkewedProcess(minutesAhead, services => TokenVaultTests.Intercept(
        services, () => throw new OAuthException(OAuthFailure.Doubtful, "as_the_test_wants"))).GetRequiredService<TokenVault>();

    private Task<T> InFlowsAsync<T>(int minutesAhead, Func<OAuthFlows, Task<T>> act) => InScopeAsync(minutesAhead, act);

    private async Task<T> InScopeAsync<TService, T>(int minutesAhead, Func<TService, Task<T>> act)
        where TService : notnull
    {
        await using var scope = _accounts.NewSkewedProcess(minutesAhead).CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<TService>());
    }
}
