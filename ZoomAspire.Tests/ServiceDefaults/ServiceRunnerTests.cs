using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ZoomAspire.ServiceDefaults;

namespace ZoomAspire.Tests.ServiceDefaults;

public sealed class ServiceRunnerTests
{
    [Fact]
    public async Task A_service_that_is_told_to_stop_while_it_starts_ends_in_order()
    {
        var begun = new Begun();

        var code = await ServiceRunner.RunAsync(() =>
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Services.AddSingleton<IHostedService>(begun);
            builder.Services.AddHostedService<StoppedMeanwhile>();
            return builder.Build();
        });

        Assert.Equal(0, code);
        Assert.True(begun.IsStopped);
    }

    [Fact]
    public async Task A_service_speaks_English_whatever_the_language_of_the_system_is()
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("de-DE"); // Of this test alone: it flows with it.
        CultureInfo? spoken = null;

        await ServiceRunner.RunAsync(() =>
        {
            spoken = CultureInfo.CurrentUICulture;
            throw new OptionsValidationException("", typeof(object), ["Not set up."]);
        });

        Assert.Equal("en", spoken?.Name);
        Assert.Equal("en", CultureInfo.DefaultThreadCurrentUICulture?.Name);
    }

    private sealed class Begun : IHostedService
    {
        public bool IsStopped { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            IsStopped = true;
            return Task.CompletedTask;
        }
    }

    private sealed class StoppedMeanwhile(IHostApplicationLifetime lifetime) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            lifetime.StopApplication();
            cancellationToken.ThrowIfCancellationRequested();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
