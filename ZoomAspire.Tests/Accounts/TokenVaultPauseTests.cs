using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Simulator.Zoom;

namespace ZoomAspire.Tests.Accounts;

/// <summary>A provider in trouble is not asked more often than it can bear; clocks that differ cost nobody a connection.</summary>
public sealed class TokenVaultPauseTests : IAsyncLifetime
{
    private static readonly TelegramUserId Ann = new(101);
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(1);

    private AccountsFixture _accounts = null!;
    private long _connection;

    public async Task InitializeAsync()
    {
        _accounts = await AccountsFixture.CreateAsync();
        _connection = (await _accounts.ConnectAsync(Ann, _accounts.Zoom.Users[0])).Account.ConnectionId;
    }

    public async Task DisposeAsync() => await _accounts.DisposeAsync();

    [Fact]
    public async Task Fifty_callers_in_five_processes_ask_a_provider_in_trouble_once()
    {
        _accounts.Clock.Advance(TokenLifetime);
        _accounts.Fail(ZoomOperation.Token, ZoomFaultKind.Unavailable);
        var asked = _accounts.Calls(ZoomOperation.Token);
        var vaults = Enumerable.Range(0, 5).Select(_ => _accounts.NewProcess().GetRequiredService<TokenVault>()).ToList();

        var failures = await Task.WhenAll(Enumerable.Range(0, 50).Select(
            i => Task.Run(() => Record.ExceptionAsync(() => vaults[i % 5].GetAsync(_connection, default)))));

        Assert.All(failures, failure => Assert.IsType<OAuthException>(failure));
        Assert.Equal(asked + 1, _accounts.Calls(ZoomOperation.Token));
        Assert.Equal(1, (await _accounts.ConnectionAsync(_connection)).RefreshErrorCount);
    }

    [Fact]
    public async Task Pauses_grow_from_two_seconds_to_five_minutes_and_end_with_the_first_success()
    {
        _accounts.Clock.Advance(TokenLifetime);
        _accounts.Fail(ZoomOperation.Token, ZoomFaultKind.Unavailable);
        var pauses = new List<double>();
        for (var i = 0; i < 10; i++)
        {
            await Assert.ThrowsAsync<OAuthException>(() => _accounts.Vault.GetAsync(_connection, default));
            var paused = await Assert.ThrowsAsync<OAuthException>(() => _accounts.Vault.GetAsync(_connection, default));
            pauses.Add(paused.RetryAfter!.Value.TotalSeconds);
            _accounts.Clock.Advance(paused.RetryAfter.Value);
        }

        Assert.Equal([2, 4, 8, 16, 32, 64, 128, 256, 300, 300], pauses);
        _accounts.Zoom.SetFaults(new ZoomFaultRequest { Faults = [] });
        Assert.NotNull(await _accounts.Vault.GetAsync(_connection, default));
        Assert.Null((await _accounts.ConnectionAsync(_connection)).RefreshNotBefore);
    }

    [Fact]
    public async Task Retry_after_is_obeyed_by_every_process()
    {
        _accounts.Clock.Advance(TokenLifetime);
        _accounts.Zoom.SetFaults(new ZoomFaultRequest
        {
            Faults =
            [
                new ZoomFault
                {
                    On = ZoomOperation.Token, Kind = ZoomFaultKind.RateLimited, Count = 1, RateLimit = ZoomRateLimitStyle.Seconds, Seconds = 900,
                },
            ],
        });
        await Assert.ThrowsAsync<OAuthException>(() => _accounts.Vault.GetAsync(_connection, default));
        var other = _accounts.NewProcess().GetRequiredService<TokenVault>();

        _accounts.Clock.Advance(TimeSpan.FromSeconds(899));
        var paused = await Assert.ThrowsAsync<OAuthException>(() => other.GetAsync(_connection, default));
        Assert.Equal(TimeSpan.FromSeconds(1), paused.RetryAfter);
        _accounts.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.NotNull(await other.GetAsync(_connection, default));
    }

    [Fact]
    public async Task While_refreshing_pauses_a_token_that_is_still_good_is_handed_out()
    {
        _accounts.Clock.Advance(TokenLifetime - TimeSpan.FromMinutes(3));
        _accounts.Fail(ZoomOperation.Token, ZoomFaultKind.Unavailable);
        var token = await _accounts.Vault.GetAsync(_connection, default);
        var asked = _accounts.Calls(ZoomOperation.Token);

        Assert.Equal(token, await _accounts.Vault.GetAsync(_connection, default));

        Assert.Equal(asked, _accounts.Calls(ZoomOperation.Token));
    }

    [Fact]
    public async Task What_was_not_sent_because_zoom_is_left_alone_is_no_failure()
    {
        _accounts.Clock.Advance(TokenLifetime);
        var vault = _accounts.NewProcess(services => TokenVaultTests.Intercept(
            services, () => throw new OAuthException(OAuthFailure.Transient, OAuthException.LeftAlone, TimeSpan.FromSeconds(15)))).GetRequiredService<TokenVault>();

        var failure = await Assert.ThrowsAsync<OAuthException>(() => vault.GetAsync(_connection, default));

        Assert.Equal(TimeSpan.FromSeconds(15), failure.RetryAfter);
        var connection = await _accounts.ConnectionAsync(_connection);
        Assert.Equal((0, null), (connection.RefreshErrorCount, connection.RefreshNotBefore));
        Assert.DoesNotContain(Core.Audit.AuditActions.RefreshFailed, await _accounts.AuditAsync());
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(5)]
    public async Task A_clock_that_differs_from_zooms_by_five_minutes_changes_nothing(int minutes)
    {
        // Connected, and from then on served, by a process whose clock is wrong: what counts is how long, never when.
        var vault = Skewed(minutes).GetRequiredService<TokenVault>();
        await vault.GetAsync(_connection, default);
        _accounts.Clock.Advance(TokenLifetime);
        for (var i = 0; i < 13; i++)
        {
            var token = await vault.GetAsync(_connection, default);
            Assert.NotNull(_accounts.Zoom.OAuth.FindAccess(token.Value));
            _accounts.Clock.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.Equal(ConnectionStatus.Active, (await _accounts.ConnectionAsync(_connection)).Status);
    }

    [Theory]
    [InlineData(-5, 5)]
    [InlineData(5, -5)]
    public async Task Processes_whose_clocks_differ_hand_out_good_tokens_or_replace_refused_ones(int first, int second)
    {
        var (one, other) = (Skewed(first).GetRequiredService<TokenVault>(), Skewed(second).GetRequiredService<TokenVault>());
        _accounts.Clock.Advance(TokenLifetime);
        for (var i = 0; i < 30; i++)
        {
            foreach (var vault in new[] { one, other })
            {
                var token = await vault.GetAsync(_connection, default);
                if (_accounts.Zoom.OAuth.FindAccess(token.Value) is null)
                {
                    token = await vault.ReplaceRejectedAsync(_connection, token, default); // As the client does after a 401.
                    Assert.NotNull(_accounts.Zoom.OAuth.FindAccess(token.Value));
                }
            }

            _accounts.Clock.Advance(TimeSpan.FromMinutes(4));
        }

        Assert.Equal(ConnectionStatus.Active, (await _accounts.ConnectionAsync(_connection)).Status);
        Assert.InRange(_accounts.Refreshes(_accounts.Zoom.Users[0]), 2, 8);
    }

    private IServiceProvider Skewed(int minutes) => _accounts.NewSkewedProcess(minutes);
}
