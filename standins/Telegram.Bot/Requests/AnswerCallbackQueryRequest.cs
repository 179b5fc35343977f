namespace Telegram.Bot.Requests;

/// <summary>answerCallbackQuery: ends the wait after a press on a button.</summary>
public class AnswerCallbackQueryRequest() : RequestBase<bool>("answerCallbackQuery")
{
    public required string CallbackQueryId { get; set; }

    /// <summary>Up to 200 characters.</summary>
    public string? Text { get; set; }

    public bool ShowAlert { get; set; }

    public string? Url { get; set; }

    /// <summary>Seconds.</summary>
    public int? CacheTime { get; set; }
}
