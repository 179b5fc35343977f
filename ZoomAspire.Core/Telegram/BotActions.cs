namespace ZoomAspire.Core.Telegram;

/// <summary>What buttons carry that other services put below their messages; the bot answers them (callback data, 64 bytes at most).</summary>
public static class BotActions
{
    /// <summary>Connect, Reconnect: a fresh personal link.</summary>
    public const string Connect = "connect";

    /// <summary>Acknowledge, below an operator's alert; the alert's name follows after a colon.</summary>
    public const string AcknowledgeAlert = "ack";
}
