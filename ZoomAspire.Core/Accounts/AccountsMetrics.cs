using System.Diagnostics.Metrics;

namespace ZoomAspire.Core.Accounts;

/// <summary>Counts connects and token refreshes.</summary>
internal sealed class AccountsMetrics
{
    private readonly Counter<long> _connectsStarted;
    private readonly Counter<long> _connectsCompleted;
    private readonly Counter<long> _tokenRefreshes;

    public AccountsMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("ZoomAspire");
        _connectsStarted = meter.CreateCounter<long>("zoomaspire.connects.started", "{connect}", "Links made for connecting");
        _connectsCompleted = meter.CreateCounter<long>("zoomaspire.connects.completed", "{connect}", "Connects finished in Telegram");
        _tokenRefreshes = meter.CreateCounter<long>("zoomaspire.token.refreshes", "{refresh}", "Token refreshes by outcome");
    }

    public void ConnectStarted() => _connectsStarted.Add(1);

    public void ConnectCompleted() => _connectsCompleted.Add(1);

    /// <param name="outcome"><c>refreshed</c>, or the failure in lower case.</param>
    public void TokenRefreshed(string outcome) => _tokenRefreshes.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
