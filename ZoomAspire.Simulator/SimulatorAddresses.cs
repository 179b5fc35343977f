namespace ZoomAspire.Simulator;

/// <summary>
/// Where the four listeners answer. Ports may be chosen by the system, so the addresses are known only once
/// <see cref="SimulatorHost.StartAsync(SimulatorOptions, CancellationToken)"/> has opened them: read them when serving, not
/// when constructing.
/// </summary>
public sealed class SimulatorAddresses
{
    private Uri? _page;
    private Uri? _zoom;
    private Uri? _download;
    private Uri? _telegram;

    /// <summary>The page and the control API.</summary>
    public Uri Page { get => Known(_page); internal set => _page = value; }

    /// <summary>The simulated zoom.us and api.zoom.us.</summary>
    public Uri Zoom { get => Known(_zoom); internal set => _zoom = value; }

    /// <summary>The simulated download servers.</summary>
    public Uri Download { get => Known(_download); internal set => _download = value; }

    /// <summary>The simulated Bot API and t.me.</summary>
    public Uri Telegram { get => Known(_telegram); internal set => _telegram = value; }

    private static Uri Known(Uri? address) =>
        address ?? throw new InvalidOperationException("The simulator has not opened this port yet.");
}
