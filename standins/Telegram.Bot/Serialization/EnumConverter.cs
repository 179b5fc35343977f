namespace Telegram.Bot.Serialization;

/// <summary>
/// Enum values by their snake_case names. A name of a newer Bot API becomes the default value instead of an error.
/// </summary>
public sealed class EnumConverter<TEnum> : JsonConverter<TEnum>
    where TEnum : struct, Enum
{
    private static readonly Dictionary<TEnum, string> Names =
        Enum.GetValues<TEnum>().ToDictionary(
            value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));

    private static readonly Dictionary<string, TEnum> Values = Names.ToDictionary(pair => pair.Value, pair => pair.Key);

    public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() is { } name && Values.TryGetValue(name, out var value) ? value : default;

    public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) =>
        writer.WriteStringValue(
            Names.TryGetValue(value, out var name)
                ? name
                : throw new JsonException($"{typeof(TEnum).Name} has no value {value}."));
}
