using System.Globalization;
using System.Net;
using Xunit.Abstractions;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Faults;

/// <summary>
/// What practitioners lose connections by: many callers, many processes, and deaths in the middle of a refresh. ROTATION_SEED and
/// ROTATION_COUNT choose another plan and a longer one (<c>./test.sh --rotations [SEED [COUNT]]</c>).
/// </summary>
[Collection(nameof(FaultedSystems))]
public sealed class RotationTests(FaultSystem system, ITestOutputHelper output) : IAsyncLifetime
{
    private const int UsualSeed = 4;
    private const int UsualCount = 50;

    // Zoom keeps the old pair alive for a moment; longer than a process needs to come up again on a slow machine.
    private const int Grace = 120;

    // From when the API says that a link is dead.
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(20);

    private readonly Rotations _rotations = new(system, Number("ROTATION_SEED") ?? UsualSeed, output.WriteLine);

    public Task InitializeAsync() => _rotations.BothAnswerAsync();

    // As it was for whoever comes next.
    public async Task DisposeAsync()
    {
        await system.Control.SetGraceAsync(seconds: 0);
        _rotations.Dispose();
    }

    [Fact]
    public async Task Two_hundred_callers_of_two_processes_who_meet_an_expired_token_make_one_refresh()
    {
        var person = system.Persons[0];
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], await _rotations.CallAsync(person, 2));
        var before = await system.Control.CountRefreshesAsync();
        await system.ExpireTokenAsync(person);

        var answers = await _rotations.CallAsync(person, 200);

        Assert.Equal(before + 1, await system.Control.CountRefreshesAsync());
        // Zoom's quota lets a Pro account make 30 calls a second: some callers are told to come again, none anything else.
        Assert.All(answers, answer => Assert.True(answer is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, $"{answer}"));
        Assert.True(answers.Count(answer => answer == HttpStatusCode.OK) >= 60);
    }

    [Fact]
    public async Task Deaths_in_the_middle_of_refreshes_lose_no_connection_while_Zoom_keeps_the_old_pair_for_a_moment()
    {
        var count = Number("ROTATION_COUNT") ?? UsualCount;
        await system.Control.SetGraceAsync(Grace);
        while (_rotations.Rotated < count)
        {
            foreach (var step in _rotations.Shuffled(VaultStep.All).TakeWhile(_ => _rotations.Rotated < count))
            {
                var person = _rotations.Pick();
                var killed = await _rotations.KillAtAsync(step, person);
                Assert.True(await _rotations.RotateAsync(person), $"Lost: {step.Step}");
                await Task.WhenAll(_rotations.RotateAsync(Math.Min(5, count - _rotations.Rotated)), system.ReviveAsync(killed, inRealTime: false));
            }
        }

        output.WriteLine($"{_rotations.Rotated} rotations");
        await _rotations.BothAnswerAsync();
        Assert.Equal([], await _rotations.DeadAsync());
    }

    [Fact]
    public async Task Without_that_moment_only_a_death_between_Zooms_answer_and_our_commit_loses_one_and_its_owner_is_told_at_once()
    {
        // In every run of the tests one of either sort, in the long form all.
        var steps = _rotations.Shuffled(VaultStep.All);
        IEnumerable<VaultStep> chosen = Number("ROTATION_COUNT") is null ? [steps.First(step => step.Loses), steps.First(step => !step.Loses)] : steps;
        foreach (var (step, person) in chosen.Zip(_rotations.PickAll()))
        {
            var last = await system.Control.LastAsync(person);
            await system.ReviveAsync(await _rotations.KillAtAsync(step, person), inRealTime: false);

            Assert.Equal(!step.Loses, await _rotations.RotateAsync(person));
            if (step.Loses)
            {
                await ToldAndReconnectedAsync(person, last);
            }
        }

        await _rotations.BothAnswerAsync();
        Assert.Equal([], await _rotations.DeadAsync());
    }

    [Fact]
    public async Task A_death_while_it_is_found_out_that_a_link_is_dead_keeps_its_owner_from_nothing()
    {
        var steps = _rotations.Shuffled(VaultStep.AfterRefusal);
        foreach (var (step, person) in steps.Take(Number("ROTATION_COUNT") is null ? 2 : steps.Count).Zip(_rotations.PickAll()))
        {
            var last = await system.Control.LastAsync(person);
            await system.KillPairAsync(person);
            await system.ReviveAsync(await _rotations.KillAtAsync(step, person), inRealTime: false);

            Assert.False(await _rotations.RotateAsync(person));
            await ToldAndReconnectedAsync(person, last);
        }

        await _rotations.BothAnswerAsync();
        Assert.Equal([], await _rotations.DeadAsync());
    }

    [Fact]
    public async Task Under_load_keys_are_replaced_by_rolling_restarts_of_all_services_and_the_old_one_goes()
    {
        var old = system.TokenKeys;
        var next = FaultSystem.NewKey();

        await _rotations.RotateWhileAsync(async () =>
        {
            await system.RollAsync($"{next},{old}");
            await Eventually.HoldsAsync(
                async () => await system.CountSealedByOthersAsync(next) == 0, "everything is sealed with the new key", TimeSpan.FromMinutes(1));
            await system.RollAsync(next);
        });

        output.WriteLine($"{_rotations.Rotated} rotations meanwhile");
        Assert.Equal(0, await system.CountSealedByOthersAsync(next));
        foreach (var person in system.Persons)
        {
            Assert.True(await _rotations.RotateAsync(person));
        }

        Assert.Equal([], await _rotations.DeadAsync());
    }

    private async Task ToldAndReconnectedAsync(Person person, int last)
    {
        await system.Control.MessageAsync(
            person.ChatId, message => message.MessageId > last && IsReconnect(message), "its owner is told at once", AtOnce);
        await system.Control.ReconnectAsync(person);
        Assert.True(await _rotations.RotateAsync(person));
    }

    private static bool IsReconnect(MessageView message) =>
        message.Text.Contains("Zoom no longer lets me read the recordings", StringComparison.Ordinal) &&
        message.Keyboard.SelectMany(row => row).Any(button => button.Text == "Reconnect Zoom");

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
