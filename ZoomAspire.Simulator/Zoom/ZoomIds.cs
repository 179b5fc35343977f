using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;

namespace ZoomAspire.Simulator.Zoom;

/// <summary>Which awkward characters of base64 a meeting's uuid holds; each needs its own care in a URL path.</summary>
public enum UuidShape
{
    /// <summary>Letters and digits only.</summary>
    Plain,

    /// <summary>Holds <c>+</c>, which an unencoded path turns into a space.</summary>
    Plus,

    /// <summary>Holds single slashes inside: to be percent-encoded once.</summary>
    Slash,

    /// <summary>Begins with a slash: to be percent-encoded twice.</summary>
    LeadingSlash,

    /// <summary>Holds two slashes in a row: to be percent-encoded twice.</summary>
    DoubleSlash,
}

/// <summary>Makes identifiers of the kinds that Zoom uses.</summary>
internal static class ZoomIds
{
    private const int UuidBytes = 16;

    /// <summary>Id of a user or account: 22 characters of URL-safe base64.</summary>
    public static string Account() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(UuidBytes));

    /// <summary>A random URL-safe text of <paramref name="bytes"/> bytes.</summary>
    public static string Random(int bytes) => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(bytes));

    /// <summary>Id of a recording file.</summary>
    public static string File() => Guid.NewGuid().ToString("D", CultureInfo.InvariantCulture);

    /// <summary>Eleven digits, more than 32 bits hold.</summary>
    public static long MeetingNumber() =>
        80_000_000_000 + BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));

    /// <summary>Uuid of a meeting's occurrence: 16 bytes in standard base64.</summary>
    public static string Uuid(UuidShape shape)
    {
        while (true)
        {
            var uuid = Convert.ToBase64String(RandomNumberGenerator.GetBytes(UuidBytes));
            if (Has(uuid, shape))
            {
                return uuid;
            }
        }
    }

    private static bool Has(string uuid, UuidShape shape)
    {
        var leading = uuid[0] == '/';
        var slash = uuid.Contains('/', StringComparison.Ordinal);
        var twice = uuid.Contains("//", StringComparison.Ordinal);
        var plus = uuid.Contains('+', StringComparison.Ordinal);
        return shape switch
        {
            UuidShape.Plain => !slash && !plus,
            UuidShape.Plus => plus && !slash,
            UuidShape.Slash => slash && !leading && !twice,
            UuidShape.LeadingSlash => leading && !twice,
            UuidShape.DoubleSlash => twice && !leading,
            _ => throw new ArgumentOutOfRangeException(nameof(shape)),
        };
    }
}
