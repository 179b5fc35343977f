using System.Buffers;

namespace ZoomAspire.Api.Webhooks;

/// <summary>Reads a webhook's raw bytes: the signature is over exactly these.</summary>
internal static class WebhookBody
{
    /// <summary>Largest body that is read, in bytes.</summary>
    public const int MaxLength = 1024 * 1024;

    /// <summary>Reads the whole body.</summary>
    /// <returns>The bytes, or null where there are more than <see cref="MaxLength"/>.</returns>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxLength)
        {
            return null;
        }

        var reader = request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            if (result.Buffer.Length > MaxLength)
            {
                reader.AdvanceTo(result.Buffer.End);
                return null;
            }

            if (result.IsCompleted)
            {
                var body = result.Buffer.ToArray();
                reader.AdvanceTo(result.Buffer.End);
                return body;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }
}
