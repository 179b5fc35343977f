using System.Security.Cryptography;

namespace ZoomAspire.Tests.Contracts;

/// <summary>A file of any size that exists nowhere: its bytes follow from their positions.</summary>
internal sealed class GeneratedStream(long size, bool canSeek) : Stream
{
    private static readonly TimeSpan PauseLimit = TimeSpan.FromSeconds(30);

    private long _position;

    /// <summary>Reading past this position waits for this task.</summary>
    public (long Position, Task Until)? Pause { get; init; }

    /// <summary>Told before each read how much has been read.</summary>
    public Action<long>? Reading { get; init; }

    public override bool CanRead => true;

    public override bool CanSeek => canSeek;

    public override bool CanWrite => false;

    public override long Length => canSeek ? size : throw new NotSupportedException();

    public override long Position
    {
        get => canSeek ? _position : throw new NotSupportedException();
        set => _position = canSeek ? value : throw new NotSupportedException();
    }

    public static byte[] Hash(long size)
    {
        using var stream = new GeneratedStream(size, canSeek: true);
        return SHA256.HashData(stream);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Pause is { } pause && _position >= pause.Position)
        {
            await pause.Until.WaitAsync(PauseLimit, cancellationToken);
        }

        Reading?.Invoke(_position);
        return Fill(buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => Fill(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => size + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Fill(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, size - _position);
        for (var index = 0; index < count; index++)
        {
            // A prime modulus, so that no buffer size repeats the pattern.
            buffer[index] = (byte)((_position + index) % 251);
        }

        _position += count;
        return count;
    }
}
