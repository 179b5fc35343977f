using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace ZoomAspire.Simulator.Zoom;

/// <summary>How the simulated Zoom writes JSON and times.</summary>
internal static class ZoomJson
{
    /// <summary>For bodies of the REST API: plain UTF-8, nothing escaped that need not be.</summary>
    public static readonly JsonSerializerOptions Api = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>For the control API: snake_case names, unknown names refused so that a mistyped request is noticed.</summary>
    public static readonly JsonSerializerOptions Control = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.Strict,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>
    /// The body of a webhook as Zoom writes it: characters outside the basic plane as <c>\uXXXX</c> pairs, all others as raw
    /// UTF-8. A receiver that parses and writes the body again before checking the signature therefore fails.
    /// </summary>
    public static string WebhookBody(JsonNode body)
    {
        var text = new StringBuilder();
        foreach (var character in body.ToJsonString(Api))
        {
            if (char.IsSurrogate(character))
            {
                text.Append("\\u").Append(((int)character).ToString("X4", CultureInfo.InvariantCulture));
            }
            else
            {
                text.Append(character);
            }
        }

        return text.ToString();
    }

    /// <summary>A time to the second in UTC, as in all REST and webhook bodies.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A UTC date.</summary>
    public static string Date(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
