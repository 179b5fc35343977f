namespace ZoomAspire.Core.Telegram;

/// <summary>Callback data of buttons that other services than the bot send; the bot answers them.</summary>
public static class ButtonData
{
    /// <summary>Connect, or connect again.</summary>
    public const string Connect = "connect";
}
