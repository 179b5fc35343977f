using System.Globalization;

namespace Telegram.Bot.Types;

/// <summary>A chat to call, by its number or by its public @name.</summary>
[JsonConverter(typeof(ChatIdConverter))]
public class ChatId : IEquatable<ChatId>
{
    public ChatId(long identifier) => Identifier = identifier;

    public ChatId(string username)
    {
        ArgumentNullException.ThrowIfNull(username);
        if (username.Length > 1 && username[0] == '@')
        {
            Username = username;
        }
        else if (long.TryParse(username, NumberStyles.Integer, CultureInfo.InvariantCulture, out var identifier))
        {
            Identifier = identifier;
        }
        else
        {
            throw new ArgumentException("A chat is a number or a name that starts with @.", nameof(username));
        }
    }

    public long? Identifier { get; }

    public string? Username { get; }

    public static implicit operator ChatId(long identifier) => new(identifier);

    public static implicit operator ChatId(string username) => new(username);

    public static implicit operator ChatId?(Chat? chat) => chat is null ? null : new(chat.Id);

    public static bool operator ==(ChatId? left, ChatId? right) => Equals(left, right);

    public static bool operator !=(ChatId? left, ChatId? right) => !Equals(left, right);

    public bool Equals(ChatId? other) => other is not null && Identifier == other.Identifier && Username == other.Username;

    public override bool Equals(object? obj) => Equals(obj as ChatId);

    public override int GetHashCode() => HashCode.Combine(Identifier, Username);

    public override string ToString() => Username ?? Identifier!.Value.ToString(CultureInfo.InvariantCulture);
}
