using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ZoomAspire.Simulator.Zoom;

/// <summary>
/// Addresses of files. Those that Zoom gives out are new in every answer; those on the download host carry a signature that
/// expires.
/// </summary>
internal sealed class ZoomLinks(SimulatorAddresses addresses, TimeProvider time)
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    public string Download(ZoomFile file) => OnZoom($"rec/download/{Name(file)}");

    public string WebhookDownload(ZoomFile file) => OnZoom($"rec/webhook_download/{Name(file)}");

    public string TranscriptDownload(ZoomFile file) => OnZoom($"rec/meeting/transcript/download/{Name(file)}");

    public string Play(ZoomFile file) => OnZoom($"rec/play/{Name(file)}");

    public string Share(ZoomMeeting meeting) =>
        meeting.Files.Count > 0 ? OnZoom($"rec/share/{Name(meeting.Files[0])}") : OnZoom("rec/share");

    public string Join(long number) => OnZoom(string.Create(CultureInfo.InvariantCulture, $"j/{number}"));

    public string Start(long number) => OnZoom(string.Create(CultureInfo.InvariantCulture, $"s/{number}?zak={ZoomIds.Random(32)}"));

    public string Document() => OnZoom($"doc/{ZoomIds.Random(8)}");

    /// <summary>The part of an address of ours that names the file.</summary>
    public static string KeyOf(string name) => name.Split('.', 2)[0];

    /// <summary>The signed address on the download host.</summary>
    public string Signed(ZoomMeeting meeting, ZoomFile file, TimeSpan lifetime)
    {
        var expires = (time.GetUtcNow() + lifetime).ToUnixTimeSeconds();
        var path = $"file/{file.Key}/{file.NameFor(meeting)}";
        return new Uri(addresses.Download, string.Create(
            CultureInfo.InvariantCulture, $"{path}?Expires={expires}&Signature={Sign(file.Key, expires)}")).AbsoluteUri;
    }

    public bool IsSigned(string key, string? expires, string? signature) =>
        long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var end)
        && end > time.GetUtcNow().ToUnixTimeSeconds()
        && signature == Sign(key, end);

    private static string Name(ZoomFile file) => $"{file.Key}.{ZoomIds.Random(32)}";

    private string OnZoom(string path) => new Uri(addresses.Zoom, path).AbsoluteUri;

    private string Sign(string key, long expires) => Convert.ToHexStringLower(
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{key}:{expires}"))));
}
