using System.Globalization;
using System.Text.Json;

namespace ZoomAspire.Core.Media;

/// <summary>The sound of a file in the media store, as ffprobe found it.</summary>
/// <param name="Address">Where ffmpeg reads the file: signed, secret, short-lived.</param>
/// <param name="Demuxer">The one format in which ffmpeg may read it, whatever it calls itself.</param>
/// <param name="Duration">Of the sound.</param>
/// <param name="Codec">ffmpeg's name of the codec.</param>
/// <param name="BitRate">Bits a second; null if unknown.</param>
internal sealed record AudioSource(Uri Address, string Demuxer, TimeSpan Duration, string? Codec, long? BitRate)
{
    private const string Aac = "aac";

    /// <summary>The arguments that open it: before <c>-i</c>, which they include.</summary>
    /// <remarks>
    /// The demuxer is forced, so that no playlist is followed whatever the file is called; of those forced ones none opens other files
    /// (references out of an MP4 stay closed by default). The whitelist is for the one address that we signed.
    /// </remarks>
    public static IEnumerable<string> Input(Uri address, string demuxer) =>
    [
        "-protocol_whitelist", "http,https,tcp,tls",
        .. address.Scheme == Uri.UriSchemeHttps ? (string[])["-tls_verify", "1"] : [],
        "-f", demuxer, "-i", address.AbsoluteUri,
    ];

    /// <summary>The demuxer for a file that begins like this: what staging lets pass is one of the two.</summary>
    public static string DemuxerFor(ReadOnlySpan<byte> head) =>
        head.Length >= 8 && head[4..8].SequenceEqual("ftyp"u8) ? "mov" : "mp3";

    /// <summary>Whether the sound can be taken as it is, and then has about this many bytes at most.</summary>
    public bool CanBeCopiedWithin(long bytes) =>
        Codec == Aac && BitRate is { } rate && rate / 8.0 * Duration.TotalSeconds * 1.02 < bytes;

    /// <summary>Reads ffprobe's answer.</summary>
    /// <exception cref="UnfitMediaException">There is no sound, or nobody knows how long it is.</exception>
    public static AudioSource Read(Uri address, string demuxer, ReadOnlySpan<byte> answer)
    {
        using var document = JsonDocument.Parse(answer.ToArray());
        if (!document.RootElement.TryGetProperty("streams", out var streams) || streams.GetArrayLength() == 0)
        {
            throw new UnfitMediaException("The file has no sound.");
        }

        var stream = streams[0];
        var seconds = Number(stream, "duration") ?? (document.RootElement.TryGetProperty("format", out var format) ? Number(format, "duration") : null);
        return seconds is > 0 and < 7 * 24 * 3600
            ? new AudioSource(
                address,
                demuxer,
                TimeSpan.FromSeconds(seconds.Value),
                stream.TryGetProperty("codec_name", out var codec) ? codec.GetString() : null,
                (long?)Number(stream, "bit_rate"))
            : throw new UnfitMediaException("The length of the sound is not known.");
    }

    private static double? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && double.TryParse(value.GetString(), CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}

/// <summary>No audio that fits can be made of a file, however often it is tried.</summary>
/// <param name="reason">Why, in one sentence without content of the file.</param>
/// <param name="innerException">What led to it.</param>
internal sealed class UnfitMediaException(string reason, Exception? innerException = null) : Exception(reason, innerException);
