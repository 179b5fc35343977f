using System.Buffers.Binary;

namespace ZoomAspire.Core.Media;

/// <summary>
/// Finds out how long an MP4 or M4A file lasts while its bytes pass by, wherever its movie header stands: the box <c>mvhd</c> in
/// <c>moov</c> (ISO/IEC 14496-12, 8.2.2). Holds a few bytes, whatever the size.
/// </summary>
internal sealed class Mp4Duration
{
    private const int BoxHeader = 8;
    private const int LargeBoxHeader = 16;
    private const int MovieHeaderBody = 32;

    private readonly byte[] _bytes = new byte[LargeBoxHeader + MovieHeaderBody];
    private int _have;
    private int _need = BoxHeader;
    private long _skip;
    private bool _isOver;

    /// <summary>The duration, once its box has passed; null before, and where there is none.</summary>
    public TimeSpan? Value { get; private set; }

    /// <summary>Takes the next bytes of the file.</summary>
    public void Read(ReadOnlySpan<byte> bytes)
    {
        while (!_isOver && bytes.Length > 0)
        {
            if (_skip > 0)
            {
                var skipped = (int)Math.Min(_skip, bytes.Length);
                _skip -= skipped;
                bytes = bytes[skipped..];
                continue;
            }

            var count = Math.Min(_need - _have, bytes.Length);
            bytes[..count].CopyTo(_bytes.AsSpan(_have));
            _have += count;
            bytes = bytes[count..];
            if (_have == _need)
            {
                TakeBox();
            }
        }
    }

    private void TakeBox()
    {
        var size = (long)BinaryPrimitives.ReadUInt32BigEndian(_bytes);
        var header = size == 1 ? LargeBoxHeader : BoxHeader;
        if (_have < header)
        {
            _need = header;
            return;
        }

        size = size == 1 ? BinaryPrimitives.ReadInt64BigEndian(_bytes.AsSpan(BoxHeader)) : size;
        var type = _bytes.AsSpan(4, 4);
        if (size < header)
        {
            _isOver = true; // To the end of the file, or nonsense.
        }
        else if (type.SequenceEqual("moov"u8))
        {
            Next(0);
        }
        else if (!type.SequenceEqual("mvhd"u8))
        {
            Next(size - header);
        }
        else if (_have < header + MovieHeaderBody)
        {
            _need = header + MovieHeaderBody;
        }
        else
        {
            Value = ReadMovieHeader(_bytes.AsSpan(header));
            _isOver = true;
        }
    }

    private void Next(long skip) => (_skip, _have, _need) = (skip, 0, BoxHeader);

    private static TimeSpan? ReadMovieHeader(ReadOnlySpan<byte> body)
    {
        var isLong = body[0] == 1;
        var scale = BinaryPrimitives.ReadUInt32BigEndian(body[(isLong ? 20 : 12)..]);
        var length = isLong ? BinaryPrimitives.ReadUInt64BigEndian(body[24..]) : BinaryPrimitives.ReadUInt32BigEndian(body[16..]);
        var seconds = scale == 0 ? 0 : (double)length / scale;
        return seconds > 0 && seconds < TimeSpan.FromDays(30).TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
    }
}
