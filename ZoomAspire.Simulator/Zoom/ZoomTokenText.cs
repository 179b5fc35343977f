using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;

namespace ZoomAspire.Simulator.Zoom;

/// <summary>Tokens that look like Zoom's: three base64url parts. Nobody may read them; the simulator looks them up.</summary>
internal static class ZoomTokenText
{
    private const int SignatureBytes = 64;

    public static string Make(JsonObject header, JsonObject claims) =>
        $"{Part(header)}.{Part(claims)}.{ZoomIds.Random(SignatureBytes)}";

    private static string Part(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
