namespace Telegram.Bot.Serialization;

/// <summary>Times as whole seconds since 1970 (UTC). The Bot API uses 0 for "no time": that becomes the default value.</summary>
internal sealed class UnixDateTimeConverter : JsonConverter<DateTime>
{
    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetInt64() is var seconds and not 0 ? DateTime.UnixEpoch.AddSeconds(seconds) : default;

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value == default ? 0 : (long)(value.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds);
}
