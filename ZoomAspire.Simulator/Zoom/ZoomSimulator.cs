namespace ZoomAspire.Simulator.Zoom;

/// <summary>The simulated Zoom: its users, meetings, grants and webhook deliveries.</summary>
/// <param name="options">Client, secrets and webhook addresses.</param>
/// <param name="addresses">Where the listeners answer; known once they are open.</param>
/// <param name="events">Told of every change, topic <c>zoom</c>.</param>
/// <param name="time">The clock.</param>
/// <param name="logging">Where to log.</param>
public sealed class ZoomSimulator(
    SimulatorOptions options, SimulatorAddresses addresses, SimulatorEvents events, TimeProvider time, ILoggerFactory logging)
    : IAsyncDisposable
{
    private readonly ILogger _logger = logging.CreateLogger<ZoomSimulator>();

    internal SimulatorOptions Options => options;

    internal SimulatorAddresses Addresses => addresses;

    internal SimulatorEvents Events => events;

    internal TimeProvider Time => time;

    internal ILogger Logger => _logger;

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
