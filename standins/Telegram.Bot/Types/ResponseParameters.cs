namespace Telegram.Bot.Types;

/// <summary>Why a call failed, for programs.</summary>
public class ResponseParameters
{
    /// <summary>The group became the supergroup with this id.</summary>
    public long? MigrateToChatId { get; set; }

    /// <summary>Seconds to wait before the call may be repeated.</summary>
    public int? RetryAfter { get; set; }
}
