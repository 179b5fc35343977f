namespace ZoomAspire.Core.Notes;

/// <summary>Bounds the size of what an endpoint answers, and sends no key where there is none.</summary>
/// <param name="hasKey">Whether there is one.</param>
/// <param name="maxAnswerBytes">Longer answers are failures.</param>
internal sealed class ModelHttpHandler(bool hasKey, int maxAnswerBytes) : DelegatingHandler
{
    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!hasKey)
        {
            request.Headers.Authorization = null;
        }

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
