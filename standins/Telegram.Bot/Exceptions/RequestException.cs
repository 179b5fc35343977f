using System.Net;

namespace Telegram.Bot.Exceptions;

/// <summary>A call that brought no usable answer of the Bot API: network, timeout, or a body that is not its JSON.</summary>
public class RequestException : Exception
{
    public RequestException(string message)
        : base(message)
    {
    }

    public RequestException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public RequestException(string message, HttpStatusCode httpStatusCode)
        : base(message) => HttpStatusCode = httpStatusCode;

    public RequestException(string message, HttpStatusCode httpStatusCode, Exception? innerException)
        : base(message, innerException) => HttpStatusCode = httpStatusCode;

    /// <summary>Status of the answer, if there was one.</summary>
    public HttpStatusCode? HttpStatusCode { get; }
}
