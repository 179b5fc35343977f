namespace Telegram.Bot.Requests;

/// <summary>deleteWebhook: goes back to getUpdates.</summary>
public class DeleteWebhookRequest() : RequestBase<bool>("deleteWebhook")
{
    public bool DropPendingUpdates { get; set; }
}
