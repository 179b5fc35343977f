using System.Text;

namespace ZoomAspire.Core.Zoom;

/// <content>Files that are read rather than played: transcripts, captions, chats, timelines, summaries.</content>
public sealed partial class RecordingDownloader
{
    /// <summary>Larger texts are not read: a day of captions has about a tenth of it.</summary>
    internal const int MaxTextBytes = 32 * 1024 * 1024;

    private static readonly TimeSpan TextLimit = TimeSpan.FromMinutes(2);

    /// <summary>Downloads a text file.</summary>
    /// <param name="address">Where it is, as Zoom has just said.</param>
    /// <param name="bearer">A token for it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The whole file.</returns>
    /// <exception cref="ZoomApiException">Refused, a page instead of the file, too large, on another host, or not reachable.</exception>
    public async Task<MemoryStream> DownloadTextAsync(Uri address, string bearer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        using var limit = new CancellationTokenSource(TextLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        return await TranslateAsync(
            address,
            async () =>
            {
                using var response = Accept(await FollowAsync(address, bearer, null, IsHtml, either.Token), IsHtml);
                await using var content = await response.Content.ReadAsStreamAsync(either.Token);
                return await ReadAsync(content, either.Token);
            },
            cancellationToken);
    }

    private static async Task<MemoryStream> ReadAsync(Stream content, CancellationToken cancellationToken)
    {
        var text = new MemoryStream();
        var buffer = new byte[32 * 1024];
        while (await content.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            if (text.Length + count > MaxTextBytes)
            {
                throw new ZoomApiException(ZoomFailureKind.Damaged, "A text file is larger than any should be.");
            }

            await text.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }

        if (LooksLikePage(text.GetBuffer().AsSpan(0, (int)Math.Min(text.Length, 256))))
        {
            throw APageCame();
        }

        text.Position = 0;
        return text;
    }

    private static bool IsHtml(HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.MediaType is { } type && type.EndsWith("html", StringComparison.OrdinalIgnoreCase);

    // No file of these begins so, whatever type it is said to have.
    private static bool LooksLikePage(ReadOnlySpan<byte> head)
    {
        var start = Encoding.UTF8.GetString(head).TrimStart('\uFEFF', ' ', '\r', '\n', '\t');
        return start.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase) || start.StartsWith("<html", StringComparison.OrdinalIgnoreCase);
    }
}
