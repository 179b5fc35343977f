using System.Net;
using StackExchange.Redis;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Zoom;

/// <summary>How calls to Zoom fare on a bad network.</summary>
public sealed class ZoomHttpTests
{
    public static TheoryData<HttpStatusCode> Passing => [
        HttpStatusCode.InternalServerError, HttpStatusCode.BadGateway, HttpStatusCode.ServiceUnavailable, HttpStatusCode.TooManyRequests];

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task What_passes_is_asked_again_twice(HttpStatusCode status)
    {
        await using var scene = new ZoomHttpScene();
        scene.Answer(status, times: 2);

        Assert.Equal(HttpStatusCode.OK, (await scene.SendAsync()).StatusCode);
        Assert.Equal(3, scene.Sent);
    }

    [Fact]
    public async Task What_does_not_pass_goes_up_after_the_third_try()
    {
        await using var scene = new ZoomHttpScene();
        scene.Answer(HttpStatusCode.InternalServerError, times: 10);

        Assert.Equal(HttpStatusCode.InternalServerError, (await scene.SendAsync()).StatusCode);
        Assert.Equal(3, scene.Sent);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.NotFound)]
    public async Task A_refusal_is_not_asked_again(HttpStatusCode status)
    {
        await using var scene = new ZoomHttpScene();
        scene.Answer(status);

        Assert.Equal(status, (await scene.SendAsync()).StatusCode);
        Assert.Equal(1, scene.Sent);
    }

    [Fact]
    public async Task A_connection_that_breaks_off_in_the_body_is_tried_again()
    {
        await using var scene = new ZoomHttpScene();
        scene.Answers.Enqueue(_ => throw new HttpRequestException("reset"));
        scene.Answers.Enqueue(_ => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new BrokenStream()) }));

        Assert.Equal("{}", await (await scene.SendAsync()).Content.ReadAsStringAsync());
        Assert.Equal(3, scene.Sent);
    }

    [Fact]
    public async Task A_try_that_hangs_is_given_up_and_made_again()
    {
        await using var scene = new ZoomHttpScene(ZoomHttpScene.Fast with { Try = TimeSpan.FromMilliseconds(200) });
        scene.Answers.Enqueue(HangAsync);

        Assert.Equal(HttpStatusCode.OK, (await scene.SendAsync()).StatusCode);
        Assert.Equal(2, scene.Sent);
    }

    [Fact]
    public async Task A_call_ends_in_time_however_long_its_tries_may_take()
    {
        await using var scene = new ZoomHttpScene(ZoomHttpScene.Fast with { Whole = TimeSpan.FromMilliseconds(200) });
        scene.Answers.Enqueue(HangAsync);

        await Assert.ThrowsAsync<TaskCanceledException>(() => scene.SendAsync());
        Assert.Equal(1, scene.Sent);
    }

    [Fact]
    public async Task An_answer_without_end_is_a_failure_and_not_asked_for_again()
    {
        await using var scene = new ZoomHttpScene();
        scene.Answer(HttpStatusCode.OK, body: new string('x', 20_000));

        await Assert.ThrowsAsync<HttpRequestException>(() => scene.SendAsync());
        Assert.Equal(1, scene.Sent);
    }

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task What_may_have_been_done_is_never_sent_twice(HttpStatusCode status)
    {
        await using var scene = new ZoomHttpScene();
        scene.Answer(status);

        Assert.Equal(status, (await scene.SendAsync(HttpMethod.Post)).StatusCode);
        Assert.Equal(1, scene.Sent);
    }

    [Theory]
    [InlineData("Retry-After", "17")]
    [InlineData("Retry-After", "Fri, 20 Nov 2026 09:01:00 GMT")]
    [InlineData("Retry-After", "2026-11-21T00:00:00Z")]
    [InlineData("X-RateLimit-Reset", "1795165260")]
    public async Task A_long_wait_is_the_callers_and_meanwhile_nobody_asks(string header, string value)
    {
        await using var scene = new ZoomHttpScene();
        scene.Answer(HttpStatusCode.TooManyRequests, header, value);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await scene.SendAsync()).StatusCode);
        var refused = await Assert.ThrowsAsync<ZoomApiException>(() => scene.SendAsync());

        Assert.Equal(ZoomFailureKind.RateLimited, refused.Kind);
        Assert.InRange(refused.RetryAfter!.Value, TimeSpan.FromSeconds(5), TimeSpan.FromDays(1));
        Assert.Equal(1, scene.Sent);
    }

    [Fact]
    public async Task What_one_account_has_used_up_is_no_matter_for_another_nor_for_another_quota()
    {
        await using var scene = new ZoomHttpScene();
        scene.Answer(HttpStatusCode.TooManyRequests, "Retry-After", "60");
        await scene.SendAsync();

        Assert.Equal(HttpStatusCode.OK, (await scene.SendAsync(account: "other")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await scene.SendAsync(weight: ZoomCallWeight.Medium)).StatusCode);
        await Assert.ThrowsAsync<ZoomApiException>(() => scene.SendAsync());
    }

    [Fact]
    public async Task A_wait_told_to_one_process_holds_for_all()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(TestServices.Redis);
        var timings = ZoomHttpScene.Fast;
        await using var told = new ZoomHttpScene(timings, redis);
        await using var other = new ZoomHttpScene(timings, redis);
        told.Answer(HttpStatusCode.TooManyRequests, "Retry-After", "60");
        await told.SendAsync();

        var refused = await Assert.ThrowsAsync<ZoomApiException>(() => other.SendAsync());

        Assert.InRange(refused.RetryAfter!.Value, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60));
        Assert.Equal(0, other.Sent);
    }

    [Fact]
    public async Task A_daily_quota_is_waited_for_until_midnight_even_if_no_header_says_so()
    {
        await using var scene = new ZoomHttpScene();
        scene.Answer(HttpStatusCode.TooManyRequests, body: """{"code":429,"message":"You have reached the maximum daily rate limit"}""");
        await scene.SendAsync();

        var refused = await Assert.ThrowsAsync<ZoomApiException>(() => scene.SendAsync());

        Assert.InRange(refused.RetryAfter!.Value, TimeSpan.FromHours(14), TimeSpan.FromHours(15)); // It is nine o'clock.
    }

    [Fact]
    public async Task A_host_that_keeps_failing_is_left_alone_and_others_are_not()
    {
        await using var scene = new ZoomHttpScene(ZoomHttpScene.Fast with { Retries = 1, BreakThroughput = 6 });
        scene.Answer(HttpStatusCode.ServiceUnavailable, times: 6);
        for (var i = 0; i < 3; i++)
        {
            await scene.SendAsync();
        }

        var refused = await Assert.ThrowsAsync<ZoomApiException>(() => scene.SendAsync());

        Assert.Equal(ZoomFailureKind.Unavailable, refused.Kind);
        Assert.NotNull(refused.RetryAfter);
        Assert.Equal(6, scene.Sent);
        Assert.Equal(HttpStatusCode.OK, (await scene.SendAsync(host: "api-eu.zoom.us")).StatusCode);
    }

    [Fact]
    public async Task Refusals_never_break_the_circuit()
    {
        await using var scene = new ZoomHttpScene(ZoomHttpScene.Fast with { BreakThroughput = 2 });
        scene.Answer(HttpStatusCode.NotFound, times: 5);
        for (var i = 0; i < 5; i++)
        {
            await scene.SendAsync();
        }

        Assert.Equal(HttpStatusCode.OK, (await scene.SendAsync()).StatusCode);
    }

    [Fact]
    public async Task No_more_calls_than_allowed_run_at_once()
    {
        await using var scene = new ZoomHttpScene(ZoomHttpScene.Fast with { Concurrency = 2 });
        var gate = new TaskCompletionSource();
        for (var i = 0; i < 6; i++)
        {
            scene.Answers.Enqueue(async _ =>
            {
                await gate.Task;
                return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("{}") };
            });
        }

        var calls = Enumerable.Range(0, 6).Select(i => scene.SendAsync(account: $"{i}")).ToList();
        await Eventually.HoldsAsync(() => scene.Sent == 2, "two calls to be under way");
        gate.SetResult();
        await Task.WhenAll(calls);

        Assert.Equal((2, 6), (scene.MostAtOnce, scene.Sent));
    }

    [Fact]
    public async Task Nothing_that_is_logged_holds_a_token_or_an_address()
    {
        await using var scene = new ZoomHttpScene();
        scene.Answers.Enqueue(_ => throw new HttpRequestException("reset"));
        scene.Answer(HttpStatusCode.TooManyRequests, "Retry-After", "60");
        await scene.SendAsync();

        Assert.True(scene.Logs.Contains("Zoom wants no Light calls"));
        Assert.False(scene.Logs.Contains(ZoomHttpScene.Token));
        Assert.False(scene.Logs.Contains("/v2/"));
    }

    private static async Task<HttpResponseMessage> HangAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        throw new InvalidOperationException();
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("reset");

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) =>
            throw new IOException("reset");
    }
}
