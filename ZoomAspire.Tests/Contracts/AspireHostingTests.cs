using System.Net;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Contracts;

/// <summary>What the AppHost relies on in Aspire.Hosting, whichever implementation is compiled in.</summary>
public sealed class AspireHostingTests
{
    [Fact]
    public async Task Values_of_every_kind_reach_the_environment_of_a_process()
    {
        await using var model = new AspireHostingModel();
        model.Builder.Configuration["Parameters:given"] = "from configuration";
        var given = model.Builder.AddParameter("given");
        var secret = model.Builder.AddParameter("secret", "s3cret", secret: true);
        var server = model.AddShell("server", "sleep 600")
            .WithEndpoint(port: 34567, targetPort: 34567, scheme: "http", name: "web", isProxied: false);
        var store = model.Builder.AddConnectionString("store", ReferenceExpression.Create(
            $"Host={server.GetEndpoint("web").Property(EndpointProperty.Host)};Password={secret}"));
        model.AddShell("client", "env >environment")
            .WithEnvironment("PLAIN", "text with {braces}")
            .WithEnvironment("GIVEN", given)
            .WithEnvironment("ADDRESS", server.GetEndpoint("web"))
            .WithEnvironment("PORT", server.GetEndpoint("web").Property(EndpointProperty.Port))
            .WithEnvironment("PAGE", $"{server.GetEndpoint("web")}/page?who={secret}")
            .WithEnvironment(context => context.EnvironmentVariables["LATE"] = given.Resource)
            .WithReference(store);

        await model.StartAsync();
        await model.EndOfAsync("client");

        var environment = model.Lines("environment");
        Assert.Contains("PLAIN=text with {braces}", environment);
        Assert.Contains("GIVEN=from configuration", environment);
        Assert.Contains("ADDRESS=http://localhost:34567", environment);
        Assert.Contains("PORT=34567", environment);
        Assert.Contains("PAGE=http://localhost:34567/page?who=s3cret", environment);
        Assert.Contains("LATE=from configuration", environment);
        Assert.Contains("ConnectionStrings__store=Host=localhost;Password=s3cret", environment);
        Assert.Equal("Host=localhost;Password=s3cret", await model.App.GetConnectionStringAsync("store", model.Patience));
    }

    [Fact]
    public async Task Arguments_arrive_unchanged()
    {
        await using var model = new AspireHostingModel();
        model.AddShell("arguments", "printf '%s\\n' \"$0\" \"$@\" >arguments").WithArgs("first", "with space", "$HOME", "\"quoted\"");

        await model.StartAsync();
        await model.EndOfAsync("arguments");

        Assert.Equal(["first", "with space", "$HOME", "\"quoted\""], model.Lines("arguments"));
    }

    [Fact]
    public async Task A_process_waits_until_what_it_needs_is_healthy()
    {
        await using var model = new AspireHostingModel();
        var status = HealthStatus.Unhealthy;
        model.Builder.Services.AddHealthChecks().AddCheck("server-ready", () => new HealthCheckResult(status));
        var server = model.AddShell("server", "sleep 600").WithHealthCheck("server-ready");
        model.AddShell("client", "sleep 600").WaitFor(server);

        await model.StartAsync();
        await model.RunningAsync("server");
        await model.App.ResourceNotifications.WaitForResourceAsync("client", KnownResourceStates.Waiting, model.Patience);
        status = HealthStatus.Healthy;

        await model.App.ResourceNotifications.WaitForResourceHealthyAsync("server", model.Patience);
        await model.RunningAsync("client");
    }

    [Theory]
    [InlineData(0, "Finished")]
    [InlineData(3, "FailedToStart")]
    public async Task A_process_that_waits_for_completion_starts_only_after_success(int exitCode, string end)
    {
        await using var model = new AspireHostingModel();
        var first = model.AddShell("first", $"exit {exitCode}");
        model.AddShell("second", "true").WaitForCompletion(first);

        await model.StartAsync();

        Assert.Equal(end, await model.EndOfAsync("second"));
    }

    [Fact]
    public async Task The_exit_code_of_a_process_is_reported()
    {
        await using var model = new AspireHostingModel();
        model.AddShell("short", "exit 7");

        await model.StartAsync();
        var end = await model.App.ResourceNotifications.WaitForResourceAsync("short", static e => e.Snapshot.ExitCode is not null, model.Patience);

        Assert.Equal(7, end.Snapshot.ExitCode);
    }

    [Fact]
    public async Task A_missing_parameter_keeps_only_its_users_from_starting()
    {
        await using var model = new AspireHostingModel();
        var missing = model.Builder.AddParameterFromConfiguration("missing", "NO_SUCH_SETTING");
        model.AddShell("user", "sleep 600").WithEnvironment("VALUE", missing);
        model.AddShell("other", "sleep 600");

        await model.StartAsync();

        await model.RunningAsync("other");
        Assert.Equal(KnownResourceStates.FailedToStart, await model.EndOfAsync("user"));
    }

