namespace Telegram.Bot.Exceptions;

/// <summary>A call that the Bot API refused, with its own code and description.</summary>
public class ApiRequestException : RequestException
{
    public ApiRequestException(string message)
        : base(message)
    {
    }

    public ApiRequestException(string message, int errorCode)
        : base(message) => ErrorCode = errorCode;

    public ApiRequestException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public ApiRequestException(string message, int errorCode, Exception innerException)
        : base(message, innerException) => ErrorCode = errorCode;

    public ApiRequestException(string message, int errorCode, ResponseParameters? parameters)
        : base(message)
    {
        ErrorCode = errorCode;
        Parameters = parameters;
    }

    public ApiRequestException(string message, int errorCode, ResponseParameters? parameters, Exception innerException)
        : base(message, innerException)
    {
        ErrorCode = errorCode;
        Parameters = parameters;
    }

    public virtual int ErrorCode { get; }

    /// <summary>How to go on: when to try again, or where the chat has moved.</summary>
    public ResponseParameters? Parameters { get; }
}
