using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text;

namespace StackExchange.Redis.Resp;

/// <summary>
/// Reads replies of RESP2 and RESP3 one after the other. Nothing is parsed twice however the bytes arrive, and a big value is
/// copied once, into its own array.
/// </summary>
internal sealed class RespReader(PipeReader input)
{
    /// <summary>The server's own limit of a single value (<c>proto-max-bulk-len</c>).</summary>
    private const long LongestBulk = 512L * 1024 * 1024;

    /// <exception cref="EndOfStreamException">The server closed the connection.</exception>
    /// <exception cref="InvalidDataException">What came is not RESP.</exception>
    public async ValueTask<RedisResult> ReadAsync(CancellationToken cancellationToken)
    {
        var header = await ReadHeaderAsync(cancellationToken);
        switch ((char)header.Marker)
        {
            case '+':
                return RedisResult.Create(header.Text, ResultType.SimpleString);
            case '-':
                return RedisResult.CreateError(header.Text);
            case ':':
                return RedisResult.Create(header.Number, ResultType.Integer);
            case '$':
                return RedisResult.Create(await ReadBulkAsync(header.Number, cancellationToken), ResultType.BulkString);
            case '*':
                return await ReadArrayAsync(header.Number, ResultType.Array, cancellationToken);
            case '_':
                return RedisResult.Create(RedisValue.Null, ResultType.Null);
            case '#':
                return RedisResult.Create(header.Text == "t", ResultType.Boolean);
            case ',':
                return RedisResult.Create(header.Text, ResultType.Double);
            case '(':
                return RedisResult.Create(header.Text, ResultType.BigInteger);
            case '!':
                return RedisResult.CreateError(Encoding.UTF8.GetString(
                    await ReadBulkAsync(header.Number, cancellationToken) ?? []));
            case '=':
                return RedisResult.Create(
                    WithoutFormat(await ReadBulkAsync(header.Number, cancellationToken)), ResultType.VerbatimString);
            case '%':
                return await ReadArrayAsync(header.Number * 2, ResultType.Map, cancellationToken);
            case '~':
                return await ReadArrayAsync(header.Number, ResultType.Set, cancellationToken);
            case '>':
                return await ReadArrayAsync(header.Number, ResultType.Push, cancellationToken);
            case '|': // attributes of the reply that follows: nothing here asks for them
                await ReadArrayAsync(header.Number * 2, ResultType.Attribute, cancellationToken);
                return await ReadAsync(cancellationToken);
            default:
                throw new InvalidDataException($"Unexpected RESP marker 0x{header.Marker:x2}.");
        }
    }

    private async ValueTask<RedisResult> ReadArrayAsync(long length, ResultType type, CancellationToken cancellationToken)
    {
        if (length < 0)
        {
            return RedisResult.Create(RedisValue.Null, ResultType.Null);
        }

        var items = new RedisResult[length];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = await ReadAsync(cancellationToken);
        }

        return RedisResult.Create(items, type);
    }

    private async ValueTask<byte[]?> ReadBulkAsync(long length, CancellationToken cancellationToken)
    {
        if (length < 0)
        {
            return null;
        }

        if (length > LongestBulk)
        {
            throw new InvalidDataException($"A value of {length} bytes is longer than the protocol allows.");
        }

        var bytes = GC.AllocateUninitializedArray<byte>((int)length);
        var filled = 0;
        while (filled < bytes.Length)
        {
            var result = await input.ReadAsync(cancellationToken);
            ThrowIfClosed(result.IsCompleted && result.Buffer.IsEmpty);
            var part = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, bytes.Length - filled));
            part.CopyTo(bytes.AsSpan(filled));
            filled += (int)part.Length;
            input.AdvanceTo(part.End);
        }

        if (!(await ReadLineAsync(cancellationToken)).IsEmpty)
        {
            throw new InvalidDataException("A value is longer than announced.");
        }

        return bytes;
    }

    private async ValueTask<Header> ReadHeaderAsync(CancellationToken cancellationToken) =>
        Header.Parse(await ReadLineAsync(cancellationToken));

    /// <summary>A line without its CR LF, in memory of its own.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> ReadLineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await input.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = buffer.Slice(0, end).ToArray();
                input.AdvanceTo(buffer.GetPosition(1, end));
                return line.AsMemory(0, Math.Max(0, line.Length - 1));
            }

            ThrowIfClosed(result.IsCompleted);
            input.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private static void ThrowIfClosed(bool closed)
    {
        if (closed)
        {
            throw new EndOfStreamException("The server closed the connection.");
        }
    }

    /// <summary>A verbatim string begins with three letters that name its format, and a colon.</summary>
    private static RedisValue WithoutFormat(byte[]? value) => value is { Length: >= 4 } ? value.AsMemory(4) : value;

    private readonly record struct Header(byte Marker, long Number, string Text)
    {
        public static Header Parse(ReadOnlyMemory<byte> line)
        {
            if (line.IsEmpty)
            {
                throw new InvalidDataException("A RESP header is empty.");
            }

            var marker = line.Span[0];
            var rest = line.Span[1..];
            if (marker is (byte)'+' or (byte)'-' or (byte)',' or (byte)'(' or (byte)'#' or (byte)'_')
            {
                return new Header(marker, 0, Encoding.UTF8.GetString(rest));
            }

            return Utf8Parser.TryParse(rest, out long number, out var used) && used == rest.Length
                ? new Header(marker, number, string.Empty)
                : throw new InvalidDataException("A RESP header is malformed.");
        }
    }
}
