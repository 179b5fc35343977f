using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Trace;
using ZoomAspire.Core.Queue;
using ZoomAspire.ServiceDefaults.Telemetry;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Api;
using ZoomAspire.Tests.Infrastructure;
using ZoomAspire.Tests.Recordings;
using ZoomAspire.Tests.ServiceDefaults;

namespace ZoomAspire.Tests.Operator;

/// <summary>What an operator sees of a recording's way, in the spans that are exported.</summary>
public sealed class RecordingTraceTests : IAsyncLifetime
{
    private readonly SpanCollector _spans = new();
    private ActivityTraceId _sent;
    private PipelineScene _scene = null!;
    private ApiFactory _api = null!;
    private TracerProvider _tracing = null!;

    public async Task InitializeAsync()
    {
        _scene = await PipelineScene.CreateAsync();
        _api = new ApiFactory(_scene.Database.ConnectionString).With("ConnectionStrings:redis", Queue.QueueHost.NoRedis);
        _tracing = TelemetryExport.Traced(new SecretRedactor(new ConfigurationBuilder().AddInMemoryCollection(_scene.Settings).Build()))
            .AddProcessor(new SimpleActivityExportProcessor(_spans))
            .Build();
    }

    public async Task DisposeAsync()
    {
        _tracing.Dispose();
        _spans.Dispose();
        await _api.DisposeAsync();
        await _scene.DisposeAsync();
    }

    [Fact]
    public async Task A_recording_is_one_trace_from_the_webhook_to_the_audio_in_the_chat()
    {
        await PostWebhookAsync();
        await _scene.RunAsync();

        Assert.Single(_scene.Audios());
        var webhook = Webhook();
        var trace = _spans.Spans.Where(span => span.TraceId == webhook.TraceId).ToList();
        foreach (var step in (string[])
        [
            "hint jobs", "job FetchMeeting", "zoom getRecordings", "job StageRecording", "zoom download", "s3 PutObject",
            "job DeliverRecording", "s3 GetObject", "telegram sendMessage", "telegram editMessageMedia",
        ])
        {
            Assert.Contains(trace, span => span.DisplayName == step);
        }

        // Every call to somebody else, with its status: Zoom's API and files, the store.
        var media = new Uri(TestServices.Media.Split(';').Single(part => part.StartsWith("Endpoint=", StringComparison.Ordinal))["Endpoint=".Length..]);
        foreach (var port in (int[])[_scene.Simulator.ZoomAddress.Port, _scene.Simulator.DownloadAddress.Port, media.Port])
        {
            Assert.Contains(trace, span => span.Kind == ActivityKind.Client && span.GetTagItem("server.port") is int at && at == port &&
                span.GetTagItem("http.response.status_code") is 200);
        }

        // Nothing looks like a failure, as far as there was Redis: neither the missing transcript nor the missing summary is one.
        Assert.Contains(trace, span => span.DisplayName == "zoom getSummary");
        Assert.DoesNotContain(trace, span => span.Status == ActivityStatusCode.Error && span.DisplayName != "hint jobs");

        // Each has its cause in the trace: nothing hangs in the air.
        var known = trace.Select(span => span.SpanId).ToHashSet();
        Assert.All(trace.Where(span => span != webhook), span => Assert.Contains(span.ParentSpanId, known));
    }

    [Fact]
    public async Task A_call_that_was_refused_says_which_and_why()
    {
        _scene.Fail(ZoomOperation.GetRecordings, ZoomFaultKind.ServerError);
        await PostWebhookAsync();
        await _scene.RunOnceAsync();
        using var source = new ActivitySource("ZoomAspire");
        using var work = source.StartActivity("work");
        await Assert.ThrowsAsync<FileNotFoundException>(() => _scene.Media.OpenAsync("recordings/none", CancellationToken.None));

        var zoom = _spans.Spans.Single(span => IsOurs(span) && span.DisplayName == "zoom getRecordings");
        Assert.Equal(ActivityStatusCode.Error, zoom.Status);
        Assert.Equal("Unavailable", zoom.GetTagItem("error.type"));
        var store = _spans.Spans.Single(span => span.TraceId == work!.TraceId && span.DisplayName == "s3 GetObject");
        Assert.Equal(ActivityStatusCode.Error, store.Status);
        Assert.Equal("NoSuchKey", store.GetTagItem("error.type"));
    }

