using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace StackExchange.Redis;

/// <summary>
/// A binary-safe value. What counts is the text or bytes that go over the wire: <c>123</c> equals <c>"123"</c>. Null (no such
/// key) and empty differ.
/// </summary>
public readonly struct RedisValue : IEquatable<RedisValue>, IComparable<RedisValue>, IComparable
{
    private static readonly object Integer = new();

    private readonly object? _value; // null, Integer, string, or byte[]/slice boxed as ReadOnlyMemory<byte>
    private readonly long _integer;

    public RedisValue(string value) => _value = value;

    private RedisValue(long value)
    {
        _value = Integer;
        _integer = value;
    }

    private RedisValue(ReadOnlyMemory<byte> value) => _value = value;

    public static RedisValue EmptyString { get; } = new(string.Empty);

    public static RedisValue Null => default;

    public bool IsNull => _value is null;

    public bool IsInteger => ReferenceEquals(_value, Integer);

    public bool IsNullOrEmpty => IsNull || GetByteCount() == 0;

    public bool HasValue => !IsNullOrEmpty;

    public long Length() => GetByteCount();

    public int GetByteCount() => _value switch
    {
        null => 0,
        string text => Encoding.UTF8.GetByteCount(text),
        ReadOnlyMemory<byte> bytes => bytes.Length,
        _ => FormatInteger(stackalloc byte[20]),
    };

    /// <summary>Writes the bytes that go over the wire and returns how many they are.</summary>
    public int CopyTo(Span<byte> destination)
    {
        switch (_value)
        {
            case null:
                return 0;
            case string text:
                return Encoding.UTF8.GetBytes(text, destination);
            case ReadOnlyMemory<byte> bytes:
                bytes.Span.CopyTo(destination);
                return bytes.Length;
            default:
                return FormatInteger(destination);
        }
    }

    public bool TryParse(out long val)
    {
        if (IsInteger || IsNull)
        {
            val = _integer;
            return true;
        }

        return long.TryParse((string?)this, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out val);
    }

    public bool TryParse(out int val)
    {
        var parsed = TryParse(out long wide) && wide is >= int.MinValue and <= int.MaxValue;
        val = parsed ? (int)wide : 0;
        return parsed;
    }

    public bool TryParse(out double val)
    {
        if (IsInteger || IsNull)
        {
            val = _integer;
            return true;
        }

        var text = (string?)this;
        val = text switch
        {
            "inf" or "+inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            "nan" => double.NaN,
            _ => 0,
        };
        return val != 0 || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out val);
    }

    public bool StartsWith(RedisValue value) => !IsNull && !value.IsNull && AsMemory().Span.StartsWith(value.AsMemory().Span);

    public bool Equals(RedisValue other)
    {
        if (IsNull || other.IsNull)
        {
            return IsNull && other.IsNull;
        }

        return (_value, other._value) switch
        {
            (string x, string y) => x == y,
            _ when IsInteger && other.IsInteger => _integer == other._integer,
            _ => AsMemory().Span.SequenceEqual(other.AsMemory().Span),
        };
    }

    public override bool Equals(object? obj) => obj switch
    {
        RedisValue value => Equals(value),
        string text => Equals((RedisValue)text),
        byte[] bytes => Equals((RedisValue)bytes),
        int number => Equals((RedisValue)number),
        long number => Equals((RedisValue)number),
        null => IsNull,
        _ => false,
    };

    public override int GetHashCode()
    {
        if (IsNull)
        {
            return -1;
        }

        var hash = new HashCode();
        hash.AddBytes(AsMemory().Span);
        return hash.ToHashCode();
    }

    public int CompareTo(RedisValue other)
    {
        if (IsNull || other.IsNull)
        {
            return (IsNull ? 0 : 1) - (other.IsNull ? 0 : 1);
        }

        return TryParse(out double x) && other.TryParse(out double y)
            ? x.CompareTo(y)
            : AsMemory().Span.SequenceCompareTo(other.AsMemory().Span);
    }

    int IComparable.CompareTo(object? obj) => obj is RedisValue other
        ? CompareTo(other)
        : throw new ArgumentException("A RedisValue is compared with a RedisValue only.", nameof(obj));

    public override string ToString() => (string?)this ?? string.Empty;

    /// <summary>Writes the bytes that go over the wire without an intermediate copy of them.</summary>
    internal void WriteTo(IBufferWriter<byte> output)
    {
        switch (_value)
        {
            case null:
                break;
            case string text:
                Encoding.UTF8.GetBytes(text, output);
                break;
            case ReadOnlyMemory<byte> bytes:
                output.Write(bytes.Span);
                break;
            default:
                output.Advance(FormatInteger(output.GetSpan(20)));
                break;
        }
    }

    internal ReadOnlyMemory<byte> AsMemory()
    {
        if (_value is ReadOnlyMemory<byte> bytes)
        {
            return bytes;
        }

        var copy = new byte[GetByteCount()];
        CopyTo(copy);
        return copy;
    }

    private int FormatInteger(Span<byte> destination) => Utf8Formatter.TryFormat(_integer, destination, out var written)
        ? written
        : throw new ArgumentException("The destination is too short.", nameof(destination));

    private T Parse<T>(bool parsed, T value) =>
        parsed ? value : throw new InvalidCastException($"The value cannot be read as {typeof(T).Name}.");

    public static bool operator ==(RedisValue x, RedisValue y) => x.Equals(y);

    public static bool operator !=(RedisValue x, RedisValue y) => !x.Equals(y);

    public static implicit operator RedisValue(int value) => new((long)value);

    public static implicit operator RedisValue(int? value) => value is { } number ? number : Null;

    public static implicit operator RedisValue(long value) => new(value);

    public static implicit operator RedisValue(long? value) => value is { } number ? number : Null;

    public static implicit operator RedisValue(uint value) => new((long)value);

    public static implicit operator RedisValue(ulong value) => value.ToString(CultureInfo.InvariantCulture);

    public static implicit operator RedisValue(double value) => value switch
    {
        double.PositiveInfinity => "+inf",
        double.NegativeInfinity => "-inf",
        _ => value.ToString("G17", CultureInfo.InvariantCulture),
    };

    public static implicit operator RedisValue(double? value) => value is { } number ? number : Null;

    public static implicit operator RedisValue(bool value) => new(value ? 1L : 0L);

    public static implicit operator RedisValue(bool? value) => value is { } flag ? flag : Null;

    public static implicit operator RedisValue(string? value) => value is null ? Null : new(value);

    public static implicit operator RedisValue(byte[]? value) => value is null ? Null : new(new ReadOnlyMemory<byte>(value));

    public static implicit operator RedisValue(ReadOnlyMemory<byte> value) => new(value);

    public static implicit operator RedisValue(Memory<byte> value) => new((ReadOnlyMemory<byte>)value);

    public static implicit operator string?(RedisValue value) => value._value switch
    {
        null => null,
        string text => text,
        ReadOnlyMemory<byte> bytes => Encoding.UTF8.GetString(bytes.Span),
        _ => value._integer.ToString(CultureInfo.InvariantCulture),
    };

    public static implicit operator byte[]?(RedisValue value) => value.IsNull ? null : value.AsMemory().ToArray();

    public static implicit operator ReadOnlyMemory<byte>(RedisValue value) => value.AsMemory();

    public static explicit operator long(RedisValue value) => value.Parse(value.TryParse(out long number), number);

    public static explicit operator long?(RedisValue value) => value.IsNull ? null : (long)value;

    public static explicit operator int(RedisValue value) => checked((int)(long)value);

    public static explicit operator int?(RedisValue value) => value.IsNull ? null : (int)value;

    public static explicit operator ulong(RedisValue value) => value.IsNull
        ? 0
        : value.Parse(ulong.TryParse((string?)value, NumberStyles.None, CultureInfo.InvariantCulture, out var number), number);

    public static explicit operator double(RedisValue value) => value.Parse(value.TryParse(out double number), number);

    public static explicit operator double?(RedisValue value) => value.IsNull ? null : (double)value;

    public static explicit operator bool(RedisValue value) => (long)value switch
    {
        0 => false,
        1 => true,
        _ => throw new InvalidCastException("The value cannot be read as Boolean."),
    };

    public static explicit operator bool?(RedisValue value) => value.IsNull ? null : (bool)value;
}
