using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Audit;
using ZoomAspire.Tests.Accounts;

namespace ZoomAspire.Tests.Audit;

public sealed class RefusalAuditTests : IAsyncLifetime
{
    private static readonly IPAddress Somebody = IPAddress.Parse("203.0.113.77");

    private AccountsFixture _accounts = null!;

    public async Task InitializeAsync() => _accounts = await AccountsFixture.CreateAsync();

    public async Task DisposeAsync() => await _accounts.DisposeAsync();

    [Fact]
    public async Task A_burst_of_wrong_signatures_is_one_line_and_single_ones_are_none()
    {
        var audit = _accounts.Services.GetRequiredService<RefusalAudit>();
        for (var i = 0; i < RefusalAudit.BurstSize * 2; i++)
        {
            _accounts.Clock.Advance(RefusalAudit.Window);
            await audit.SignatureRefusedAsync(Somebody, default);
        }

        Assert.Empty(await _accounts.AuditAsync());

        for (var i = 0; i < RefusalAudit.BurstSize * 3; i++)
        {
            await audit.SignatureRefusedAsync(Somebody, default);
        }

        Assert.Equal([AuditActions.SignaturesRefused], await _accounts.AuditAsync());
        var line = await _accounts.ReadAsync(context => context.AuditLog.SingleAsync());
        Assert.EndsWith(" 203.0.113.0/24", line.Source, StringComparison.Ordinal);

        _accounts.Clock.Advance(RefusalAudit.Silence);
        for (var i = 0; i < RefusalAudit.BurstSize; i++)
        {
            await audit.SignatureRefusedAsync(Somebody, default);
        }

        Assert.Equal(2, (await _accounts.AuditAsync()).Count);
    }

    [Fact]
    public async Task Refused_states_are_written_up_to_a_bound()
    {
        var audit = _accounts.Services.GetRequiredService<RefusalAudit>();
        for (var i = 0; i < RefusalAudit.MaxStates + 20; i++)
        {
            await audit.StateRefusedAsync("forged", null, default);
        }

        Assert.Equal(RefusalAudit.MaxStates, (await _accounts.AuditAsync()).Count(action => action == AuditActions.StateRefused));
        _accounts.Clock.Advance(RefusalAudit.StateWindow);
        await Infrastructure.Eventually.HoldsAsync(
            async () => (await _accounts.AuditAsync()).Count == RefusalAudit.MaxStates + 1, "how many there were is written");
        await audit.StateRefusedAsync("used", null, default);
        Assert.Equal(
            ["used", "20 more within an hour"],
            await _accounts.ReadAsync(context => context.AuditLog.OrderByDescending(entry => entry.Id).Take(2).Select(entry => entry.Detail).ToListAsync()));
    }

    [Fact]
    public async Task A_few_refused_states_are_followed_by_no_sum()
    {
        var audit = _accounts.Services.GetRequiredService<RefusalAudit>();
        await audit.StateRefusedAsync("forged", null, default);
        _accounts.Clock.Advance(RefusalAudit.StateWindow);
        await audit.StateRefusedAsync("forged", null, default);

        Assert.Equal(2, (await _accounts.AuditAsync()).Count);
    }

    [Theory]
    [InlineData("203.0.113.77", "203.0.113.0/24")]
    [InlineData("::ffff:203.0.113.77", "203.0.113.0/24")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48")]
    public void An_address_is_kept_as_its_network(string address, string network) =>
        Assert.Equal(network, RefusalAudit.Network(IPAddress.Parse(address)));
}
