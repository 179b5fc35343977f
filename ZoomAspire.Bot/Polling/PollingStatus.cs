using Microsoft.Extensions.Diagnostics.HealthChecks;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Polling;

/// <summary>
/// How polling fares, as a health check: unhealthy when the token is refused, degraded while Telegram is away. An instance that
/// waits for its turn is healthy.
/// </summary>
internal sealed class PollingStatus : IHealthCheck
{
    private volatile State _state = State.StandingBy;

    private enum State
    {
        StandingBy,
        Polling,
        Failing,
        Unauthorized,
    }

    public void StandingBy() => _state = State.StandingBy;

    public void Polling() => _state = State.Polling;

    public void Failing(TelegramFailureKind kind) =>
        _state = kind == TelegramFailureKind.Unauthorized ? State.Unauthorized : State.Failing;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_state switch
        {
            State.Unauthorized => HealthCheckResult.Unhealthy("Telegram refuses the bot's token."),
            State.Failing => HealthCheckResult.Degraded("Updates cannot be fetched from Telegram."),
            State.StandingBy => HealthCheckResult.Healthy("Another instance polls."),
            _ => HealthCheckResult.Healthy("Polling."),
        });
}
