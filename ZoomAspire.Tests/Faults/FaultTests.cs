using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Faults;

/// <summary>
/// Real processes, killed and cut off from each other by a plan that a seed makes. FAULT_SEED chooses the plan, FAULT_MINUTES turns
/// the short form into the long one (<c>./test.sh --faults [SEED [MINUTES]]</c>).
/// </summary>
[Collection(nameof(FaultedSystems))]
public sealed class FaultTests(FaultSystem system, ITestOutputHelper output)
{
    // A run of the tests that anybody can repeat; others are for the long form.
    private const int UsualSeed = 4;

    private const int Flood = 60;

    // Of 29.
    private const int LeastJudged = 20;

    private static int Seed => Number("FAULT_SEED") ?? UsualSeed;

    [Fact]
    public async Task Whatever_is_killed_or_cut_every_recording_arrives_once_in_its_own_chat()
    {
        output.WriteLine($"FAULT_SEED={Seed}");
        await KeepingLogsAsync(async () =>
        {
            var run = new FaultRun(system, $"{Seed}", output.WriteLine);
            await CarryOutAsync(run);
            await run.SettleAsync();
            Assert.Equal([], await run.ProblemsAsync());
        });
    }

    [Fact]
    public async Task A_flood_of_one_user_holds_up_nobody_else()
    {
        await KeepingLogsAsync(async () =>
        {
            var began = TimeProvider.System.GetUtcNow();
            var run = new FaultRun(system, "flood", output.WriteLine);
            List<ServiceProcess> workers = [.. system.Services.Where(service => service.Kind == "worker")];
            workers.ForEach(worker => worker.Kill());
            // Nobody works while they end, so that all of the flood is there before anything of the others.
            for (var meeting = 0; meeting < Flood; meeting++)
            {
                await run.EndAsync(new PlannedMeeting(Person: 0));
            }

            for (var person = 1; person < FaultSystem.People; person++)
            {
                await run.EndAsync(new PlannedMeeting(person));
            }

            await Eventually.HoldsAsync(
                async () => await system.CountWaitingAsync() == Flood + FaultSystem.People - 1, "all of them wait", TimeSpan.FromMinutes(1));
            await Task.WhenAll(workers.Select(worker => system.ReviveAsync(worker, inRealTime: false)));
            await run.SettleAsync();

            Assert.Equal([], await run.ProblemsAsync());
            // Of each of the others how many of the flood came before; one whose call failed once, and was made again later, is no measure.
            var arrivals = await run.ArrivalsAsync();
            var repeated = await system.ChatsOfRepeatedAsync(began);
            List<int> before =
            [
                .. arrivals.Index().Where(arrival => arrival.Item != system.Persons[0] && !repeated.Contains(arrival.Item.ChatId))
                    .Select(arrival => arrivals.Take(arrival.Index).Count(person => person == system.Persons[0])),
            ];
            output.WriteLine($"Recordings of the flood that came before each of the others: {string.Join(", ", before)}");
            Assert.InRange(before.Count, LeastJudged, FaultSystem.People - 1);
            Assert.True(before[^1] <= Flood / 3, $"Most of the flood came before others: {string.Join(", ", before)}");
        });
    }

    [Fact]
    public async Task What_Zoom_has_given_up_to_tell_is_found_when_an_hour_has_passed()
    {
        await KeepingLogsAsync(async () =>
        {
            var run = new FaultRun(system, "unheard", output.WriteLine);
            await system.UnheardAsync(() => run.EndAsync(new PlannedMeeting(Person: 1)));
            Assert.Equal(0, await system.CountWaitingAsync());

            await run.SettleAsync();

            Assert.Equal([], await run.ProblemsAsync());
        });
    }

    private async Task KeepingLogsAsync(Func<Task> test)
    {
        try
        {
            await test();
        }
        catch (Exception)
        {
            output.WriteLine($"The logs: {system.KeepLogs(Seed)}");
            throw;
        }
    }

    private async Task CarryOutAsync(FaultRun run)
    {
        var plan = new FaultPlan(Seed);
        if (Number("FAULT_MINUTES") is not { } minutes)
        {
            foreach (var round in plan.Short())
            {
                await run.RunAsync(round);
            }

            return;
        }

        var watch = Stopwatch.StartNew();
        var (rounds, whole) = (0, 0);
        while (watch.Elapsed < TimeSpan.FromMinutes(minutes))
        {
            var plans = plan.Whole();
            whole = plans.Count;
            foreach (var round in plans.TakeWhile(_ => watch.Elapsed < TimeSpan.FromMinutes(minutes)))
            {
                await run.RunAsync(round);
                rounds++;
            }
        }

        output.WriteLine($"{rounds} rounds; every fault and every step takes {whole}.");
        Assert.True(rounds >= whole, $"In {minutes} minutes {rounds} of {whole} faults were met: more time is needed.");
    }

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
