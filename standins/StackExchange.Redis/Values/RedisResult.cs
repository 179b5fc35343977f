namespace StackExchange.Redis;

/// <summary>An answer of the server as it came: a single value, an array of answers, or an error inside an array.</summary>
public abstract class RedisResult
{
    public abstract bool IsNull { get; }

    public abstract ResultType Resp3Type { get; }

    /// <summary>The type as a RESP2 server would have called it.</summary>
    public ResultType Resp2Type => Resp3Type == ResultType.Null ? ResultType.BulkString : (ResultType)((byte)Resp3Type & 7);

    /// <summary>How many elements an array has (a map counts keys and values); -1 for anything else.</summary>
    public virtual int Length => -1;

    public virtual RedisResult this[int index] => throw new InvalidOperationException("Only an array has elements.");

    public static RedisResult Create(RedisValue value, ResultType? resultType = null) =>
        new ScalarResult(value, resultType ?? (value.IsInteger ? ResultType.Integer : ResultType.BulkString));

    public static RedisResult Create(RedisValue[] values) => Create(Array.ConvertAll(values, value => Create(value)));

    public static RedisResult Create(RedisResult[] values) => Create(values, ResultType.Array);

    public static RedisResult Create(RedisResult[] values, ResultType resultType) => new ArrayResult(values, resultType);

    internal static RedisResult CreateError(string message) => new ErrorResult(message);

    /// <summary>Pairs of name and value, as in the answers to HGETALL and XINFO.</summary>
    public Dictionary<string, RedisResult> ToDictionary(IEqualityComparer<string>? comparer = null)
    {
        var dictionary = new Dictionary<string, RedisResult>(comparer);
        for (var i = 0; i + 1 < Length; i += 2)
        {
            dictionary.Add((string)this[i]!, this[i + 1]);
        }

        return dictionary;
    }

    internal abstract RedisValue AsValue();

    internal abstract RedisResult[]? AsArray();

    private T[]? AsArray<T>(Converter<RedisResult, T> convert) =>
        AsArray() is { } items ? Array.ConvertAll(items, convert) : null;

    public static explicit operator string?(RedisResult? result) => result?.AsValue();

    public static explicit operator byte[]?(RedisResult? result) => result?.AsValue();

    public static explicit operator double(RedisResult result) => (double)result.AsValue();

    public static explicit operator double?(RedisResult? result) => (double?)(result?.AsValue() ?? RedisValue.Null);

    public static explicit operator long(RedisResult result) => (long)result.AsValue();

    public static explicit operator long?(RedisResult? result) => (long?)(result?.AsValue() ?? RedisValue.Null);

    public static explicit operator int(RedisResult result) => (int)result.AsValue();

    public static explicit operator int?(RedisResult? result) => (int?)(result?.AsValue() ?? RedisValue.Null);

    public static explicit operator bool(RedisResult result) => (bool)result.AsValue();

    public static explicit operator bool?(RedisResult? result) => (bool?)(result?.AsValue() ?? RedisValue.Null);

    public static explicit operator RedisValue(RedisResult? result) => result?.AsValue() ?? RedisValue.Null;

    public static explicit operator RedisKey(RedisResult? result) => (byte[]?)result;

    public static explicit operator string?[]?(RedisResult? result) => result?.AsArray(item => (string?)item);

    public static explicit operator byte[]?[]?(RedisResult? result) => result?.AsArray(item => (byte[]?)item);

    public static explicit operator long[]?(RedisResult? result) => result?.AsArray(item => (long)item);

    public static explicit operator int[]?(RedisResult? result) => result?.AsArray(item => (int)item);

    public static explicit operator RedisValue[]?(RedisResult? result) => result?.AsArray(item => (RedisValue)item);

    public static explicit operator RedisKey[]?(RedisResult? result) => result?.AsArray(item => (RedisKey)item);

    public static explicit operator RedisResult[]?(RedisResult? result) => result?.AsArray();

    private sealed class ScalarResult(RedisValue value, ResultType type) : RedisResult
    {
        public override bool IsNull => value.IsNull;

        public override ResultType Resp3Type => value.IsNull ? ResultType.Null : type;

        internal override RedisValue AsValue() => value;

        internal override RedisResult[]? AsArray() => value.IsNull ? null : [this];

        public override string ToString() => value.ToString();
    }

    private sealed class ArrayResult(RedisResult[] items, ResultType type) : RedisResult
    {
        public override bool IsNull => false;

        public override ResultType Resp3Type => type;

        public override int Length => items.Length;

        public override RedisResult this[int index] => items[index];

        internal override RedisValue AsValue() => items.Length == 1
            ? items[0].AsValue()
            : throw new InvalidCastException($"An array of {items.Length} elements cannot be read as one value.");

        internal override RedisResult[] AsArray() => items;

        public override string ToString() => $"{items.Length} element(s)";
    }

    private sealed class ErrorResult(string message) : RedisResult
    {
        public override bool IsNull => false;

        public override ResultType Resp3Type => ResultType.Error;

        internal override RedisValue AsValue() => throw new RedisServerException(message);

        internal override RedisResult[] AsArray() => throw new RedisServerException(message);

        public override string ToString() => message;
    }
}
