namespace Telegram.Bot.Requests;

/// <summary>setMyDescription: what an empty chat with the bot shows.</summary>
public class SetMyDescriptionRequest() : RequestBase<bool>("setMyDescription")
{
    /// <summary>Up to 512 characters.</summary>
    public string? Description { get; set; }

    public string? LanguageCode { get; set; }
}
