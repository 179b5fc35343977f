namespace StackExchange.Redis;

public readonly struct HashEntry(RedisValue name, RedisValue value) : IEquatable<HashEntry>
{
    public RedisValue Name { get; } = name;

    public RedisValue Value { get; } = value;

    public bool Equals(HashEntry other) => Name == other.Name && Value == other.Value;

    public override bool Equals(object? obj) => obj is HashEntry other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Name, Value);

    public override string ToString() => $"{Name}: {Value}";

    public static bool operator ==(HashEntry x, HashEntry y) => x.Equals(y);

    public static bool operator !=(HashEntry x, HashEntry y) => !x.Equals(y);

    public static implicit operator KeyValuePair<RedisValue, RedisValue>(HashEntry value) => new(value.Name, value.Value);

    public static implicit operator HashEntry(KeyValuePair<RedisValue, RedisValue> value) => new(value.Key, value.Value);
}

public readonly struct NameValueEntry(RedisValue name, RedisValue value) : IEquatable<NameValueEntry>
{
    public RedisValue Name { get; } = name;

    public RedisValue Value { get; } = value;

    public bool Equals(NameValueEntry other) => Name == other.Name && Value == other.Value;

    public override bool Equals(object? obj) => obj is NameValueEntry other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Name, Value);

    public override string ToString() => $"{Name}: {Value}";

    public static bool operator ==(NameValueEntry x, NameValueEntry y) => x.Equals(y);

    public static bool operator !=(NameValueEntry x, NameValueEntry y) => !x.Equals(y);

    public static implicit operator KeyValuePair<RedisValue, RedisValue>(NameValueEntry value) => new(value.Name, value.Value);

    public static implicit operator NameValueEntry(KeyValuePair<RedisValue, RedisValue> value) => new(value.Key, value.Value);
}

public readonly struct SortedSetEntry(RedisValue element, double score)
    : IEquatable<SortedSetEntry>, IComparable<SortedSetEntry>, IComparable
{
    public RedisValue Element { get; } = element;

    public double Score { get; } = score;

    public bool Equals(SortedSetEntry other) => Element == other.Element && Score.Equals(other.Score);

    public override bool Equals(object? obj) => obj is SortedSetEntry other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Element, Score);

    public override string ToString() => $"{Element}: {Score}";

    public int CompareTo(SortedSetEntry other) => Score.CompareTo(other.Score);

    public int CompareTo(object? obj) => obj is SortedSetEntry other ? CompareTo(other) : -1;

    public static bool operator ==(SortedSetEntry x, SortedSetEntry y) => x.Equals(y);

    public static bool operator !=(SortedSetEntry x, SortedSetEntry y) => !x.Equals(y);
}
