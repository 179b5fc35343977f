using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Simulator.Zoom;

namespace ZoomAspire.Tests.Accounts;

/// <summary>What a connection cannot do, because of its scopes or its plan, is known and told.</summary>
public sealed class ScopesAndPlanTests : IAsyncLifetime
{
    private const string Enough = "user:read:user cloud_recording:read:list_recording_files cloud_recording:read:recording meeting:read:summary";
    private const string All = Enough + " cloud_recording:read:list_user_recordings";

    private static readonly TelegramUserId Ann = new(101);
    private static readonly TelegramUserId Mallory = new(666);

    private AccountsFixture _accounts = null!;

    private ZoomUser AnnsZoom => _accounts.Zoom.Users[0];

    public async Task InitializeAsync() => _accounts = await AccountsFixture.CreateAsync();

    public async Task DisposeAsync() => await _accounts.DisposeAsync();

    [Theory]
    [InlineData(All)]
    [InlineData("recording:read user:read meeting_summary:read")]
    [InlineData("recording:read user_info:read meeting:read meeting_summary:read")]
    [InlineData("recording:read:admin user:read:admin meeting_summary:read:admin")]
    [InlineData("meeting:read:summary:admin cloud_recording:read:list_recording_files:admin cloud_recording:read:recording:admin cloud_recording:read:list_user_recordings:admin user:read:user:admin")]
    [InlineData("")] // Zoom did not say: no reason to alarm anybody.
    public void Scopes_that_suffice_miss_nothing(string granted) => Assert.Empty(ZoomScopes.MissingFrom(granted));

    [Theory]
    [InlineData(Enough, "cloud_recording:read:list_user_recordings", false)]
    [InlineData("user:read:user cloud_recording:read:recording cloud_recording:read:list_user_recordings meeting:read:summary", "cloud_recording:read:list_recording_files", true)]
    [InlineData("user:read:user cloud_recording:read:list_recording_files cloud_recording:read:list_user_recordings meeting:read:summary", "cloud_recording:read:recording", true)]
    [InlineData("recording:read meeting_summary:read", "user:read:user", true)]
    [InlineData("recording:read user:read", "meeting:read:summary", false)]
    public void A_missing_scope_is_named_with_whether_anything_can_be_delivered_without_it(string granted, string scope, bool isRequired)
    {
        var missing = Assert.Single(ZoomScopes.MissingFrom(granted));

        Assert.Equal((scope, isRequired), (missing.Scope, missing.IsRequired));
    }

    [Fact]
    public async Task Finishing_tells_which_scopes_are_missing_and_so_does_the_status()
    {
        Grant("user:read:user cloud_recording:read:recording cloud_recording:read:list_user_recordings meeting:read:summary");

        var finished = await _accounts.ConnectAsync(Ann, AnnsZoom);

        Assert.Equal("cloud_recording:read:list_recording_files", Assert.Single(finished.Missing).Scope);
        var summary = Assert.Single(await _accounts.ConnectionsAsync(c => c.GetForUserAsync(Ann, default)));
        Assert.Equal(finished.Missing, summary.Missing);
        Assert.Empty(await NoticesAsync());
    }

    [Fact]
    public async Task A_profile_that_may_not_be_read_for_want_of_a_scope_is_told_as_that()
    {
        Grant("cloud_recording:read:recording");
        _accounts.Fail(ZoomOperation.Profile, ZoomFaultKind.MissingScope);
        var callback = _accounts.CallbackAsync(_accounts.Consent(await _accounts.StartAsync(Ann), AnnsZoom));
        await Infrastructure.Eventually.HoldsAsync(
            () =>
            {
                _accounts.Clock.Advance(TimeSpan.FromSeconds(1));
                return callback.IsCompleted;
            },
            "the callback is done");

        Assert.IsType<CallbackResult.LacksScopes>(await callback);
        Assert.Empty(_accounts.Zoom.GetState().Grants);
    }

    [Fact]
    public async Task Scopes_that_are_lost_at_a_refresh_are_told_once()
    {
        var connection = (await _accounts.ConnectAsync(Ann, AnnsZoom)).Account.ConnectionId;
        Grant(Enough);
        await RefreshAsync(connection);
        await RefreshAsync(connection);

        var notice = Assert.Single(await NoticesAsync());

        Assert.Equal(connection, notice.SubjectId);
        Assert.Equal(Enough, (await _accounts.ConnectionAsync(connection)).Scopes);
        Grant(All);
        await RefreshAsync(connection);
        Assert.Single(await NoticesAsync());
    }

    [Fact]
    public async Task A_reconnect_with_fewer_scopes_is_told_at_its_finish_and_not_twice()
    {
        await _accounts.ConnectAsync(Ann, AnnsZoom);
        Grant(Enough);

        var nonce = await _accounts.ApproveAsync(Ann, AnnsZoom);
        Assert.Equal(_accounts.Clock.GetUtcNow() + TimeSpan.FromMinutes(10), Assert.Single(await NoticesAsync()).NextAttemptAt);
        var finished = Assert.IsType<FinishResult.Finished>(await _accounts.FinishAsync(nonce, Ann));

        Assert.Single(finished.Missing);
        Assert.Empty(await NoticesAsync());
    }

    [Fact]
    public async Task An_owner_hears_of_scopes_that_a_strangers_attempt_cost()
    {
        var connection = (await _accounts.ConnectAsync(Ann, AnnsZoom)).Account.ConnectionId;
        Grant(Enough);

        await _accounts.FinishAsync(await _accounts.ApproveAsync(linkOf: Mallory, AnnsZoom), Ann);

        Assert.Equal(connection, Assert.Single(await NoticesAsync()).SubjectId);
    }

    [Theory]
    [InlineData(ZoomPlan.Basic, false)]
    [InlineData(ZoomPlan.Licensed, true)]
    public async Task Finishing_tells_whether_the_plan_records_to_the_cloud(ZoomPlan plan, bool expected)
    {
        var user = _accounts.Zoom.AddUser(new NewZoomUser { DisplayName = "Pat", Plan = plan });

        Assert.Equal(expected, (await _accounts.ConnectAsync(Ann, user)).HasCloudRecording);
    }

    private void Grant(string scopes) => _accounts.Zoom.SetFaults(new ZoomFaultRequest { Settings = new ZoomSettings { Scopes = scopes } });

    private async Task RefreshAsync(long connection) =>
        await _accounts.Vault.ReplaceRejectedAsync(connection, await _accounts.Vault.GetAsync(connection, default), default);

    private Task<List<Job>> NoticesAsync() => _accounts.ReadAsync(context =>
        context.Jobs.AsNoTracking().Where(job => job.Kind == JobKind.TellMissingScopes).ToListAsync());
}
