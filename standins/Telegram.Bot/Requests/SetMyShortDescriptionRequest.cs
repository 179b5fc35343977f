namespace Telegram.Bot.Requests;

/// <summary>setMyShortDescription: what the bot's profile and shared links show.</summary>
public class SetMyShortDescriptionRequest() : RequestBase<bool>("setMyShortDescription")
{
    /// <summary>Up to 120 characters.</summary>
    public string? ShortDescription { get; set; }

    public string? LanguageCode { get; set; }
}
