namespace ZoomAspire.Core.Media;

/// <summary>Passes a file's bytes on, once and forwards, and finds out on the way how many they are and how long the file lasts.</summary>
/// <param name="content">The file; disposed with this.</param>
/// <param name="progress">Told how many bytes have passed.</param>
internal sealed class MeasuredStream(Stream content, Action<long>? progress = null) : Stream
{
    private readonly Mp4Duration _duration = new();
    private long _position;

    /// <summary>How long the file lasts, where it is MP4 or M4A and its header has passed.</summary>
    public TimeSpan? Duration => _duration.Value;

    public override bool CanRead => true;

    public override bool CanSeek => content.CanSeek;

    public override bool CanWrite => false;

    public override long Length => content.Length;

    public override long Position
    {
        get => content.Position;
        set => content.Position = value;
    }

    public override int Read(byte[] buffer, int offset, int count) => Pass(buffer.AsSpan(offset, content.Read(buffer, offset, count)));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await content.ReadAsync(buffer, cancellationToken);
        return Pass(buffer.Span[..count]);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => content.Seek(offset, origin);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content.Dispose();
        }

        base.Dispose(disposing);
    }

    public override async ValueTask DisposeAsync()
    {
        await content.DisposeAsync();
        await base.DisposeAsync();
    }

    private int Pass(ReadOnlySpan<byte> bytes)
    {
        _duration.Read(bytes);
        _position += bytes.Length;
        progress?.Invoke(_position);
        return bytes.Length;
    }
}
