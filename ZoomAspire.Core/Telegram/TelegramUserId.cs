using System.Globalization;

namespace ZoomAspire.Core.Telegram;

/// <summary>The id of a Telegram user: up to 52 significant bits (https://core.telegram.org/bots/api#user).</summary>
/// <param name="Value">The id.</param>
public readonly record struct TelegramUserId(long Value)
{
    /// <summary>The id in digits.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
