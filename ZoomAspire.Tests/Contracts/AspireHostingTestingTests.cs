using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Contracts;

/// <summary>What the tests rely on in Aspire.Hosting.Testing, shown on the real model.</summary>
public sealed class AspireHostingTestingTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("zoomaspire-model-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task The_model_of_the_apphost_can_be_read_before_it_is_started()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.ZoomAspire_AppHost>(Arguments());

        Assert.Equal(
            ["api", "bot", "simulator", "worker"],
            builder.Resources.OfType<ProjectResource>().Select(static r => r.Name).Order());
        Assert.Empty(builder.Resources.OfType<ContainerResource>());
    }

    [Fact]
    public async Task Credentials_for_the_real_zoom_and_telegram_leave_out_the_simulator()
    {
        string[] credentials =
        [
            "--ZOOM_CLIENT_ID=id", "--ZOOM_CLIENT_SECRET=s", "--ZOOM_WEBHOOK_SECRET=w", "--TELEGRAM_BOT_TOKEN=1:t",
            "--STATE_SECRET=s", "--TOKEN_ENCRYPTION_KEYS=k1:k", "--INTERNAL_API_KEY=k",
        ];
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.ZoomAspire_AppHost>(
            [.. Arguments(), .. credentials]);

        Assert.DoesNotContain(builder.Resources, static r => r.Name == "simulator");
    }

    [Fact]
    public async Task A_started_application_answers_through_its_clients_and_tells_its_connection_strings()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.ZoomAspire_AppHost>(Arguments());
        // Only the simulator, which needs nothing else.
        foreach (var resource in builder.Resources.OfType<ProjectResource>().Where(static r => r.Name != "simulator"))
        {
            resource.Annotations.Add(new ExplicitStartupAnnotation());
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await using var app = await builder.BuildAsync(patience.Token);
        await app.StartAsync(patience.Token);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("simulator", patience.Token);

        using var client = app.CreateHttpClient("simulator", "page");
        using var answer = await client.GetAsync(new Uri("/", UriKind.Relative), patience.Token);
        Assert.True(answer.IsSuccessStatusCode);
        Assert.NotEqual(5080, app.GetEndpoint("api", "http").Port);
        Assert.Equal("Host=nowhere;Database=zoomaspire", await app.GetConnectionStringAsync("zoomaspire", patience.Token));
        var command = await app.ResourceCommands.ExecuteCommandAsync("simulator", "test-recording", patience.Token);
        Assert.Equal("Nobody has connected a Zoom account yet: send /connect to the bot on the chat page first.", command.ErrorMessage);
        await app.StopAsync(patience.Token);
    }

    private string[] Arguments() =>
    [
        .. TestSettings.Unset, $"--DATA_DIR={_data}", "--SIM_PAGE_PORT=0", "--SIM_ZOOM_PORT=0", "--SIM_DOWNLOAD_PORT=0", "--SIM_TELEGRAM_PORT=0",
        "--ConnectionStrings:zoomaspire=Host=nowhere;Database=zoomaspire", "--ConnectionStrings:redis=nowhere:6379",
        "--ConnectionStrings:media=Endpoint=http://nowhere;AccessKey=a;SecretKey=s;Bucket=b",
    ];
}
