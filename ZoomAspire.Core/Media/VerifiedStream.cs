using System.Security.Cryptography;

namespace ZoomAspire.Core.Media;

/// <summary>
/// Passes an object's content on and checks it on the way. The last bytes are held back until all of it is known to be what was
/// stored: a request that forwards damaged content breaks off before its end, so that nobody takes it for whole.
/// </summary>
internal sealed class VerifiedStream : Stream
{
    private readonly Stream _content;
    private readonly StoredMedia _expected;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _read;

    /// <summary>Takes over a stream that knows its length.</summary>
    /// <exception cref="DamagedMediaException">Its length is not what was stored.</exception>
    public VerifiedStream(Stream content, StoredMedia expected)
    {
        _content = content;
        _expected = expected;
        if (content.Length != expected.Size)
        {
            throw new DamagedMediaException();
        }
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _expected.Size;

    public override long Position
    {
        get => _content.Position;
        set => _content.Position = value;
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var length = _content.Read(buffer, offset, count);
        Check(buffer.AsSpan(offset, length), count);
        return length;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var length = await _content.ReadAsync(buffer, cancellationToken);
        Check(buffer.Span[..length], buffer.Length);
        return length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => _content.Seek(offset, origin);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            _content.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Check(ReadOnlySpan<byte> bytes, int asked)
    {
        _hash.AppendData(bytes);
        _read += bytes.Length;
        var hasEnded = _read >= _expected.Size || (bytes.IsEmpty && asked > 0);
        if (hasEnded && (_read != _expected.Size || !_hash.GetCurrentHash().AsSpan().SequenceEqual(_expected.Sha256)))
        {
            throw new DamagedMediaException();
        }
    }
}

/// <summary>The media store gave back other bytes than were stored.</summary>
public sealed class DamagedMediaException() : IOException("The media store gave back other bytes than were stored.")
{
    /// <summary>Whether an exception was caused by damaged media, however far up it was wrapped.</summary>
    /// <param name="exception">What was thrown.</param>
    public static bool IsCauseOf(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is DamagedMediaException)
            {
                return true;
            }
        }

        return false;
    }
}
