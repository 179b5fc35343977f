namespace Telegram.Bot.Types;

/// <summary>A Telegram user or bot.</summary>
public class User
{
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public long Id { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public bool IsBot { get; set; }

    public string FirstName { get; set; } = default!;

    public string? LastName { get; set; }

    public string? Username { get; set; }

    /// <summary>IETF language tag of the user's client, if it tells.</summary>
    public string? LanguageCode { get; set; }

    /// <summary>Only in the answer of getMe.</summary>
    public bool CanJoinGroups { get; set; }

    /// <summary>Only in the answer of getMe: privacy mode is off.</summary>
    public bool CanReadAllGroupMessages { get; set; }
}
