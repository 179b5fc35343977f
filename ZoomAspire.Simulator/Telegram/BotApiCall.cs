using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ZoomAspire.Simulator.Telegram;

/// <summary>A parameter as it came: JSON of a JSON body, or text of a query, form or multipart body.</summary>
/// <param name="Value">The value; a string if it came as text.</param>
/// <param name="IsText">It came as text, so numbers and objects are written as text too.</param>
internal readonly record struct CallField(JsonNode? Value, bool IsText);

/// <summary>One call of the Bot API: the method and its parameters, wherever in the request they came.</summary>
internal sealed class BotApiCall
{
    /// <summary>Parameters by name.</summary>
    public Dictionary<string, CallField> Fields { get; } = new(StringComparer.Ordinal);

    /// <summary>Uploaded files by part name.</summary>
    public Dictionary<string, StoredFile> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>A part was larger than the server takes.</summary>
    public bool IsTooLarge { get; set; }

    /// <summary>Files that a message came to use; the others are removed after the call.</summary>
    public HashSet<StoredFile> Used { get; } = [];

    /// <summary>The parameter as text; null if it is absent.</summary>
    public string? Text(string name) => Value(name) switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        var other => other.ToJsonString(),
    };

    /// <summary>The parameter as a whole number; null if it is absent.</summary>
    /// <exception cref="BotApiException">400: it is something else.</exception>
    public long? Integer(string name)
    {
        var text = Text(name);
        return string.IsNullOrEmpty(text)
            ? null
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw BotApiException.BadRequest($"field \"{name}\" must be a valid Number");
    }

    /// <summary>The parameter as a switch; false if it is absent.</summary>
    public bool Boolean(string name) => Text(name)?.ToUpperInvariant() is "TRUE" or "YES" or "1";

    /// <summary>The parameter as an object or a list, which text carries JSON-serialised; null if it is absent.</summary>
    /// <exception cref="BotApiException">400: it is not JSON.</exception>
    public JsonNode? Json(string name)
    {
        if (Value(name) is not JsonValue value || value.GetValueKind() != JsonValueKind.String)
        {
            return Value(name);
        }

        var text = value.GetValue<string>();
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            throw BotApiException.BadRequest($"can't parse {name} JSON object");
        }
    }

    private JsonNode? Value(string name) => Fields.GetValueOrDefault(name).Value;
}
