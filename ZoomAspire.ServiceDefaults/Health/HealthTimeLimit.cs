using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace ZoomAspire.ServiceDefaults.Health;

/// <summary>
/// Gives every health check a time limit of its own, whoever registered it: a server that swallows what it is sent must not keep
/// <c>/health</c> from naming it. A check that does not heed its cancellation goes on unheard, in a scope of its own.
/// </summary>
/// <param name="scopes">Makes the scopes.</param>
/// <param name="time">The clock.</param>
internal sealed class HealthTimeLimit(IServiceScopeFactory scopes, TimeProvider time) : IPostConfigureOptions<HealthCheckServiceOptions>
{
    /// <summary>How long a check may take: far more than a server needs that is well.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    /// <inheritdoc />
    public void PostConfigure(string? name, HealthCheckServiceOptions options)
    {
        foreach (var registration in options.Registrations)
        {
            var make = registration.Factory;
            registration.Factory = _ => new LimitedCheck(make, scopes, time);
        }
    }

    private sealed class LimitedCheck(Func<IServiceProvider, IHealthCheck> make, IServiceScopeFactory scopes, TimeProvider time) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            using var limit = new CancellationTokenSource(Limit, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            var token = either.Token;
            try
            {
                // On a thread of its own: some checks connect before their first wait.
                return await Task.Run(() => CheckAsync(context, token), CancellationToken.None).WaitAsync(token);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested)
            {
                return new HealthCheckResult(context.Registration.FailureStatus, $"No answer within {Limit.TotalSeconds} s.");
            }
        }

        private async Task<HealthCheckResult> CheckAsync(HealthCheckContext context, CancellationToken cancellationToken)
        {
            await using var scope = scopes.CreateAsyncScope();
            return await make(scope.ServiceProvider).CheckHealthAsync(context, cancellationToken);
        }
    }
}
