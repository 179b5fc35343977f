using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ZoomAspire.Simulator.Telegram;

/// <summary>
/// Checks calls field by field against a machine-readable description of the Bot API: unknown fields, missing required ones,
/// values of the wrong type, inside objects too. The description is <c>api.json</c> of PaulSonOfLars/telegram-bot-api-spec,
/// of which Bot API 10.1 is embedded (names and types only).
/// </summary>
internal sealed class BotApiSpec
{
    private const string ListPrefix = "Array of ";
    private const string AttachPrefix = "attach://";

    private readonly Dictionary<string, SpecMethod> _methods;
    private readonly Dictionary<string, SpecType> _types;

    private BotApiSpec(SpecDocument document)
    {
        _methods = new(document.Methods, StringComparer.OrdinalIgnoreCase);
        _types = document.Types;
    }

    private sealed record SpecDocument(Dictionary<string, SpecMethod> Methods, Dictionary<string, SpecType> Types);

    private sealed record SpecMethod(IReadOnlyList<SpecField>? Fields);

    private sealed record SpecType(IReadOnlyList<SpecField>? Fields, IReadOnlyList<string>? Subtypes);

    private sealed record SpecField(string Name, IReadOnlyList<string> Types, bool Required);

    /// <summary>Reads the description at the path, or the embedded one.</summary>
    /// <param name="path">Path of an <c>api.json</c>; null for the embedded one.</param>
    /// <exception cref="JsonException">The file is something else.</exception>
    public static BotApiSpec Load(string? path)
    {
        using var stream = path is null
            ? typeof(BotApiSpec).Assembly.GetManifestResourceStream("ZoomAspire.Simulator.Telegram.bot-api-10.1.json")!
            : File.OpenRead(path);
        return new BotApiSpec(JsonSerializer.Deserialize<SpecDocument>(stream, JsonSerializerOptions.Web)
            ?? throw new JsonException("The Bot API description is empty."));
    }

    /// <summary>The API has this method.</summary>
    public bool Knows(string method) => _methods.ContainsKey(method);

    /// <summary>What is wrong with a call; empty if nothing is.</summary>
    public IReadOnlyList<string> Check(string method, BotApiCall call)
    {
        var problems = new List<string>();
        var fields = _methods[method].Fields ?? [];
        foreach (var field in fields)
        {
            CheckField(field, call, problems);
        }

        var attached = Attachments(call);
        var known = fields.Select(field => field.Name).ToHashSet(StringComparer.Ordinal);
        problems.AddRange(call.Fields.Keys.Where(name => !known.Contains(name)).Select(name => $"unknown field \"{name}\""));
        problems.AddRange(call.Files.Keys.Where(name => !known.Contains(name) && !attached.Contains(name))
            .Select(name => $"file part \"{name}\" is neither a field nor attached"));
        problems.AddRange(attached.Where(name => !call.Files.ContainsKey(name) && !call.IsTooLarge)
            .Select(name => $"nothing is attached under \"{name}\""));
        return problems;
    }

    private void CheckField(SpecField field, BotApiCall call, List<string> problems)
    {
        if (call.Files.ContainsKey(field.Name))
        {
            if (!field.Types.Contains("InputFile"))
            {
                problems.Add($"field \"{field.Name}\" takes no file");
            }
        }
        else if (call.Fields.TryGetValue(field.Name, out var value))
        {
            CheckValue($"field \"{field.Name}\"", field.Types, value, problems);
        }
        else if (field.Required && !call.IsTooLarge)
        {
            problems.Add($"required field \"{field.Name}\" is missing");
        }
    }

    private void CheckValue(string where, IReadOnlyList<string> types, CallField field, List<string> problems)
    {
        if (!field.IsText)
        {
            CheckNode(where, types, field.Value, problems);
            return;
        }

        var text = field.Value!.GetValue<string>();
        if (types.Any(IsScalar))
        {
            if (!types.Any(type => TextFits(type, text)))
            {
                problems.Add($"{where} must be {string.Join(" or ", types)}");
            }

            return;
        }

        try
        {
            CheckNode(where, types, JsonNode.Parse(text), problems);
        }
        catch (JsonException)
        {
            problems.Add($"{where} must be JSON of {string.Join(" or ", types)}");
        }
    }

    /// <summary>Reports the problems of the alternative that fits best: none if one fits.</summary>
    private void CheckNode(string where, IReadOnlyList<string> types, JsonNode? node, List<string> problems)
    {
        List<string>? fewest = null;
        foreach (var type in types.SelectMany(Alternatives))
        {
            var found = new List<string>();
            CheckType(where, type, node, found);
            if (fewest is null || found.Count < fewest.Count)
            {
                fewest = found;
            }
        }

        problems.AddRange(fewest ?? []);
    }

    private IEnumerable<string> Alternatives(string type) =>
        _types.TryGetValue(type, out var known) && known.Subtypes is { Count: > 0 } subtypes
            ? subtypes.SelectMany(Alternatives)
            : [type];

    private void CheckType(string where, string type, JsonNode? node, List<string> problems)
    {
        var kind = node?.GetValueKind() ?? JsonValueKind.Null;
        if (type.StartsWith(ListPrefix, StringComparison.Ordinal) && node is JsonArray list)
        {
            for (var index = 0; index < list.Count; index++)
            {
                CheckNode($"{where}[{index}]", [type[ListPrefix.Length..]], list[index], problems);
            }
        }
        else if (_types.TryGetValue(type, out var known) && node is JsonObject value)
        {
            CheckObject(where, known.Fields ?? [], value, problems);
        }
        else if (!Fits(type, kind, node))
        {
            problems.Add($"{where} must be {type}");
        }
    }

    private void CheckObject(string where, IReadOnlyList<SpecField> fields, JsonObject value, List<string> problems)
    {
        foreach (var field in fields)
        {
            if (value.TryGetPropertyValue(field.Name, out var inner))
            {
                CheckNode($"{where}.{field.Name}", field.Types, inner, problems);
            }
            else if (field.Required)
            {
                problems.Add($"{where} lacks \"{field.Name}\"");
            }
        }

        problems.AddRange(value
            .Where(property => !fields.Any(field => field.Name == property.Key))
            .Select(property => $"{where} has the unknown field \"{property.Key}\""));
    }

    private static bool IsScalar(string type) => type is "String" or "Integer" or "Float" or "Boolean" or "InputFile";

    private static bool Fits(string type, JsonValueKind kind, JsonNode? node) => type switch
    {
        "String" or "InputFile" => kind == JsonValueKind.String,
        "Integer" => kind == JsonValueKind.Number && TextFits(type, node!.ToJsonString()),
        "Float" => kind == JsonValueKind.Number,
        "Boolean" => kind is JsonValueKind.True or JsonValueKind.False,
        _ => false,
    };

    private static bool TextFits(string type, string text) => type switch
    {
        "String" or "InputFile" => true,
        "Integer" => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        "Float" => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
        "Boolean" => text.ToUpperInvariant() is "TRUE" or "FALSE",
        _ => false,
    };

    private static HashSet<string> Attachments(BotApiCall call)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in call.Fields.Values)
        {
            var written = field.IsText ? field.Value!.GetValue<string>() : field.Value?.ToJsonString() ?? "";
            for (var at = 0; (at = written.IndexOf(AttachPrefix, at, StringComparison.Ordinal)) >= 0;)
            {
                at += AttachPrefix.Length;
                var end = written.AsSpan(at).IndexOfAny('"', '\\');
                names.Add(end < 0 ? written[at..] : written.Substring(at, end));
            }
        }

        return names;
    }
}
