using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Api.Webhooks;
using ZoomAspire.Core.Data;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Api;

/// <summary>The API as it is, on a database of the test's own and a clock that the test moves.</summary>
internal sealed class ApiFactory : WebApplicationFactory<WebhookReceiver>
{
    private readonly Dictionary<string, string?> _settings = TestSettings.All;

    public ApiFactory(string databaseConnectionString) => _settings["ConnectionStrings:zoomaspire"] = databaseConnectionString;

    public ManualTimeProvider Clock { get; } = new();

    public ApiFactory With(string name, string? value)
    {
        _settings[name] = value;
        return this;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        foreach (var (name, value) in _settings)
        {
            builder.UseSetting(name, value);
        }

        builder.ConfigureServices(services =>
            services.AddSingleton<TimeProvider>(Clock).AddSingleton<ISharedClock>(new ManualSharedClock(Clock)));
    }
}
