using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Console;
using ZoomAspire.Simulator;

var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
using var logging = LoggerFactory.Create(builder => builder
    .AddSimpleConsole(console => (console.SingleLine, console.ColorBehavior) = (true, LoggerColorBehavior.Disabled))
    .AddFilter("Microsoft", LogLevel.Warning));

var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.TrySetResult();
}

using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

try
{
    await using var host = await SimulatorHost.StartAsync(
        SimulatorOptions.FromConfiguration(configuration), TimeProvider.System, logging, CancellationToken.None);
    Console.WriteLine($"Simulator page: {host.PageAddress}");
    await stop.Task;
    return 0;
}
catch (Exception refusal) when (refusal is InvalidOperationException or IOException)
{
    await Console.Error.WriteLineAsync(refusal.Message);
    return 1;
}
