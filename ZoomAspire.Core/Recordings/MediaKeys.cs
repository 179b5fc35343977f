using System.Globalization;

namespace ZoomAspire.Core.Recordings;

/// <summary>Keys of our objects in the media store.</summary>
internal static class MediaKeys
{
    /// <summary>What the keys of recordings begin with.</summary>
    public const string Recordings = "recordings/";

    /// <summary>What the keys of everything begin with that is stored of a recording.</summary>
    public static string OfRecording(long recordingId) => string.Create(CultureInfo.InvariantCulture, $"{Recordings}{recordingId}/");

    /// <summary>The key under which one attempt stages a recording.</summary>
    public static string ForRecording(long recordingId, Guid leaseToken) =>
        string.Create(CultureInfo.InvariantCulture, $"{Recordings}{recordingId}/{leaseToken:n}");

    /// <summary>The key under which one attempt stores a part that it made of a recording.</summary>
    public static string ForPart(long recordingId, Guid leaseToken, int part) =>
        string.Create(CultureInfo.InvariantCulture, $"{Recordings}{recordingId}/{leaseToken:n}-{Guid.NewGuid():n}-{part}");
}
