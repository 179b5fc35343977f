namespace StackExchange.Redis.Connections;

/// <summary>
/// One command and the promise of its reply. <paramref name="database"/> is -1 where the command concerns none.
/// </summary>
internal sealed class Message(string command, RedisValue[] arguments, int database = -1)
{
    private readonly TaskCompletionSource<RedisResult> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Command { get; } = command;

    public RedisValue[] Arguments { get; } = arguments;

    public int Database { get; } = database;

    public long IssuedAt { get; } = Environment.TickCount64;

    public Task<RedisResult> Reply => _reply.Task;

    public void Complete(RedisResult reply)
    {
        if (reply.Resp2Type == ResultType.Error)
        {
            _reply.TrySetException(new RedisServerException(reply.ToString()!));
        }
        else
        {
            _reply.TrySetResult(reply);
        }
    }

    public void Fail(Exception error) => _reply.TrySetException(error);
}
