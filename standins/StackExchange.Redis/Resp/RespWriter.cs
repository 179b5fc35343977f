using System.Buffers;
using System.Buffers.Text;

namespace StackExchange.Redis.Resp;

/// <summary>Writes commands as arrays of bulk strings (https://redis.io/docs/latest/develop/reference/protocol-spec).</summary>
internal static class RespWriter
{
    private const int LongestHeader = 24; // marker, a 64-bit number with sign, CR LF

    public static void Write(IBufferWriter<byte> output, string command, ReadOnlySpan<RedisValue> arguments)
    {
        WriteHeader(output, '*', arguments.Length + 1);
        WriteBulk(output, command);
        foreach (var argument in arguments)
        {
            WriteBulk(output, argument);
        }
    }

    private static void WriteBulk(IBufferWriter<byte> output, RedisValue value)
    {
        WriteHeader(output, '$', value.GetByteCount());
        value.WriteTo(output);
        output.Write("\r\n"u8);
    }

    private static void WriteHeader(IBufferWriter<byte> output, char marker, int number)
    {
        var span = output.GetSpan(LongestHeader);
        span[0] = (byte)marker;
        Utf8Formatter.TryFormat(number, span[1..], out var written);
        "\r\n"u8.CopyTo(span[(written + 1)..]);
        output.Advance(written + 3);
    }
}
