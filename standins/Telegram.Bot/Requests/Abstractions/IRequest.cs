namespace Telegram.Bot.Requests.Abstractions;

/// <summary>A call of the Bot API.</summary>
public interface IRequest
{
    HttpMethod HttpMethod { get; }

    string MethodName { get; }

    /// <summary>The body, or null for a call without parameters.</summary>
    HttpContent? ToHttpContent();
}

/// <summary>A call with the type of its result.</summary>
public interface IRequest<TResponse> : IRequest;
