using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Accounts;

/// <summary>Zoom's redirect to us: the state, the code, and what can go wrong with either.</summary>
public sealed class CallbackTests : IAsyncLifetime
{
    private static readonly TelegramUserId Ann = new(101);

    private AccountsFixture _accounts = null!;

    private ZoomUser AnnsZoom => _accounts.Zoom.Users[0];

    public async Task InitializeAsync() => _accounts = await AccountsFixture.CreateAsync();

    public async Task DisposeAsync() => await _accounts.DisposeAsync();

    [Fact]
    public async Task Of_many_callbacks_with_one_state_one_is_taken()
    {
        var redirect = _accounts.Consent(await _accounts.StartAsync(Ann), AnnsZoom);

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _accounts.CallbackAsync(redirect)));

        Assert.Single(results, result => result is CallbackResult.Approved);
        Assert.Equal(19, results.Count(result => result is CallbackResult.AlreadyUsed));
        Assert.Equal(1, _accounts.Calls(ZoomOperation.Token));
    }

    [Fact]
    public async Task A_state_is_refused_once_it_is_ten_minutes_old()
    {
        var authorize = await _accounts.StartAsync(Ann);
        _accounts.Clock.Advance(TimeSpan.FromMinutes(10));

        Assert.IsType<CallbackResult.Expired>(await _accounts.CallbackAsync(_accounts.Consent(authorize, AnnsZoom)));
        Assert.Equal(0, _accounts.Calls(ZoomOperation.Token));
    }

    [Fact]
    public async Task A_state_signed_with_another_secret_is_refused()
    {
        var other = _accounts.NewProcess(settings: new Dictionary<string, string?> { ["STATE_SECRET"] = new string('x', 32) });
        var redirect = _accounts.Consent(await _accounts.StartAsync(Ann), AnnsZoom);

        await using var scope = other.CreateAsyncScope();
        var flows = scope.ServiceProvider.GetRequiredService<OAuthFlows>();
        Assert.IsType<CallbackResult.Forged>(await flows.CallbackAsync(redirect.State, redirect.Code, default));
    }

    [Fact]
    public async Task A_refusal_connects_nothing_and_uses_the_state_up()
    {
        var authorize = await _accounts.StartAsync(Ann);

        Assert.IsType<CallbackResult.Refused>(await _accounts.CallbackAsync(_accounts.Consent(authorize, AnnsZoom, allow: false)));

        Assert.IsType<CallbackResult.AlreadyUsed>(await _accounts.CallbackAsync(_accounts.Consent(authorize, AnnsZoom)));
        var flow = await _accounts.ReadAsync(context => context.OAuthFlows.SingleAsync());
        Assert.Equal(OAuthFlowOutcome.Refused, flow.Outcome);
        Assert.Null(flow.CodeVerifier);
    }

    [Fact]
    public async Task The_code_is_exchanged_with_the_verifier_of_its_own_flow()
    {
        var first = await _accounts.StartAsync(Ann);
        var second = await _accounts.StartAsync(Ann);
        var query = QueryHelpers.ParseQuery(first.Query);
        Assert.Equal("S256", query["code_challenge_method"]);
        Assert.NotEqual(query["code_challenge"], QueryHelpers.ParseQuery(second.Query)["code_challenge"]);

        // The code of one flow, injected into the other: Zoom checks the verifier, so ours must not be a constant.
        var stolen = _accounts.Consent(first, AnnsZoom).Code;
        var state = _accounts.Consent(second, AnnsZoom).State;
        Assert.IsType<CallbackResult.Failed>(await _accounts.CallbackAsync((state, stolen)));
        Assert.IsType<CallbackResult.Approved>(await _accounts.CallbackAsync(_accounts.Consent(first, AnnsZoom)));
    }

    [Theory]
    [InlineData(ZoomFaultKind.ServerError)]
    [InlineData(ZoomFaultKind.Html)]
    [InlineData(ZoomFaultKind.Drop)]
    [InlineData(ZoomFaultKind.RateLimited)]
    public async Task A_failed_exchange_connects_nothing(ZoomFaultKind fault)
    {
        var redirect = _accounts.Consent(await _accounts.StartAsync(Ann), AnnsZoom);
        _accounts.Fail(ZoomOperation.Token, fault);

        Assert.IsType<CallbackResult.Failed>(await _accounts.CallbackAsync(redirect));

        Assert.Equal(0, await _accounts.ReadAsync(context => context.Connections.CountAsync()));
        var flow = await _accounts.ReadAsync(context => context.OAuthFlows.SingleAsync());
        Assert.Equal(OAuthFlowOutcome.Failed, flow.Outcome);
        Assert.Null(flow.CodeVerifier);
    }

    [Fact]
    public async Task A_profile_that_fails_for_a_moment_is_asked_for_again()
    {
        var redirect = _accounts.Consent(await _accounts.StartAsync(Ann), AnnsZoom);
        _accounts.Fail(ZoomOperation.Profile, ZoomFaultKind.Unavailable, count: 1);

        var callback = _accounts.CallbackAsync(redirect);
        await AdvanceUntilDoneAsync(callback);

        Assert.IsType<CallbackResult.Approved>(await callback);
    }

    [Fact]
    public async Task Tokens_whose_owner_cannot_be_found_out_are_revoked_once_it_is_known_that_they_renew_nothing()
    {
        var redirect = _accounts.Consent(await _accounts.StartAsync(Ann), AnnsZoom);
        _accounts.Fail(ZoomOperation.Profile, ZoomFaultKind.Unavailable);

        var callback = _accounts.CallbackAsync(redirect);
        await AdvanceUntilDoneAsync(callback);

        Assert.IsType<CallbackResult.Failed>(await callback);
        Assert.Equal(0, await _accounts.ReadAsync(context => context.Connections.CountAsync()));
        _accounts.Zoom.SetFaults(new ZoomFaultRequest { Faults = [] });
        _accounts.Clock.Advance(TimeSpan.FromMinutes(5));
        await _accounts.ConnectionsAsync(connections => connections.RevokeDueAsync(default));
        Assert.Empty(_accounts.Zoom.GetState().Grants);
        Assert.Equal(0, await _accounts.ReadAsync(context => context.Connections.CountAsync()));
    }

    [Fact]
    public async Task Tokens_that_cannot_be_stored_are_revoked()
    {
        var redirect = _accounts.Consent(await _accounts.StartAsync(Ann), AnnsZoom);
        await _accounts.ReadAsync(context => context.Database.ExecuteSqlRawAsync(
            "ALTER TABLE connections ADD CONSTRAINT full_disk CHECK (access_token IS NULL)"));

        Assert.IsType<CallbackResult.Failed>(await _accounts.CallbackAsync(redirect));

        Assert.Empty(_accounts.Zoom.GetState().Grants);
    }

    [Fact]
    public async Task A_browser_that_goes_away_does_not_undo_the_exchange()
    {
        var redirect = _accounts.Consent(await _accounts.StartAsync(Ann), AnnsZoom);
        using var gone = new CancellationTokenSource();
        var before = _accounts.Calls(ZoomOperation.Token);
        _accounts.Fail(ZoomOperation.Profile, ZoomFaultKind.Unavailable, count: 1);

        var callback = _accounts.FlowsAsync(flows => flows.CallbackAsync(redirect.State, redirect.Code, gone.Token));
        await Eventually.HoldsAsync(() => _accounts.Calls(ZoomOperation.Token) > before, "the code is exchanged");
        await gone.CancelAsync();
        await AdvanceUntilDoneAsync(callback);

        Assert.IsType<CallbackResult.Approved>(await callback);
    }

    [Fact]
    public async Task Flows_that_nobody_followed_end_and_are_forgotten_a_day_later()
    {
        await _accounts.StartAsync(Ann);
        _accounts.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(1, await _accounts.ExpireAsync());
        var flow = await _accounts.ReadAsync(context => context.OAuthFlows.SingleAsync());
        Assert.Equal(OAuthFlowOutcome.Expired, flow.Outcome);
        Assert.Null(flow.CodeVerifier);
        Assert.Empty(await _accounts.AuditAsync());

        _accounts.Clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));
        Assert.Equal(0, await _accounts.ExpireAsync());
        Assert.Equal(0, await _accounts.ReadAsync(context => context.OAuthFlows.CountAsync()));
    }

    private Task AdvanceUntilDoneAsync(Task work) => Eventually.HoldsAsync(
        () =>
        {
            _accounts.Clock.Advance(TimeSpan.FromSeconds(1));
            return work.IsCompleted;
        },
        "the work is done");
}
