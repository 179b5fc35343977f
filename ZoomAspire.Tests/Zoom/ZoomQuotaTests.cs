using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Zoom;

/// <summary>The quotas of an account, shared and alone.</summary>
public sealed class ZoomQuotaTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static TheoryData<int, int> PlansAndWeights
    {
        get
        {
            var data = new TheoryData<int, int>();
            foreach (var plan in Enum.GetValues<ZoomAccountPlan>())
            {
                foreach (var weight in Enum.GetValues<ZoomCallWeight>())
                {
                    data.Add((int)plan, (int)weight);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(PlansAndWeights))]
    public async Task However_many_processes_call_no_second_has_more_calls_than_the_plan_allows(int planNumber, int weightNumber)
    {
        var (plan, weight) = ((ZoomAccountPlan)planNumber, (ZoomCallWeight)weightNumber);
        await using var one = await ConnectionMultiplexer.ConnectAsync(TestServices.Redis);
        await using var two = await ConnectionMultiplexer.ConnectAsync(TestServices.Redis);
        var prefix = $"test:{Guid.NewGuid():n}:";
        RedisZoomQuotas[] processes = [new(one, prefix), new(two, prefix)];
        await processes[0].LearnAsync("account", plan, Hour);
        var quota = ZoomQuota.PerSecond(plan, weight);
        var asked = Stopwatch.StartNew();

        var taken = await Task.WhenAll(Enumerable.Range(0, quota * 2).Select(i => processes[i % 2].TakeAsync("account", weight, Hour)));

        // All asked within moments: of any second more than the quota allows, the last must wait longer than it.
        Assert.All(taken, take => Assert.True(take.Taken));
        var waits = taken.Select(take => take.Wait).Order().ToList();
        for (var i = 0; i + quota < waits.Count; i++)
        {
            Assert.True(
                waits[i + quota] - waits[i] > TimeSpan.FromMilliseconds(995) - asked.Elapsed,
                $"Calls {i} and {i + quota} are {(waits[i + quota] - waits[i]).TotalMilliseconds} ms apart.");
        }
    }

    [Fact]
    public async Task What_would_take_too_long_is_not_taken_and_costs_nothing()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(TestServices.Redis);
        var quotas = new RedisZoomQuotas(redis, $"test:{Guid.NewGuid():n}:");
        await quotas.BlockAsync("account", ZoomCallWeight.Light, Hour);
        await quotas.BlockAsync("account", ZoomCallWeight.Light, TimeSpan.FromSeconds(1));

        for (var i = 0; i < 100; i++)
        {
            var (wait, taken) = await quotas.TakeAsync("account", ZoomCallWeight.Light, TimeSpan.FromSeconds(3));
            Assert.False(taken);
            Assert.InRange(wait, TimeSpan.FromMinutes(59), Hour);
        }
    }

    [Fact]
    public void Alone_a_process_takes_a_quarter_and_the_clock_gives_it_back()
    {
        var clock = new ManualTimeProvider();
        var quotas = new LocalZoomQuotas(clock);
        var calls = 0;
        for (var second = 0; second < 100; second++)
        {
            while (quotas.Take("account", ZoomCallWeight.Light, TimeSpan.Zero).Taken)
            {
                calls++;
            }

            clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        // Ten seconds of a quarter of three quarters of thirty in a second.
        Assert.InRange(calls, 50, 60);
    }

    [Theory]
    [InlineData("80", (int)ZoomCallWeight.Light, 15, 20)]
    [InlineData("20", (int)ZoomCallWeight.Medium, 3, 5)]
    [InlineData("1", (int)ZoomCallWeight.Heavy, 1, 1)]
    public async Task The_plan_is_learnt_from_what_Zoom_says_its_quota_is(string limit, int weightNumber, int least, int most)
    {
        var weight = (ZoomCallWeight)weightNumber;
        var scene = new Scene();
        await scene.LearnAsync(weight, HttpStatusCode.OK, ("X-RateLimit-Type", "QPS"), ("X-RateLimit-Limit", limit));

        Assert.InRange(scene.CallsInASecond(weight), least, most); // Of a quarter of the quota.
    }

    [Fact]
    public async Task After_a_429_that_says_nothing_the_account_is_taken_for_a_free_one_for_a_while()
    {
        var scene = new Scene();
        await scene.LearnAsync(ZoomCallWeight.Light, HttpStatusCode.TooManyRequests);
        scene.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.InRange(scene.CallsInASecond(ZoomCallWeight.Light), 1, 2);

        scene.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.InRange(scene.CallsInASecond(ZoomCallWeight.Light), 5, 8);
    }

    [Fact]
    public async Task Without_an_account_there_is_no_quota()
    {
        var scene = new Scene();
        for (var i = 0; i < 1000; i++)
        {
            await scene.Limiter.WaitAsync(new ZoomCall(null, ZoomCallWeight.Heavy), CancellationToken.None);
        }
    }

    /// <summary>A process without Redis.</summary>
    private sealed class Scene
    {
        public Scene()
        {
            Quotas = new LocalZoomQuotas(Clock);
            var metrics = new ZoomHttpMetrics(
                new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());
            Limiter = new ZoomRateLimiter(
                Quotas, null, new ZoomHttpTimings { Clock = Clock }, metrics, Clock, NullLogger<ZoomRateLimiter>.Instance);
        }

        public ManualTimeProvider Clock { get; } = new();

        public LocalZoomQuotas Quotas { get; }

        public ZoomRateLimiter Limiter { get; }

        public async Task LearnAsync(ZoomCallWeight weight, HttpStatusCode status, params (string Name, string Value)[] headers)
        {
            using var response = new HttpResponseMessage(status) { Content = new StringContent("{}") };
            foreach (var (name, value) in headers)
            {
                response.Headers.Add(name, value);
            }

            await Limiter.LearnAsync(new ZoomCall("account", weight), response, CancellationToken.None);
        }

        public int CallsInASecond(ZoomCallWeight weight)
        {
            var calls = 0;
            for (var step = 0; step < 100; step++)
            {
                calls += Quotas.Take("account", weight, TimeSpan.Zero).Taken ? 1 : 0;
                Clock.Advance(TimeSpan.FromMilliseconds(10));
            }

            return calls;
        }
    }
}
