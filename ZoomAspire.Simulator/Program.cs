using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Console;
using ZoomAspire.Simulator;
using ZoomAspire.Simulator.Demo;

var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
using var logging = LoggerFactory.Create(builder => builder
    .AddSimpleConsole(console => (console.SingleLine, console.ColorBehavior) = (true, LoggerColorBehavior.Disabled))
    .AddFilter("Microsoft", LogLevel.Warning));

using var stop = new CancellationTokenSource();
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}

using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

try
{
    var options = SimulatorOptions.FromConfiguration(configuration);
    if (args is ["demo", .. var arguments])
    {
        return await DemoScenario.RunAsync(DemoOptions.Parse(arguments, options), Console.Out, stop.Token);
    }

    await using var host = await SimulatorHost.StartAsync(options, TimeProvider.System, logging, CancellationToken.None);
    Console.WriteLine($"Simulator page at {host.PageAddress}, Zoom at {host.ZoomAddress}, Telegram at {host.TelegramAddress}");
    await Task.Delay(Timeout.Infinite, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    return 0;
}
catch (Exception refusal) when (refusal is InvalidOperationException or IOException)
{
    await Console.Error.WriteLineAsync(refusal.Message);
    return 1;
}
