using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace ZoomAspire.Core.Notes;

/// <summary>Something that a model notes. What proves it comes first: models write what they have just copied.</summary>
/// <param name="Line">The number of the line that it says it read.</param>
/// <param name="Quote">What it says stands there.</param>
/// <param name="Text">What it makes of it.</param>
internal sealed record ModelItem(int Line, string Quote, string Text);

/// <summary>Something that somebody is to do, as a model notes it.</summary>
/// <param name="Line">The number of the line that it says it read.</param>
/// <param name="Quote">What it says stands there.</param>
/// <param name="Text">What it makes of it.</param>
/// <param name="Owner">Who, it says.</param>
/// <param name="Due">By when, it says.</param>
internal sealed record ModelAction(int Line, string Quote, string Text, string? Owner, string? Due);

/// <summary>What a model notes of a piece of a transcript.</summary>
internal sealed record PieceAnswer(
    IReadOnlyList<ModelItem> Points,
    IReadOnlyList<ModelItem> Decisions,
    IReadOnlyList<ModelAction> ActionItems,
    IReadOnlyList<ModelItem> OpenQuestions,
    IReadOnlyList<ModelItem> Topics);

/// <summary>What a model chooses from the items of all pieces: their numbers, most important first.</summary>
internal sealed record ChoiceAnswer(
    IReadOnlyList<int> Summary,
    IReadOnlyList<int> Decisions,
    IReadOnlyList<int> ActionItems,
    IReadOnlyList<int> OpenQuestions,
    IReadOnlyList<int> Topics);

/// <summary>The schema of an answer, and the reader that holds answers to it: both come from the same type, so they cannot differ.</summary>
internal static class ModelAnswers
{
    private static readonly JsonSerializerOptions Strict = new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
    };

    // The subset that all endpoints enforce: every field required, null instead of missing, nothing besides, no bounds.
    private static readonly JsonSchemaExporterOptions Plain = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = static (context, schema) =>
        {
            if (context.PropertyInfo is null && schema is JsonObject node && node["type"] is JsonArray types)
            {
                // An element of a list: whether it may be null is not to be read from its type.
                node["type"] = types[0]!.GetValue<string>();
            }

            return schema;
        },
    };

    /// <summary>The JSON schema of an answer.</summary>
    public static string SchemaOf<T>()
    {
        var schema = Strict.GetJsonSchemaAsNode(typeof(T), Plain);
        Inline(schema, schema);
        return schema.ToJsonString();
    }

    /// <summary>Reads an answer: JSON, perhaps in a code fence or after some thinking aloud, that keeps to the schema exactly.</summary>
    /// <exception cref="NotesModelException">It does not.</exception>
    public static T Read<T>(string answer)
        where T : class
    {
        var thought = answer.LastIndexOf("</think>", StringComparison.Ordinal);
        var text = answer.AsSpan(Math.Max(thought, 0));
        var (from, to) = (text.IndexOf('{'), text.LastIndexOf('}'));
        if (from < 0 || to < from)
        {
            throw new NotesModelException(NotesModelOutcome.Invalid, "The model's answer is no JSON object.");
        }

        try
        {
            return JsonSerializer.Deserialize<T>(text[from..(to + 1)], Strict)
                ?? throw new NotesModelException(NotesModelOutcome.Invalid, "The model's answer is null.");
        }
        catch (JsonException)
        {
            // Without its cause, which may quote the answer.
            throw new NotesModelException(NotesModelOutcome.Invalid, "The model's answer does not keep to its schema.");
        }
    }

    // The exporter writes a type that comes again as a reference to where it stood first, which not every endpoint follows.
    private static void Inline(JsonNode node, JsonNode root)
    {
        foreach (var (name, child) in node is JsonObject schema ? schema.ToList() : [])
        {
            if (child is JsonObject && child["$ref"]?.GetValue<string>() is { } reference)
            {
                node[name] = reference.Split('/').Skip(1).Aggregate(root, (found, part) => found[part]!).DeepClone();
            }
            else if (child is JsonObject)
            {
                Inline(child, root);
            }
        }
    }
}
