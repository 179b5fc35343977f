using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Queue;
using ZoomAspire.Tests.Infrastructure;
using ZoomAspire.Tests.Queue;

namespace ZoomAspire.Tests.Api;

/// <summary>What operators do from a command line, and what health tells them.</summary>
public sealed class OperatorApiTests : IAsyncLifetime
{
    private const string OperatorKey = "operator-key-0123456789-0123456789";
    private const string IntegratorKey = "integrator-key-0123456789-0123456789";

    private TestDatabase _database = null!;
    private ApiFactory _api = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _api = new ApiFactory(_database.ConnectionString)
            .With("ConnectionStrings:redis", QueueHost.NoRedis)
            .With("INTERNAL_API_KEY", $"ops:{OperatorKey}:operate,crm:{IntegratorKey}");
        _client = _api.CreateClient();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _api.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task An_operator_sees_the_queue_in_numbers()
    {
        await BuryAsync(2);

        using var answer = await AskAsync(HttpMethod.Get, "/operator/queue", OperatorKey);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var dead = body.RootElement.GetProperty("deadLetters")[0];
        Assert.Equal(("stage_recording", 2), (dead.GetProperty("kind").GetString(), dead.GetProperty("count").GetInt32()));
    }

    [Fact]
    public async Task A_replay_and_a_sweep_are_done_once_and_leave_lines_with_the_name_of_the_key()
    {
        await BuryAsync(2);

        using var replay = await AskAsync(HttpMethod.Post, "/operator/dead-letters/replay", OperatorKey);
        using var sweep = await AskAsync(HttpMethod.Post, "/operator/sweep", OperatorKey);

        Assert.Equal("""{"count":2}""", await replay.Content.ReadAsStringAsync());
        Assert.Equal("""{"count":0}""", await sweep.Content.ReadAsStringAsync());
        await using var context = _database.NewContext();
        Assert.Equal(2, await context.Jobs.CountAsync(job => job.Status == JobStatus.Queued));
        var lines = await context.AuditLog
            .Where(line => line.Action == AuditActions.DeadLetterReplayed || line.Action == AuditActions.SweepBegun).ToListAsync();
        Assert.Equal(3, lines.Count);
        Assert.All(lines, line => Assert.EndsWith("key ops", line.Source, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(IntegratorKey, HttpStatusCode.Forbidden)]
    [InlineData("no-key-of-ours-0123456789-0123456789", HttpStatusCode.Unauthorized)]
    public async Task A_key_that_does_not_name_it_may_not_operate(string key, HttpStatusCode expected)
    {
        await BuryAsync(1);

        foreach (var (method, path) in new[]
        {
            (HttpMethod.Get, "/operator/queue"), (HttpMethod.Post, "/operator/dead-letters/replay"), (HttpMethod.Post, "/operator/sweep"),
        })
        {
            using var answer = await AskAsync(method, path, key);
            Assert.Equal(expected, answer.StatusCode);
        }

        await using var context = _database.NewContext();
        Assert.Equal(1, await context.Jobs.CountAsync(job => job.Status == JobStatus.Dead));
    }

    [Fact]
    public async Task Health_names_each_dependency_with_its_latency_and_tells_more_to_operators_only()
    {
        using var everybody = await AskAsync(HttpMethod.Get, "/health", null);
        using var integrator = await AskAsync(HttpMethod.Get, "/health", IntegratorKey);
        using var operators = await AskAsync(HttpMethod.Get, "/health", OperatorKey);

        using var body = JsonDocument.Parse(await everybody.Content.ReadAsStringAsync());
        Assert.Equal("Degraded", body.RootElement.GetProperty("Checks").GetProperty("StackExchange.Redis").GetString());
        Assert.Equal(
            body.RootElement.GetProperty("Checks").EnumerateObject().Select(check => check.Name),
            body.RootElement.GetProperty("Milliseconds").EnumerateObject().Select(check => check.Name));
        Assert.False(body.RootElement.TryGetProperty("Details", out _));
        Assert.DoesNotContain("Details", await integrator.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var more = JsonDocument.Parse(await operators.Content.ReadAsStringAsync());
        Assert.NotEqual("", more.RootElement.GetProperty("Details").GetProperty("StackExchange.Redis").GetString());
    }

    private async Task BuryAsync(int count)
    {
        var ids = await QueueHost.AddJobsAsync(_database, await QueueHost.AddTenantAsync(_database), count, JobKind.StageRecording);
        await using var context = _database.NewContext();
        await context.Database.ExecuteSqlAsync(
            $"UPDATE jobs SET status = 'dead', failure_kind = 'permanent', last_error = 'No.', finished_at = now() WHERE id = ANY ({ids})");
    }

    private Task<HttpResponseMessage> AskAsync(HttpMethod method, string path, string? key)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return _client.SendAsync(request);
    }
}
