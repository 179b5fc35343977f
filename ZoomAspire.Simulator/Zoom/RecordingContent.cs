using System.Security.Cryptography;

namespace ZoomAspire.Simulator.Zoom;

/// <summary>
/// The bytes of a file as a row of patterns, each repeated up to a length. A file of any size thus costs no more memory than
/// its patterns; the bytes are made while they are read.
/// </summary>
internal sealed class RecordingContent
{
    private const int ZeroBlock = 64 * 1024;

    private readonly IReadOnlyList<Pattern> _patterns;
    private readonly Lazy<Task<string>> _sha256;

    private RecordingContent(IReadOnlyList<Pattern> patterns)
    {
        _patterns = patterns;
        Length = patterns.Sum(pattern => pattern.Length);
        _sha256 = new Lazy<Task<string>>(HashAsync);
    }

    /// <summary>Size in bytes.</summary>
    public long Length { get; }

    public static RecordingContent Of(params IEnumerable<byte[]> parts) =>
        new([.. parts.Select(part => new Pattern(part, part.Length))]);

    public static RecordingContent Of(RecordingContent first, params IEnumerable<byte[]> rest) =>
        new([.. first._patterns, .. Of(rest)._patterns]);

    /// <summary>A part read several times over.</summary>
    public static RecordingContent Repeat(byte[] head, byte[] part, int times) =>
        new([new Pattern(head, head.Length), new Pattern(part, (long)part.Length * times)]);

    /// <summary>This content and then zeros up to <paramref name="length"/>.</summary>
    public RecordingContent PaddedTo(long length) => length == Length
        ? this
        : new RecordingContent([.. _patterns, new Pattern(new byte[ZeroBlock], length - Length)]);

    /// <summary>A seekable stream over the content.</summary>
    public Stream OpenRead() => new PatternStream(_patterns, Length);

    /// <summary>Lower-case hex SHA-256, computed once, by reading the content through.</summary>
    public Task<string> Sha256Async() => _sha256.Value;

    private async Task<string> HashAsync()
    {
        await using var stream = OpenRead();
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream));
    }

    private sealed record Pattern(byte[] Bytes, long Length);

    private sealed class PatternStream(IReadOnlyList<Pattern> patterns, long length) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get; set; }

        public override int Read(Span<byte> buffer)
        {
            var start = 0L;
            foreach (var pattern in patterns)
            {
                var offset = Position - start;
                if (offset < pattern.Length)
                {
                    var at = (int)(offset % pattern.Bytes.Length);
                    var count = (int)Math.Min(Math.Min(pattern.Bytes.Length - at, pattern.Length - offset), buffer.Length);
                    pattern.Bytes.AsSpan(at, count).CopyTo(buffer);
                    Position += count;
                    return count;
                }

                start += pattern.Length;
            }

            return 0;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            cancellationToken.IsCancellationRequested
                ? ValueTask.FromCanceled<int>(cancellationToken)
                : ValueTask.FromResult(Read(buffer.Span));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => Position + offset,
            _ => length + offset,
        };

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
