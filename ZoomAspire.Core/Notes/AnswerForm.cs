using OpenAI.Chat;

namespace ZoomAspire.Core.Notes;

/// <summary>How an endpoint is asked for JSON, from the best way to the plainest.</summary>
internal enum AnswerFormat
{
    /// <summary>It keeps the model to a schema.</summary>
    Schema,

    /// <summary>It keeps the model to JSON.</summary>
    JsonObject,

    /// <summary>Only the prompt asks for it.</summary>
    Text,
}

/// <summary>What an endpoint understands of a request. They differ: https://github.com/ollama/ollama/issues/7125 is one example.</summary>
/// <param name="Format">How JSON is asked for.</param>
/// <param name="HasOldBound">Whether the bound on tokens has the name that OpenAI gave up: <c>max_tokens</c>.</param>
internal sealed record AnswerForm(AnswerFormat Format, bool HasOldBound)
{
    private const string NewBound = "max_completion_tokens";

    /// <summary>The best.</summary>
    public static AnswerForm Preferred { get; } = new(AnswerFormat.Schema, HasOldBound: false);

    /// <summary>The options of a request in this form. No tools, one answer.</summary>
    /// <typeparam name="T">What the answer must be.</typeparam>
    /// <param name="maxTokens">The longest answer.</param>
    public ChatCompletionOptions Options<T>(int maxTokens)
    {
        var options = new ChatCompletionOptions
        {
            ResponseFormat = Format switch
            {
                AnswerFormat.Schema => ChatResponseFormat.CreateJsonSchemaFormat(
                    "meeting_notes", BinaryData.FromString(ModelAnswers.SchemaOf<T>()), jsonSchemaIsStrict: true),
                AnswerFormat.JsonObject => ChatResponseFormat.CreateJsonObjectFormat(),
                _ => null,
            },
        };
        if (HasOldBound)
        {
#pragma warning disable SCME0001 // The package's only way to a field that OpenAI has renamed and others have not.
            options.Patch.Set("$.max_tokens"u8, maxTokens);
#pragma warning restore SCME0001
        }
        else
        {
            options.MaxOutputTokenCount = maxTokens;
        }

        return options;
    }

    /// <summary>What to try after a refusal, or null when there is nothing plainer.</summary>
    /// <param name="refusal">What the endpoint said.</param>
    public AnswerForm? Plainer(string refusal) =>
        !HasOldBound && refusal.Contains(NewBound, StringComparison.Ordinal) ? this with { HasOldBound = true }
        : Format < AnswerFormat.Text ? this with { Format = Format + 1 }
        : null;
}