    [Fact]
    public async Task Spans_carry_neither_addresses_nor_what_was_recorded()
    {
        await PostWebhookAsync();
        await _scene.RunAsync();

        var webhook = Webhook();
        var text = string.Join('\n', _spans.Spans.Where(span => span.TraceId == webhook.TraceId).Select(SpanCollector.TextOf));

        foreach (var secret in (string[])["Board – November", TestSettings.BotToken, "access_token=", "X-Amz-Signature", _scene.Host.Email])
        {
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Retries_and_replays_are_traces_of_their_own_linked_to_the_cause()
    {
        _scene.Fail(ZoomOperation.GetRecordings, ZoomFaultKind.ServerError);
        await PostWebhookAsync();
        await _scene.RunOnceAsync();
        var cause = _spans.Spans.Single(span => span.DisplayName == "job FetchMeeting" && IsOurs(span));
        await _scene.ReadAsync(context => context.Database.ExecuteSqlAsync(
            $"UPDATE jobs SET status = 'dead', failure_kind = 'permanent', finished_at = now() WHERE kind = 'fetch_meeting'"));
        _scene.Heal();
        await using (var scope = _scene.Services.CreateAsyncScope())
        {
            Assert.Equal(1, await scope.ServiceProvider.GetRequiredService<DeadLetters>().ReplayAllAsync(default));
        }

        await _scene.RunAsync();

        Assert.Equal(ActivityStatusCode.Error, cause.Status);
        var replay = _spans.Spans.Single(span =>
            span.DisplayName == "job FetchMeeting" && span.Links.Any(link => link.Context.TraceId == cause.TraceId));
        Assert.NotEqual(cause.TraceId, replay.TraceId);
        Assert.Contains(_spans.Spans, span => span.TraceId == replay.TraceId && span.DisplayName == "telegram editMessageMedia");
    }

    // The simulator serves in this process, too, and in the same trace.
    private Activity Webhook() => _spans.Spans.Single(
        span => span.Kind == ActivityKind.Server && IsOurs(span) && span.DisplayName == "POST /webhooks/zoom");

    // Other tests of the same process are traced, too.
    private bool IsOurs(Activity span) => span.TraceId == _sent;

    private async Task PostWebhookAsync()
    {
        var ended = await _scene.Zoom.EndMeetingAsync(_scene.Board() with { SendWebhook = false }, CancellationToken.None);
        var body = JsonSerializer.Serialize(new
        {
            @event = "recording.completed",
            event_ts = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
            download_token = "download-token-of-the-webhook",
            payload = new
            {
                account_id = _scene.Host.AccountId,
                @object = new
                {
                    uuid = ended.Uuid,
                    id = ended.MeetingId,
                    host_id = _scene.Host.Id,
                    topic = "Board – November",
                    recording_files = ended.Files.Select(file => new { id = file.Id, recording_type = file.RecordingType }),
                },
            },
        });
        var timestamp = _api.Clock.GetUtcNow().ToUnixTimeSeconds();
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(TestSettings.WebhookSecret), Encoding.UTF8.GetBytes($"v0:{timestamp}:{body}"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/zoom") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("x-zm-request-timestamp", timestamp.ToString(System.Globalization.CultureInfo.InvariantCulture));
        request.Headers.Add("x-zm-signature", $"v0={Convert.ToHexStringLower(signature)}");
        // As Zoom's own load balancer might, and recorded nowhere there; it tells this test's spans from others'.
        _sent = ActivityTraceId.CreateRandom();
        request.Headers.Add("traceparent", $"00-{_sent}-{ActivitySpanId.CreateRandom()}-00");
        using var client = _api.CreateClient();
        using var response = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
