using System.Text.Json.Nodes;

namespace ZoomAspire.Simulator.Telegram;

/// <summary>The methods that are simulated, by name in any case; getUpdates, the only one that waits, is elsewhere.</summary>
internal sealed class BotApiMethods
{
    private readonly Dictionary<string, Func<BotApiCall, JsonNode>> _methods;

    public BotApiMethods(TelegramState state, FileStore files, UpdateQueue updates, TimeProvider time)
    {
        Json = new BotApiJson(state);
        var messages = new MessageMethods(state, files, Json, time);
        var profile = new ProfileMethods(state, files, updates, messages, Json, time);
        _methods = new(StringComparer.OrdinalIgnoreCase)
        {
            ["getMe"] = _ => profile.GetMe(),
            ["logOut"] = _ => profile.LogOut(),
            ["setWebhook"] = profile.SetWebhook,
            ["deleteWebhook"] = profile.DeleteWebhook,
            ["getWebhookInfo"] = _ => profile.GetWebhookInfo(),
            ["setMyCommands"] = profile.SetMyCommands,
            ["deleteMyCommands"] = profile.DeleteMyCommands,
            ["getMyCommands"] = profile.GetMyCommands,
            ["setMyName"] = call => profile.SetProfile("name", call),
            ["getMyName"] = call => profile.GetProfile("name", call),
            ["setMyDescription"] = call => profile.SetProfile("description", call),
            ["getMyDescription"] = call => profile.GetProfile("description", call),
            ["setMyShortDescription"] = call => profile.SetProfile("short_description", call),
            ["getMyShortDescription"] = call => profile.GetProfile("short_description", call),
            ["getChat"] = profile.GetChat,
            ["getChatMember"] = profile.GetChatMember,
            ["getChatMemberCount"] = profile.GetChatMemberCount,
            ["leaveChat"] = profile.LeaveChat,
            ["getFile"] = profile.GetFile,
            ["sendMessage"] = messages.SendMessage,
            ["sendAudio"] = messages.SendAudio,
            ["sendDocument"] = messages.SendDocument,
            ["sendVoice"] = messages.SendVoice,
            ["sendChatAction"] = messages.SendChatAction,
            ["editMessageText"] = messages.EditMessageText,
            ["editMessageCaption"] = messages.EditMessageCaption,
            ["editMessageMedia"] = messages.EditMessageMedia,
            ["editMessageReplyMarkup"] = messages.EditMessageReplyMarkup,
            ["deleteMessage"] = messages.DeleteMessage,
            ["deleteMessages"] = messages.DeleteMessages,
            ["answerCallbackQuery"] = messages.AnswerCallbackQuery,
        };
    }

    public BotApiJson Json { get; }

    /// <summary>Carries a method out; null if it is not simulated.</summary>
    public JsonNode? Call(string method, BotApiCall call) =>
        _methods.GetValueOrDefault(method)?.Invoke(call);
}
