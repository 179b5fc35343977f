using System.Globalization;
using System.Text.Json.Nodes;

namespace ZoomAspire.Simulator.Telegram;

/// <summary>Everything the simulated Telegram knows. Not thread-safe: <see cref="TelegramSimulator"/> guards it.</summary>
internal sealed class TelegramState
{
    /// <summary>Name of the one bot; links to it end with it.</summary>
    public const string BotUsername = "zoomaspire_sim_bot";

    private const long Year2024 = 1_704_067_200;
    private const long UserIds = 5_000_000_000;
    private const long GroupIds = -4_000_000_000;
    private const long SupergroupIds = -1_002_000_000_000;

    /// <summary>Start of the numbers: later than any number that an earlier run can have given out.</summary>
    private readonly long _epoch;
    private long _given;

    /// <summary>An empty Telegram.</summary>
    /// <param name="botToken">Token of the one bot; the number before the colon is its id.</param>
    /// <param name="now">Numbers start from here, so that a product with data of an earlier run meets no number twice.</param>
    public TelegramState(string botToken, DateTimeOffset now)
    {
        BotId = long.Parse(botToken.Split(':')[0], CultureInfo.InvariantCulture);
        _epoch = now.ToUnixTimeSeconds() - Year2024;
    }

    public long BotId { get; }

    public string BotName => Profile.GetValueOrDefault(("name", "")) ?? "ZoomAspire";

    /// <summary>Behaviour switched on.</summary>
    public TelegramSettings Settings { get; set; } = new();

    public DateTimeOffset? LoggedOutUntil { get; set; }

    public Dictionary<long, TelegramUser> Users { get; } = [];

    public Dictionary<long, TelegramChat> Chats { get; } = [];

    public Dictionary<string, CallbackQuery> Callbacks { get; } = new(StringComparer.Ordinal);

    /// <summary>What a file was first sent as: a file_id carries it along.</summary>
    public Dictionary<string, MediaContent> Media { get; } = new(StringComparer.Ordinal);

    /// <summary>Commands by scope (its JSON) and language.</summary>
    public Dictionary<(string Scope, string Language), IReadOnlyList<CommandView>> Commands { get; } = [];

    /// <summary>Name and descriptions of the bot by language.</summary>
    public Dictionary<(string What, string Language), string> Profile { get; } = [];

    public long NextUserId() => UserIds + Next();

    public long NextGroupId() => GroupIds - Next();

    public long NextSupergroupId() => SupergroupIds - Next();

    public int NextMessageId() => (int)Next();

    public static string NextCallbackId() => Guid.NewGuid().ToString("N");

    /// <summary>The commands that a user sees in a chat: the narrowest scope wins, and in it the user's language.</summary>
    public IReadOnlyList<CommandView> CommandsFor(TelegramChat chat, TelegramUser user)
    {
        var everywhere = chat.Kind == ChatKind.Private ? "all_private_chats" : "all_group_chats";
        string[] scopes =
        [
            Scope(new JsonObject { ["type"] = "chat_member", ["chat_id"] = chat.Id, ["user_id"] = user.Id }),
            Scope(new JsonObject { ["type"] = "chat", ["chat_id"] = chat.Id }),
            Scope(new JsonObject { ["type"] = everywhere }),
            Scope(null),
        ];
        var language = user.LanguageCode?.Split('-')[0] ?? "";
        return scopes
            .SelectMany(scope => new[] { (scope, language), (scope, "") })
            .Select(key => Commands.GetValueOrDefault(key))
            .FirstOrDefault(commands => commands is { Count: > 0 }) ?? [];
    }

    private long Next() => _epoch + ++_given;

    /// <summary>A scope as a key: its JSON with sorted names; no scope is the default one.</summary>
    public static string Scope(JsonNode? scope) =>
        string.Join(',', (scope as JsonObject ?? new JsonObject { ["type"] = "default" })
            .OrderBy(property => property.Key, StringComparer.Ordinal)
            .Select(property => $"{property.Key}={property.Value}"));
}
