using System.Diagnostics;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Core.Zoom;

/// <summary>
/// Spans of what is asked of Zoom, by name: the spans of the requests below tell method and status only, because addresses hold ids and
/// tokens.
/// </summary>
internal static class ZoomSpans
{
    private static readonly ActivitySource Source = new("ZoomAspire");

    /// <summary>Makes a call within a span of its own.</summary>
    /// <param name="operation">What is asked for: one of a few names, never a value.</param>
    /// <param name="address">Where; the span tells its host only.</param>
    /// <param name="call">The call, with its failures as <see cref="ZoomApiException"/> or <see cref="OAuthException"/>.</param>
    public static async Task<T> TraceAsync<T>(string operation, Uri address, Func<Task<T>> call)
    {
        using var activity = Source.StartActivity($"zoom {operation}", ActivityKind.Client);
        activity?.SetTag("zoom.operation", operation);
        activity?.SetTag("server.address", address.Host);
        try
        {
            return await call();
        }
        catch (Exception exception) when (exception is not ZoomApiException answer || !ZoomClient.SaysNothingThere(answer))
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            activity?.SetTag("error.type", ErrorType(exception));
            throw;
        }
    }

    private static string ErrorType(Exception exception) => exception switch
    {
        ZoomApiException refused => refused.Kind.ToString(),
        OAuthException refused => refused.Failure.ToString(),
        _ => exception.GetType().Name,
    };
}
