using System.Net.Http.Headers;

namespace Telegram.Bot.Requests;

/// <summary>A call whose public properties are its parameters. Without a file its body is JSON.</summary>
public abstract class RequestBase<TResponse>(string methodName) : IRequest<TResponse>
{
    [JsonIgnore]
    public HttpMethod HttpMethod => HttpMethod.Post;

    [JsonIgnore]
    public string MethodName { get; } = methodName;

    public virtual HttpContent? ToHttpContent() =>
        JsonBody(JsonSerializer.SerializeToUtf8Bytes(this, GetType(), JsonBotAPI.Options));

    protected static HttpContent JsonBody(byte[] json) =>
        new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } };
}

/// <summary>A call without parameters.</summary>
public abstract class ParameterlessRequest<TResponse>(string methodName) : RequestBase<TResponse>(methodName)
{
    public override HttpContent? ToHttpContent() => null;
}
