using System.Globalization;

namespace StackExchange.Redis;

/// <summary>When a string value expires: never, after a time, at a time, or as it did before.</summary>
public readonly struct Expiration
{
    private readonly string? _unit; // EX, PX, PXAT, KEEPTTL, or null for none
    private readonly long _amount;

    public Expiration(TimeSpan ttl)
    {
        if (ttl != TimeSpan.MaxValue)
        {
            (_unit, _amount) = InUnits(ttl);
        }
    }

    public Expiration(DateTime when)
    {
        _unit = "PXAT";
        _amount = new DateTimeOffset(when.ToUniversalTime()).ToUnixTimeMilliseconds();
    }

    private Expiration(string unit) => _unit = unit;

    public static Expiration Default => default;

    public static Expiration KeepTtl { get; } = new("KEEPTTL");

    /// <summary>Whole seconds as EX, anything finer as PX: what the server takes.</summary>
    private static (string Unit, long Amount) InUnits(TimeSpan ttl)
    {
        var milliseconds = ttl.Ticks / TimeSpan.TicksPerMillisecond;
        return milliseconds % 1000 == 0 ? ("EX", milliseconds / 1000) : ("PX", milliseconds);
    }

    internal RedisValue[] Arguments() => _unit switch
    {
        null => [],
        "KEEPTTL" => [_unit],
        _ => [_unit, _amount],
    };

    public override bool Equals(object? obj) => obj is Expiration other && _unit == other._unit && _amount == other._amount;

    public override int GetHashCode() => HashCode.Combine(_unit, _amount);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{_unit} {_amount}");

    public static implicit operator Expiration(TimeSpan ttl) => new(ttl);

    public static implicit operator Expiration(DateTime when) => new(when);
}
