using Microsoft.Extensions.Configuration;
using ZoomAspire.Core.Configuration;

namespace ZoomAspire.Core.Notes;

/// <summary>
/// The language model that may make notes: any endpoint that speaks OpenAI's Chat Completions
/// (https://platform.openai.com/docs/api-reference/chat). Endpoint and model, or neither; a key where the endpoint wants one.
/// </summary>
public sealed class NotesModelOptions : ISettings
{
    private const string EndpointName = "NOTES_LLM_ENDPOINT";
    private const string KeyName = "NOTES_LLM_KEY";
    private const string ModelName = "NOTES_LLM_MODEL";
    private const string Call = "/chat/completions";

    /// <summary>NOTES_LLM_ENDPOINT: the address before <c>/chat/completions</c>; null for no model.</summary>
    [ConfigurationKeyName(EndpointName)]
    public Uri? Endpoint { get; set; }

    /// <summary>NOTES_LLM_KEY: sent as bearer token; empty for an endpoint that wants none.</summary>
    [ConfigurationKeyName(KeyName)]
    public string Key { get; set; } = "";

    /// <summary>NOTES_LLM_MODEL: the model's name there; Azure's is the name of the deployment.</summary>
    [ConfigurationKeyName(ModelName)]
    public string Model { get; set; } = "";

    /// <summary>Whether there is a model.</summary>
    public bool IsConfigured => Endpoint is not null && Model.Length > 0;

    /// <inheritdoc />
    public IEnumerable<string> Problems()
    {
        if (Endpoint is null != (Model.Length == 0))
        {
            yield return $"{(Endpoint is null ? EndpointName : ModelName)} is missing: {EndpointName} and {ModelName} are set together, or neither of them.";
        }
        else if (Key.Length > 0 && Endpoint is null)
        {
            yield return $"{KeyName} is set without {EndpointName} and {ModelName}.";
        }

        // Without TLS too: a model of one's own is often reached inside a cluster only.
        if (Endpoint is not null &&
            !(Endpoint is { IsAbsoluteUri: true, UserInfo: "", Query: "", Fragment: "" } && (Endpoint.Scheme == Uri.UriSchemeHttps || Endpoint.Scheme == Uri.UriSchemeHttp)))
        {
            yield return $"{EndpointName} must be an https or http address without user, query and fragment, such as https://api.openai.com/v1.";
        }
        else if (Endpoint is not null && Endpoint.AbsolutePath.TrimEnd('/').EndsWith(Call, StringComparison.OrdinalIgnoreCase))
        {
            yield return $"{EndpointName} must be the address before {Call}, such as https://api.openai.com/v1.";
        }

        if (Key.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            yield return $"{KeyName} is malformed: a key has no spaces and no characters beyond ASCII.";
        }
    }
}
