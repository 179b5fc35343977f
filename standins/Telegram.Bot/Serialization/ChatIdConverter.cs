namespace Telegram.Bot.Serialization;

/// <summary>A chat as a number, or as a string when it is addressed by its @name.</summary>
internal sealed class ChatIdConverter : JsonConverter<ChatId>
{
    public override ChatId? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.Number => new ChatId(reader.GetInt64()),
            JsonTokenType.String => new ChatId(reader.GetString()!),
            _ => null,
        };

    public override void Write(Utf8JsonWriter writer, ChatId value, JsonSerializerOptions options)
    {
        if (value.Username is { } username)
        {
            writer.WriteStringValue(username);
        }
        else
        {
            writer.WriteNumberValue(value.Identifier!.Value);
        }
    }
}
