namespace ZoomAspire.Core.Zoom;

/// <summary>
/// A file on its way. Reading ends with a <see cref="ZoomApiException"/> instead of an end if bytes are missing or too many, if
/// nothing comes for a while, or if it takes far too long. Where it breaks off, it goes on from there if the server gives out parts.
/// </summary>
public sealed class RecordingStream : Stream
{
    /// <summary>Larger files are not read to their end.</summary>
    internal const long MaxSize = 16L * 1024 * 1024 * 1024;

    private const int HeadLength = 12;

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Whole = TimeSpan.FromHours(1);

    // A server that breaks off again and again gets a fresh attempt later.
    private const int MaxContinuations = 10;

    private readonly Func<long, CancellationToken, Task<HttpResponseMessage?>> _continue;
    private readonly TimeProvider _time;
    private HttpResponseMessage _response;
    private Stream _content;
    private CancellationTokenSource _limit;
    private int _continuations;
    private long _received;
    private readonly long _begun;
    private readonly long? _size;
    private ReadOnlyMemory<byte> _head;
    private long _position;

    private RecordingStream(
        HttpResponseMessage response,
        Stream content,
        long? size,
        Func<long, CancellationToken, Task<HttpResponseMessage?>> @continue,
        TimeProvider time)
    {
        _response = response;
        _content = content;
        _continue = @continue;
        _size = size ?? response.Content.Headers.ContentLength;
        _time = time;
        _begun = time.GetTimestamp();
        _limit = new CancellationTokenSource(Silence, time);
    }

    /// <inheritdoc />
    public override bool CanRead => true;

    /// <inheritdoc />
    public override bool CanSeek => false;

    /// <inheritdoc />
    public override bool CanWrite => false;

    /// <inheritdoc />
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc />
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_head.Length > 0)
        {
            return TakeHead(buffer);
        }

        var count = await ReadContentAsync(buffer, cancellationToken);
        _position += count;
        if (count == 0 && buffer.Length > 0)
        {
            DemandWhole();
        }

        if (_position > Math.Min(_size ?? MaxSize, MaxSize))
        {
            throw new ZoomApiException(ZoomFailureKind.Damaged, "The file is longer than announced.");
        }

        return count;
    }

    /// <inheritdoc />
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Not supported: the content comes from the network.</summary>
    /// <param name="buffer">Unused.</param>
    /// <param name="offset">Unused.</param>
    /// <param name="count">Unused.</param>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void Flush()
    {
    }

    /// <inheritdoc />
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Takes over a response whose headers were accepted, and looks at its first bytes.</summary>
    /// <exception cref="ZoomApiException">They are not those of audio or video.</exception>
    internal static async Task<RecordingStream> OpenAsync(
        HttpResponseMessage response,
        long? size,
        Func<long, CancellationToken, Task<HttpResponseMessage?>> @continue,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        RecordingStream? download = null;
        try
        {
            download = new RecordingStream(response, await response.Content.ReadAsStreamAsync(cancellationToken), size, @continue, time);
            await download.CheckHeadAsync(cancellationToken);
            return download;
        }
        catch
        {
            response.Dispose();
            if (download is not null)
            {
                await download.DisposeAsync();
            }

            throw;
        }
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _content.Dispose();
            _response.Dispose();
            _limit.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task CheckHeadAsync(CancellationToken cancellationToken)
    {
        var head = new byte[HeadLength];
        var length = await this.ReadAtLeastAsync(head, HeadLength, false, cancellationToken);
        _head = head.AsMemory(0, length);
        _position = 0;
        if (!IsMedia(_head.Span))
        {
            throw new ZoomApiException(ZoomFailureKind.Damaged, "What came is neither audio nor video.");
        }
    }

    // ISO base media (M4A, MP4): a box "ftyp" (ISO/IEC 14496-12, 4.3). MP3: an ID3v2 tag, or the eleven set bits of a frame.
    private static bool IsMedia(ReadOnlySpan<byte> head) =>
        (head.Length >= 8 && head[4..8].SequenceEqual("ftyp"u8)) ||
        head.StartsWith("ID3"u8) ||
        (head.Length >= 2 && head[0] == 0xFF && (head[1] & 0xE0) == 0xE0);

    private int TakeHead(Memory<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _head.Length);
        _head[..count].CopyTo(buffer);
        _head = _head[count..];
        _position += count;
        return count;
    }

    private async Task<int> ReadContentAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var count = await ReadOnceAsync(buffer, cancellationToken);
                _received += count;
                return count;
            }
            catch (ZoomApiException exception) when (exception.Kind == ZoomFailureKind.Unavailable)
            {
                if (!await TryContinueAsync(cancellationToken))
                {
                    throw;
                }
            }
        }
    }

    private async Task<int> ReadOnceAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var left = Whole - _time.GetElapsedTime(_begun);
        _limit.CancelAfter(left > Silence ? Silence : left > TimeSpan.Zero ? left : TimeSpan.Zero);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _limit.Token);
        try
        {
            var count = await _content.ReadAsync(buffer, either.Token);
            // How long the reader takes until it asks again is not the server's fault.
            _limit.CancelAfter(Timeout.InfiniteTimeSpan);
            return count;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Silence passes; what has not come within the whole time will hardly come the next time.
            throw left <= Silence
                ? new ZoomApiException(ZoomFailureKind.Damaged, "The download takes too long.", innerException: exception)
                : new ZoomApiException(ZoomFailureKind.Unavailable, "The download is too slow.", innerException: exception);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw new ZoomApiException(ZoomFailureKind.Unavailable, "The download broke off.", innerException: exception);
        }
    }

    // Of a file whose size is not known nobody could say whether the rest is of the same.
    private async Task<bool> TryContinueAsync(CancellationToken cancellationToken)
    {
        if (_size is not { } size || _received == 0 || _received >= size || _continuations++ >= MaxContinuations ||
            await _continue(_received, cancellationToken) is not { } response)
        {
            return false;
        }

        if (response.Content.Headers.ContentRange?.Length is { } length && length != size)
        {
            response.Dispose();
            return false;
        }

        await _content.DisposeAsync();
        _response.Dispose();
        _limit.Dispose();
        _response = response;
        _content = await response.Content.ReadAsStreamAsync(cancellationToken);
        _limit = new CancellationTokenSource(Silence, _time);
        return true;
    }

    private void DemandWhole()
    {
        if (_size is { } size && _position < size)
        {
            throw new ZoomApiException(ZoomFailureKind.Damaged, "The file is shorter than announced.");
        }
    }
}
