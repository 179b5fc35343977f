using Amazon.S3.Model;

namespace ZoomAspire.Core.Media;

/// <summary>
/// The content of an object, straight from the socket. It says its length, so that a request which forwards it can announce
/// it; for that it calls itself seekable, though it only ever moves forwards.
/// </summary>
internal sealed class ObjectStream(GetObjectResponse response) : Stream
{
    private readonly Stream _content = response.ResponseStream;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => response.ContentLength;

    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    public override int Read(byte[] buffer, int offset, int count) => Moved(_content.Read(buffer, offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Moved(await _content.ReadAsync(buffer, cancellationToken));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <exception cref="NotSupportedException">To anywhere but where the stream is.</exception>
    public override long Seek(long offset, SeekOrigin origin)
    {
        var target = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => _position + offset,
            _ => Length + offset,
        };
        return target == _position ? target : throw new NotSupportedException("The content of an object is read once, forwards.");
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _content.Dispose();
            response.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Moved(int count)
    {
        _position += count;
        return count;
    }
}
