using Polly.CircuitBreaker;
using Polly.Timeout;

namespace ZoomAspire.Core.Zoom;

/// <summary>
/// Stands between the clients of Zoom's API and OAuth server and the network. Every try is bounded in time and size, waits for its turn,
/// and is not made at all while its host keeps failing. GET requests described by a <see cref="ZoomCall"/> also keep to their
/// account's quotas and are repeated a little; nothing else is ever sent twice, because a token that was refreshed or a code that was
/// exchanged is gone. Logs nothing: requests carry tokens.
/// </summary>
/// <param name="pipelines">The strategies.</param>
/// <param name="limiter">The quotas.</param>
/// <param name="maxAnswerBytes">Longer answers are failures.</param>
internal sealed class ZoomHttpHandler(ZoomPipelines pipelines, ZoomRateLimiter limiter, int maxAnswerBytes) : DelegatingHandler
{
    private static readonly TimeSpan AgainWhenCrowded = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var host = pipelines.For(request.RequestUri!);
        var call = request.Method == HttpMethod.Get ? ZoomCall.Of(request) : null;
        try
        {
            return call is null
                ? await TryAsync(host, request, cancellationToken)
                : await host.Call.ExecuteAsync(async token => await TryAsync(host, request, call, token), cancellationToken);
        }
        catch (TimeoutRejectedException exception)
        {
            throw new TaskCanceledException("Zoom did not answer in time.", exception);
        }
        catch (BrokenCircuitException exception)
        {
            throw new ZoomApiException(
                ZoomFailureKind.Unavailable, "Zoom keeps failing and is left alone for a moment.", exception.RetryAfter, exception);
        }
    }

    private async Task<HttpResponseMessage> TryAsync(
        HostPipelines host, HttpRequestMessage request, ZoomCall call, CancellationToken cancellationToken)
    {
        await limiter.WaitAsync(call, cancellationToken);
        var response = await TryAsync(host, request, cancellationToken);
        await limiter.LearnAsync(call, response, cancellationToken);
        return response;
    }

    private async Task<HttpResponseMessage> TryAsync(HostPipelines host, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var turn = await host.Turns.AcquireAsync(1, cancellationToken);
        return turn.IsAcquired
            ? await host.Try.ExecuteAsync(async token => await SendWholeAsync(request, token), cancellationToken)
            : throw new ZoomApiException(ZoomFailureKind.Unavailable, "Too many calls to Zoom are waiting.", AgainWhenCrowded);
    }

    // With its body, so that one that breaks off or does not end is a failure like any other.
    private async Task<HttpResponseMessage> SendWholeAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        try
        {
            await response.Content.LoadIntoBufferAsync(maxAnswerBytes, cancellationToken);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
