namespace StackExchange.Redis;

public class RedisException : Exception
{
    public RedisException(string message)
        : base(message)
    {
    }

    public RedisException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>The server answered with an error; <see cref="Exception.Message"/> is its text.</summary>
public sealed class RedisServerException(string message) : RedisException(message);

/// <summary>A call that this client refuses to send.</summary>
public sealed class RedisCommandException : Exception
{
    public RedisCommandException(string message)
        : base(message)
    {
    }

    public RedisCommandException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>There was no connection to send on, or it died before the answer came (<see cref="CommandStatus"/> says which).</summary>
public sealed class RedisConnectionException : RedisException
{
    public RedisConnectionException(ConnectionFailureType failureType, string message)
        : this(failureType, message, null)
    {
    }

    public RedisConnectionException(ConnectionFailureType failureType, string message, Exception? innerException)
        : this(failureType, message, innerException, CommandStatus.Unknown)
    {
    }

    public RedisConnectionException(
        ConnectionFailureType failureType, string message, Exception? innerException, CommandStatus commandStatus)
        : base(message, innerException)
    {
        FailureType = failureType;
        CommandStatus = commandStatus;
    }

    public ConnectionFailureType FailureType { get; }

    public CommandStatus CommandStatus { get; }
}

/// <summary>The server did not answer within <see cref="ConfigurationOptions.AsyncTimeout"/>.</summary>
public sealed class RedisTimeoutException(string message, CommandStatus commandStatus) : TimeoutException(message)
{
    public CommandStatus Commandstatus { get; } = commandStatus;
}
