namespace Telegram.Bot.Types;

/// <summary>A file for the server to fetch.</summary>
public class InputFileUrl : InputFile
{
    public InputFileUrl(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        Url = url;
    }

    public InputFileUrl(string url)
        : this(new Uri(url))
    {
    }

    public override FileType FileType => FileType.Url;

    public Uri Url { get; }
}
