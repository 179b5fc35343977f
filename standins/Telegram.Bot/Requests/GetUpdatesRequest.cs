namespace Telegram.Bot.Requests;

/// <summary>getUpdates: waits for updates up to the given timeout.</summary>
public class GetUpdatesRequest() : RequestBase<Update[]>("getUpdates")
{
    public int? Offset { get; set; }

    public int? Limit { get; set; }

    /// <summary>Seconds; the server answers after at most 50.</summary>
    public int? Timeout { get; set; }

    public IEnumerable<UpdateType>? AllowedUpdates { get; set; }
}
