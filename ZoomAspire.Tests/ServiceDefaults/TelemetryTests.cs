using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Trace;
using ZoomAspire.ServiceDefaults;
using ZoomAspire.ServiceDefaults.Health;
using ZoomAspire.ServiceDefaults.Telemetry;

namespace ZoomAspire.Tests.ServiceDefaults;

/// <summary>What spans carry and which are exported, seen by an exporter behind the services' own processors.</summary>
public sealed class TelemetryTests : IDisposable
{
    private readonly ActivitySource _source = new($"test-{Guid.NewGuid():n}");
    private readonly Exported _exported = new();
    private readonly TracerProvider _provider;

    public TelemetryTests() => _provider = Sdk.CreateTracerProviderBuilder()
        .SetSampler(RootSampler.OfTraces())
        .AddSource(_source.Name, "Microsoft.AspNetCore")
        .AddProcessor(new UrlScrubbingProcessor())
        .AddProcessor(new SimpleActivityExportProcessor(_exported))
        .Build();

    public void Dispose()
    {
        _provider.Dispose();
        _exported.Dispose();
        _source.Dispose();
    }

    [Fact]
    public void Addresses_of_outgoing_calls_never_leave_the_process()
    {
        using (_source.StartActivity("job"))
        using (var call = _source.StartActivity("POST", ActivityKind.Client))
        {
            call!.SetTag("url.full", "https://api.telegram.org/bot123:secret/getMe");
            call.SetTag("url.path", "/bot123:secret/getMe");
            call.SetTag("url.query", "token=secret");
            call.SetTag("server.address", "api.telegram.org");
        }

        var tags = Assert.Single(_exported.Spans, span => span.Kind == ActivityKind.Client).TagObjects.ToDictionary();
        Assert.DoesNotContain(tags.Values, value => value is string text && text.Contains("secret", StringComparison.Ordinal));
        Assert.Equal("api.telegram.org", tags["server.address"]);
    }

    [Fact]
    public void Looking_whether_there_is_work_is_no_trace_and_work_is_one()
    {
        _source.StartActivity("poll", ActivityKind.Client)?.Dispose();
        _source.StartActivity("hint", ActivityKind.Producer)?.Dispose();
        using (_source.StartActivity("job", ActivityKind.Consumer))
        {
            _source.StartActivity("query", ActivityKind.Client)?.Dispose();
        }

        Assert.Equal(["query", "job"], _exported.Spans.Select(span => span.DisplayName));
    }

    [Fact]
    public void A_caller_who_records_no_trace_does_not_keep_his_request_out_of_ours()
    {
        var caller = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.None, isRemote: true);
        using (_source.StartActivity("request", ActivityKind.Server, caller))
        {
            _source.StartActivity("query", ActivityKind.Client)?.Dispose();
        }

        Assert.Equal(["query", "request"], _exported.Spans.Select(span => span.DisplayName));
    }

    [Fact]
    public async Task Requests_are_named_by_their_route_without_query_and_probes_are_left_out()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.AddServiceDefaults();
        await using var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapGet("/things/{id}", () => "thing");
        app.MapGroup("/groups").MapGet("/", () => "groups");
        await app.StartAsync();
        using var client = app.GetTestClient();

        await client.GetAsync(new Uri("/health", UriKind.Relative));
        await client.GetAsync(new Uri("/alive", UriKind.Relative));
        await client.GetAsync(new Uri("/things/7?code=secret", UriKind.Relative));
        await client.GetAsync(new Uri("/groups", UriKind.Relative));
        await app.StopAsync();

        // Other tests' servers run in the same process.
        var names = _exported.Spans.Select(span => span.DisplayName).ToList();
        Assert.Contains("GET /things/{id}", names);
        Assert.Contains("GET /groups", names);
        var span = _exported.Spans.Single(span => span.DisplayName == "GET /things/{id}");
        Assert.DoesNotContain(span.TagObjects, tag => tag.Value is string text && text.Contains("secret", StringComparison.Ordinal));
        Assert.Equal(200, span.GetTagItem("http.response.status_code"));
        Assert.DoesNotContain(names, name => name.EndsWith("/health", StringComparison.Ordinal) || name.EndsWith("/alive", StringComparison.Ordinal));
    }

    private sealed class Exported : BaseExporter<Activity>
    {
        public ConcurrentQueue<Activity> Spans { get; } = new();

        public override ExportResult Export(in Batch<Activity> batch)
        {
            foreach (var span in batch)
            {
                Spans.Enqueue(span);
            }

            return ExportResult.Success;
        }
    }
}
