using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Tests.Infrastructure;
using ZoomAspire.Tests.Queue;

namespace ZoomAspire.Tests.Recordings;

/// <summary>Half of a worker's places for notes, and who is sent away comes back when one is to be expected.</summary>
public sealed class NotesTurnTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private TestDatabase _database = null!;
    private QueueHost _host = null!;
    private NotesTurn _turn = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _host = QueueHost.Create(_database, QueueHost.NoRedis, kinds: JobKind.FetchNotes);
        _turn = new NotesTurn(
            _host.Services.GetRequiredService<IServiceScopeFactory>(), Options.Create(new QueueOptions { Concurrency = 4 }), _time);
    }

    public async Task DisposeAsync()
    {
        _turn.Dispose();
        await _host.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Half_of_the_places_are_for_notes()
    {
        using var one = await TakeAsync();
        using (await TakeAsync())
        {
            await RefusedAsync();
        }

        using var next = await TakeAsync();
    }

    [Fact]
    public async Task Who_finds_no_place_comes_back_after_those_who_found_none_before()
    {
        using var one = await TakeAsync();
        using var another = await TakeAsync();

        var first = await RefusedAsync();
        var second = await RefusedAsync();

        Assert.True(first > TimeSpan.Zero);
        Assert.Equal(2 * first, second);
    }

    [Fact]
    public async Task While_the_places_are_held_for_longer_than_usual_nobody_comes_back_at_the_usual_pace()
    {
        using var one = await TakeAsync();
        using var another = await TakeAsync();
        var usual = await RefusedAsync();

        _time.Advance(TimeSpan.FromSeconds(20));

        Assert.True(await RefusedAsync() >= TimeSpan.FromSeconds(20));
        Assert.True(usual < TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Who_is_sent_away_because_of_another_meeting_of_his_user_does_not_make_places_look_quickly_free()
    {
        var tenant = await QueueHost.AddTenantAsync(_database);
        using var one = await TakeAsync(tenant);
        var otherMeeting = await ClaimAsync(tenant);
        for (var time = 0; time < 20; time++)
        {
            await Assert.ThrowsAsync<JobPostponedException>(() => _turn.DemandAsync(otherMeeting, default));
        }

        using var another = await TakeAsync();

        // Of a second each, as long as nothing is known, and two places.
        Assert.Equal(TimeSpan.FromSeconds(0.5), await RefusedAsync());
    }

    [Fact]
    public async Task The_longer_the_others_have_taken_the_later_he_comes_but_within_a_minute()
    {
        using var one = await TakeAsync();
        var usual = await DelayWithBothTakenAsync(TimeSpan.FromSeconds(1));

        Assert.True(await DelayWithBothTakenAsync(TimeSpan.FromSeconds(20)) > 2 * usual);
        Assert.Equal(TimeSpan.FromMinutes(1), await DelayWithBothTakenAsync(TimeSpan.FromHours(1)));
    }

    [Fact]
    public async Task Of_one_user_one_meeting_at_a_time()
    {
        var tenant = await QueueHost.AddTenantAsync(_database);
        using var first = await TakeAsync(tenant);

        var postponed = await Assert.ThrowsAsync<JobPostponedException>(() => TakeAsync(tenant));

        Assert.True(postponed.Delay > TimeSpan.Zero);
        using var another = await TakeAsync(); // Who was sent away holds no place.
    }

    // After somebody has held the second place for a time.
    private async Task<TimeSpan> DelayWithBothTakenAsync(TimeSpan held)
    {
        using (await TakeAsync())
        {
            _time.Advance(held);
        }

        _time.Advance(TimeSpan.FromMinutes(1)); // Those before have had their turns.
        using var again = await TakeAsync();
        return await RefusedAsync();
    }

    private async Task<TimeSpan> RefusedAsync() => (await Assert.ThrowsAsync<JobPostponedException>(() => TakeAsync())).Delay;

    private async Task<IDisposable> TakeAsync(long? tenantId = null) =>
        await _turn.DemandAsync(await ClaimAsync(tenantId ?? await QueueHost.AddTenantAsync(_database)), default);

    private async Task<JobLease> ClaimAsync(long tenantId)
    {
        var id = Assert.Single(await QueueHost.AddJobsAsync(_database, tenantId, 1, JobKind.FetchNotes));
        return new JobLease((await _host.Store.ClaimAsync(id, default))!, _host.Store);
    }
}
