using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ZoomAspire.Simulator.Telegram;

/// <summary>The methods about the bot itself, about chats and their members, and about files.</summary>
internal sealed partial class ProfileMethods(
    TelegramState state, FileStore files, UpdateQueue updates, MessageMethods messages, BotApiJson json, TimeProvider time)
{
    private const int MostCommands = 100;
    private const int LongestCommandDescription = 256;
    private const long LargestDownload = 20L << 20;

    private static readonly TimeSpan LogOutLock = TimeSpan.FromMinutes(10);

    private static readonly Dictionary<string, int> LongestProfileText = new()
    {
        ["name"] = 64,
        ["description"] = 512,
        ["short_description"] = 120,
    };

    public JsonObject GetMe() => json.BotWithAbilities();

    /// <summary>Leaves the cloud: the bot can do nothing for ten minutes.</summary>
    public JsonNode LogOut()
    {
        state.LoggedOutUntil = time.GetUtcNow() + LogOutLock;
        return true;
    }

    public JsonNode SetWebhook(BotApiCall call)
    {
        updates.SetWebhook(call.Text("url") ?? "", call.Boolean("drop_pending_updates"));
        return true;
    }

    public JsonNode DeleteWebhook(BotApiCall call)
    {
        updates.SetWebhook("", call.Boolean("drop_pending_updates"));
        return true;
    }

    public JsonObject GetWebhookInfo() => new JsonObject
    {
        ["url"] = updates.WebhookUrl,
        ["has_custom_certificate"] = false,
        ["pending_update_count"] = updates.Count,
    };

    public JsonNode SetMyCommands(BotApiCall call)
    {
        var commands = (call.Json("commands") as JsonArray ?? [])
            .Select(command => new CommandView((string?)command?["command"] ?? "", (string?)command?["description"] ?? ""))
            .ToList();
        if (commands.Count > MostCommands)
        {
            throw BotApiException.BadRequest("BOT_COMMANDS_TOO_MUCH");
        }

        if (commands.Exists(command => !CommandName().IsMatch(command.Command)))
        {
            throw BotApiException.BadRequest("BOT_COMMAND_INVALID");
        }

        if (commands.Exists(command => command.Description.Length is 0 or > LongestCommandDescription))
        {
            throw BotApiException.BadRequest("BOT_COMMAND_DESCRIPTION_INVALID");
        }

        state.Commands[CommandKey(call)] = commands;
        return true;
    }

    public JsonNode DeleteMyCommands(BotApiCall call)
    {
        state.Commands.Remove(CommandKey(call));
        return true;
    }

    public JsonNode GetMyCommands(BotApiCall call) => new JsonArray(
    [
        .. (state.Commands.GetValueOrDefault(CommandKey(call)) ?? []).Select(command =>
            new JsonObject { ["command"] = command.Command, ["description"] = command.Description }),
    ]);

    public JsonNode SetProfile(string what, BotApiCall call)
    {
        var text = call.Text(what) ?? "";
        if (text.Length > LongestProfileText[what])
        {
            throw BotApiException.BadRequest($"BOT_{what.ToUpperInvariant()}_TOO_LONG");
        }

        state.Profile[(what, call.Text("language_code") ?? "")] = text;
        return true;
    }

    public JsonNode GetProfile(string what, BotApiCall call) => new JsonObject
    {
        [what] = state.Profile.GetValueOrDefault((what, call.Text("language_code") ?? ""))
            ?? (what == "name" ? state.BotName : ""),
    };

    public JsonNode GetChat(BotApiCall call)
    {
        var chat = BotApiJson.Chat(messages.Chat(call));
        chat["accent_color_id"] = 0;
        chat["max_reaction_count"] = 11;
        chat["accepted_gift_types"] = new JsonObject
        {
            ["unlimited_gifts"] = false,
            ["limited_gifts"] = false,
            ["unique_gifts"] = false,
            ["premium_subscription"] = false,
            ["gifts_from_channels"] = false,
        };
        return chat;
    }

    public JsonNode GetChatMember(BotApiCall call)
    {
        var chat = messages.ChatToRead(call);
        var id = call.Integer("user_id") ?? 0;
        if (id == state.BotId)
        {
            return new JsonObject { ["status"] = chat.BotStatus, ["user"] = json.Bot() };
        }

        if (state.Settings.HidesMembers)
        {
            throw BotApiException.BadRequest("CHAT_ADMIN_REQUIRED");
        }

        var user = state.Users.GetValueOrDefault(id) ?? throw BotApiException.BadRequest("user not found");
        var member = new JsonObject
        {
            ["status"] = chat.Members.IndexOf(id) switch
            {
                _ when chat.MigratedTo is not null => "left",
                < 0 => "left",
                0 when chat.Kind != ChatKind.Private => "creator",
                _ when chat.Administrators.Contains(id) => "administrator",
                _ => "member",
            },
            ["user"] = BotApiJson.User(user),
        };
        if ((string?)member["status"] is "creator" or "administrator")
        {
            member["is_anonymous"] = false;
        }

        return member;
    }

    /// <summary>People and the bot.</summary>
    public JsonNode GetChatMemberCount(BotApiCall call)
    {
        var chat = messages.Chat(call);
        return chat.Members.Count + 1;
    }

    public JsonNode LeaveChat(BotApiCall call)
    {
        messages.Chat(call).BotStatus = "left";
        return true;
    }

    public JsonNode GetFile(BotApiCall call)
    {
        var found = files.FindByFileId(call.Text("file_id") ?? "")
            ?? throw BotApiException.BadRequest("wrong file_id or the file is temporarily unavailable");
        if (found.File.Size > LargestDownload && !state.Settings.LocalServer)
        {
            throw BotApiException.BadRequest("file is too big");
        }

        return new JsonObject
        {
            ["file_id"] = found.File.FileId(found.Kind),
            ["file_unique_id"] = found.File.UniqueId,
            ["file_size"] = found.File.Size,
            ["file_path"] = state.Settings.LocalServer ? found.File.Path : found.File.DownloadPath,
        };
    }

    private static (string Scope, string Language) CommandKey(BotApiCall call) =>
        (TelegramState.Scope(call.Json("scope")), call.Text("language_code") ?? "");

    [GeneratedRegex("^[a-z0-9_]{1,32}$")]
    private static partial Regex CommandName();
}
