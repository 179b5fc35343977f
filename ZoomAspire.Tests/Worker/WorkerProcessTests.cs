using Microsoft.EntityFrameworkCore;
using StackExchange.Redis;
using ZoomAspire.Core.Queue;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Infrastructure;
using ZoomAspire.Tests.Queue;
using ZoomAspire.Tests.Recordings;

namespace ZoomAspire.Tests.Worker;

public sealed class WorkerProcessTests
{
    [Fact]
    public async Task A_worker_killed_in_the_middle_of_a_download_is_replaced_and_the_audio_comes_once()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var scene = await PipelineScene.CreateAsync(redis: redis.ConnectionString);
        scene.Zoom.SetFaults(new ZoomFaultRequest { Settings = new ZoomSettings { DownloadBytesPerSecond = 10_000 } });
        await scene.EndMeetingAsync();
        using (var first = WorkerProcess.Start(scene.Settings))
        {
            await Eventually.HoldsAsync(
                () => scene.Zoom.GetState().Calls.Any(call => call.Operation == ZoomOperation.DownloadFile), "the download has begun");
            await first.KillAsync();
        }

        scene.Zoom.SetFaults(new ZoomFaultRequest { Settings = new ZoomSettings() });
        var job = Assert.Single(await scene.JobsAsync(), job => job.Kind == JobKind.StageRecording);
        Assert.Equal(JobStatus.Running, job.Status);
        await QueueHost.EndLeaseAsync(scene.Database, job.Id);
        using var second = WorkerProcess.Start(scene.Settings);

        await Eventually.HoldsAsync(() => scene.Audios().Count == 1, "the audio is in the chat");

        await Eventually.HoldsAsync(
            () => scene.ReadAsync(context => context.Jobs.AllAsync(row => row.Status == JobStatus.Done)), "all jobs are done");
        Assert.Single(scene.Audios());
        Assert.Equal(0, await second.StopAsync());
    }

    [Fact]
    public async Task A_replica_that_is_added_and_one_that_is_removed_under_load_lose_and_double_nothing()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var scene = await PipelineScene.CreateAsync(redis: redis.ConnectionString);
        using var enough = new CancellationTokenSource();
        using var first = WorkerProcess.Start(scene.Settings);
        var load = EndMeetingsAsync(scene, enough.Token);
        await Eventually.HoldsAsync(() => scene.Audios().Count > 1, "the first works");

        using var second = WorkerProcess.Start(scene.Settings);
        await Eventually.HoldsAsync(() => TakesPartAsync(redis, 2), "the second takes part");
        var before = scene.Audios().Count;
        await Eventually.HoldsAsync(() => scene.Audios().Count > before + 2, "both work");
        Assert.Equal(0, await first.StopAsync());
        before = scene.Audios().Count;
        await Eventually.HoldsAsync(() => scene.Audios().Count > before + 2, "the second goes on alone");
        await enough.CancelAsync();
        var recordings = await load;

        await Eventually.HoldsAsync(
            () => scene.ReadAsync(context => context.Jobs.AllAsync(row => row.Status == JobStatus.Done)), "all jobs are done", TimeSpan.FromMinutes(3));
        Assert.Equal(recordings, scene.Audios().Count);
        Assert.DoesNotContain(scene.Seen(), message => message.Kind == "text" && message.Text.Contains("The audio follows", StringComparison.Ordinal));
        Assert.Equal(0, await second.StopAsync());
    }

    [Fact]
    public async Task A_worker_says_that_it_is_healthy_once_its_servers_answer()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var scene = await PipelineScene.CreateAsync(redis: redis.ConnectionString);
        using var worker = WorkerProcess.Start(scene.Settings);
        using var client = new HttpClient { BaseAddress = worker.Address };

        var answer = await Eventually.GetAsync(() => HealthAsync(client), "the worker is healthy");

        Assert.Contains("\"media\":\"Healthy\"", answer, StringComparison.Ordinal);
        Assert.Contains("\"schema\":\"Healthy\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_without_a_media_store_says_which_variable_is_missing()
    {
        var settings = new Dictionary<string, string?>(TestSettings.All)
        {
            ["ConnectionStrings:zoomaspire"] = TestServices.Postgres,
            ["ConnectionStrings:media"] = "",
            ["MEDIA_TTL"] = "0",
        };
        using var worker = WorkerProcess.Start(settings);

        var errors = await worker.ErrorsAsync();

        Assert.Equal(1, await worker.ExitAsync());
        Assert.Contains("ConnectionStrings__media must name an Endpoint", errors, StringComparison.Ordinal);
        Assert.Contains("MEDIA_TTL must lie between an hour and ten years.", errors, StringComparison.Ordinal);
    }

    // As many as a chat takes.
    private static async Task<int> EndMeetingsAsync(PipelineScene scene, CancellationToken enough)
    {
        var recordings = 0;
        for (; !enough.IsCancellationRequested; recordings++)
        {
            await scene.EndMeetingAsync();
            await Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None);
        }

        return recordings;
    }

    private static async Task<bool> TakesPartAsync(RedisServer redis, int workers)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        return (await connection.GetDatabase().StreamConsumerInfoAsync(RedisJobStream.Key, "workers")).Length >= workers;
    }

    private static async Task<string?> HealthAsync(HttpClient client)
    {
        try
        {
            using var response = await client.GetAsync(new Uri("health", UriKind.Relative));
            return response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync() : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
