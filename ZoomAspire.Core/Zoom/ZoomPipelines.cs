using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.RateLimiting;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace ZoomAspire.Core.Zoom;

/// <summary>
/// The strategies of calls to Zoom, one set for each host: how the API fares says nothing about the OAuth server. A singleton,
/// for handlers come and go.
/// </summary>
internal sealed class ZoomPipelines(ZoomHttpTimings timings, ZoomHttpMetrics metrics, TimeProvider time) : IDisposable
{
    private const double BreakRatio = 0.5;
    private const int MaxWaiting = 256;

    private readonly ConcurrentDictionary<string, HostPipelines> _hosts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The strategies for a host: of those we know, so there are few.</summary>
    public HostPipelines For(Uri address) => _hosts.GetOrAdd(address.Authority, _ => new HostPipelines(NewCall(), NewTry(), NewTurns()));

    public void Dispose()
    {
        foreach (var host in _hosts.Values)
        {
            host.Turns.Dispose();
        }
    }

    private ResiliencePipeline<HttpResponseMessage> NewCall() => new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = timings.Clock }
        .AddTimeout(timings.Whole)
        .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
        {
            MaxRetryAttempts = timings.Retries,
            Delay = timings.RetryDelay,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = async arguments => arguments.Outcome switch
            {
                { Exception: { } exception } => IsNetworkFailure(exception),
                { Result: { } response } => await IsWorthRepeatingAsync(response, arguments.Context.CancellationToken),
                _ => false,
            },
            DelayGenerator = async arguments => arguments.Outcome.Result is { } response
                ? await AskedWaitAsync(response, arguments.Context.CancellationToken)
                : null,
            OnRetry = arguments =>
            {
                metrics.Retried(ReasonOf(arguments.Outcome));
                arguments.Outcome.Result?.Dispose();
                return default;
            },
        })
        .Build();

    private ResiliencePipeline<HttpResponseMessage> NewTry() => new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = timings.Clock }
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
        {
            FailureRatio = BreakRatio,
            MinimumThroughput = timings.BreakThroughput,
            SamplingDuration = timings.BreakSampling,
            BreakDuration = timings.Break,
            ShouldHandle = arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is { } exception ? IsNetworkFailure(exception) : IsServerError(arguments.Outcome.Result)),
        })
        .AddTimeout(timings.Try)
        .Build();

    private ConcurrencyLimiter NewTurns() => new(new ConcurrencyLimiterOptions
    {
        PermitLimit = timings.Concurrency,
        QueueLimit = MaxWaiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    // An answer that is too long would be too long again.
    private static bool IsNetworkFailure(Exception exception) => exception is
        HttpRequestException { HttpRequestError: not HttpRequestError.ConfigurationLimitExceeded } or IOException or TimeoutRejectedException;

    private static bool IsServerError(HttpResponseMessage? response) => response is { StatusCode: >= System.Net.HttpStatusCode.InternalServerError };

    private async ValueTask<bool> IsWorthRepeatingAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        (IsServerError(response) || (int)response.StatusCode is 408 or 429) &&
        (await AskedWaitAsync(response, cancellationToken) ?? TimeSpan.Zero) <= timings.Patience;

    private async ValueTask<TimeSpan?> AskedWaitAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        await RetryAfter.ReadAsync(response, time.GetUtcNow(), cancellationToken) ??
        ((int)response.StatusCode == 429 ? timings.UnsaidWait : null);

    private static string ReasonOf(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: TimeoutRejectedException } => "timeout",
        { Result: { } response } => ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture),
        _ => "network",
    };
}

/// <summary>The strategies for one host.</summary>
/// <param name="Call">Around a call: its time, and its repetitions.</param>
/// <param name="Try">Around each try: the circuit breaker, and the time of a try.</param>
/// <param name="Turns">Bounds the tries at once.</param>
internal sealed record HostPipelines(
    ResiliencePipeline<HttpResponseMessage> Call, ResiliencePipeline<HttpResponseMessage> Try, ConcurrencyLimiter Turns);
