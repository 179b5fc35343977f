namespace Telegram.Bot.Serialization;

/// <summary>
/// Picks the class of a chat member by its status, wherever in the object that field stands. A status of a newer Bot API
/// becomes a member with status 0: one unreadable member must not stop a whole batch of updates.
/// </summary>
internal sealed class ChatMemberConverter : JsonConverter<ChatMember>
{
    public override ChatMember? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var member = document.RootElement;
        return member.GetProperty("status").GetString() switch
        {
            "creator" => member.Deserialize<ChatMemberOwner>(options),
            "administrator" => member.Deserialize<ChatMemberAdministrator>(options),
            "member" => member.Deserialize<ChatMemberMember>(options),
            "restricted" => member.Deserialize<ChatMemberRestricted>(options),
            "left" => member.Deserialize<ChatMemberLeft>(options),
            "kicked" => member.Deserialize<ChatMemberBanned>(options),
            _ => member.Deserialize<ChatMemberUnknown>(options),
        };
    }

    public override void Write(Utf8JsonWriter writer, ChatMember value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, value.GetType(), options);
}