    [Fact]
    public async Task An_explicit_start_waits_for_the_command_and_stop_ends_the_process()
    {
        await using var model = new AspireHostingModel();
        model.AddShell("tool", "echo started >>starts; sleep 600").WithExplicitStart();
        model.AddShell("marker", "true");

        await model.StartAsync();
        await model.EndOfAsync("marker");
        Assert.Equal(KnownResourceStates.NotStarted, model.StateOf("tool"));
        Assert.Empty(model.Lines("starts"));

        var started = await model.App.ResourceCommands.ExecuteCommandAsync("tool", KnownResourceCommands.StartCommand, model.Patience);
        await model.RunningAsync("tool");
        await Eventually.HoldsAsync(() => model.Lines("starts").Length == 1, "the tool starts");
        var stopped = await model.App.ResourceCommands.ExecuteCommandAsync("tool", KnownResourceCommands.StopCommand, model.Patience);
        await model.EndOfAsync("tool");

        Assert.True(started.Success && stopped.Success);
    }

    [Fact]
    public async Task A_command_of_the_model_runs_and_reports_its_result()
    {
        await using var model = new AspireHostingModel();
        model.AddShell("tool", "sleep 600")
            .WithCommand("good", "Good", static _ => Task.FromResult(CommandResults.Success()))
            .WithCommand("bad", "Bad", static c => Task.FromResult(CommandResults.Failure($"{c.ResourceName} refused")));

        await model.StartAsync();
        await model.RunningAsync("tool");

        Assert.True((await model.App.ResourceCommands.ExecuteCommandAsync("tool", "good", model.Patience)).Success);
        Assert.Equal("tool refused", (await model.App.ResourceCommands.ExecuteCommandAsync("tool", "bad", model.Patience)).ErrorMessage);
        Assert.False((await model.App.ResourceCommands.ExecuteCommandAsync("tool", "unknown", model.Patience)).Success);
    }

    [Fact]
    public async Task Http_health_checks_and_commands_call_the_endpoint_of_the_resource()
    {
        var health = HttpStatusCode.ServiceUnavailable;
        var posted = new TaskCompletionSource<string?>();
        var web = WebApplication.CreateSlimBuilder();
        web.WebHost.UseUrls("http://127.0.0.1:0");
        web.Logging.ClearProviders();
        await using var site = web.Build();
        var asked = new TaskCompletionSource();
        site.MapGet("/health", () =>
        {
            asked.TrySetResult();
            return Results.StatusCode((int)health);
        });
        site.MapPost("/replay", (HttpRequest request) => posted.TrySetResult(request.Headers["X-Key"]));
        await site.StartAsync();
        var port = new Uri(site.Urls.Single()).Port;

        await using var model = new AspireHostingModel();
        model.AddShell("site", "sleep 600")
            .WithHttpEndpoint(port: port, targetPort: port, name: "http", isProxied: false)
            .WithHttpHealthCheck("/health")
            .WithHttpCommand("/replay", "Replay", commandName: "replay", commandOptions: new HttpCommandOptions
            {
                PrepareRequest = static context =>
                {
                    context.Request.Headers.Add("X-Key", "key");
                    return Task.CompletedTask;
                },
            });
        await model.StartAsync();
        await asked.Task;
        await model.App.ResourceNotifications.WaitForResourceAsync(
            "site", static e => e.Snapshot.HealthStatus == HealthStatus.Unhealthy, model.Patience);
        health = HttpStatusCode.OK;
        await model.App.ResourceNotifications.WaitForResourceHealthyAsync("site", model.Patience);

        Assert.True((await model.App.ResourceCommands.ExecuteCommandAsync("site", "replay", model.Patience)).Success);
        Assert.Equal("key", await posted.Task);
        using var client = model.App.CreateHttpClient("site", "http");
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri("/health", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task Stopping_ends_dependants_before_what_they_need()
    {
        const string Until = "trap 'echo NAME >>ends; exit 0' TERM; echo NAME >>starts; while :; do sleep 0.1; done";
        await using var model = new AspireHostingModel();
        var server = model.AddShell("server", Until.Replace("NAME", "server", StringComparison.Ordinal));
        model.AddShell("client", Until.Replace("NAME", "client", StringComparison.Ordinal)).WaitFor(server);

        await model.StartAsync();
        await Eventually.HoldsAsync(() => model.Lines("starts").Length == 2, "both start");
        await model.App.StopAsync();

        Assert.Equal(["client", "server"], model.Lines("ends"));
    }
}
