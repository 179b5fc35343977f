using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace ZoomAspire.Core.Queue;

/// <summary>
/// The Redis stream of hints. Nothing in it is trusted and nothing in it is missed: entries are job ids and may be lost,
/// repeated or junk.
/// </summary>
/// <param name="shared">For quick calls.</param>
/// <param name="blocking">A connection of its own for blocking reads: on a shared one everybody would wait behind them.</param>
/// <param name="timings">The clockwork.</param>
internal sealed class RedisJobStream(
    IConnectionMultiplexer shared,
    [FromKeyedServices(RedisJobStream.BlockingConnection)] IConnectionMultiplexer blocking,
    QueueTimings timings)
{
    /// <summary>Key of the connection for blocking reads.</summary>
    public const string BlockingConnection = "jobs";

    /// <summary>The stream's key.</summary>
    public const string Key = "zoomaspire:jobs";

    private const string Group = "workers";
    private const string Field = "id";

    // More hints than this are not worth keeping: the dispatcher gives them again.
    private const int MaxLength = 10_000;
    private const int SweepSize = 100;

    private readonly RedisValue _consumer = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():n}";

    /// <summary>Whether it is worth trying.</summary>
    public bool IsConnected => shared.IsConnected;

    /// <summary>Appends an entry for each job.</summary>
    public static Task AddAsync(IConnectionMultiplexer redis, IEnumerable<Guid> jobIds)
    {
        var database = redis.GetDatabase();
        return Task.WhenAll(jobIds.Select(id => database.StreamAddAsync(
            Key, [new NameValueEntry(Field, id.ToString())], maxLength: MaxLength, useApproximateMaxLength: true)));
    }

    /// <summary>Waits a moment for entries and takes up to <paramref name="count"/> of them.</summary>
    /// <exception cref="RedisException">Redis is away.</exception>
    public async Task<IReadOnlyList<JobHint>> ReadAsync(int count)
    {
        try
        {
            return Parse(await blocking.GetDatabase().ExecuteAsync(
                "XREADGROUP",
                "GROUP", Group, _consumer,
                "COUNT", count,
                "BLOCK", (long)timings.StreamBlock.TotalMilliseconds,
                "STREAMS", (RedisKey)Key, ">"));
        }
        catch (RedisServerException exception) when (IsMissingGroup(exception))
        {
            await CreateGroupAsync();
            return [];
        }
    }

    /// <summary>Whether the stream holds entries that no consumer has read yet. False where Redis cannot tell.</summary>
    /// <exception cref="RedisException">Redis is away.</exception>
    public async Task<bool> IsBehindAsync()
    {
        try
        {
            return (await shared.GetDatabase().StreamGroupInfoAsync(Key)).Any(group => group.Name == Group && group.Lag > 0);
        }
        catch (RedisServerException)
        {
            return false; // There is no stream yet, or no longer.
        }
    }

    /// <summary>Acknowledges an entry.</summary>
    public Task AcknowledgeAsync(JobHint hint) => shared.GetDatabase().StreamAcknowledgeAsync(Key, Group, hint.EntryId);

    /// <summary>Takes over entries whose consumer never acknowledged them, and removes consumers that vanished.</summary>
    public async Task<IReadOnlyList<JobHint>> SweepAsync()
    {
        try
        {
            var database = shared.GetDatabase();
            var lost = await database.StreamAutoClaimAsync(
                Key, Group, _consumer, (long)timings.HintLost.TotalMilliseconds, "0-0", SweepSize);
            foreach (var consumer in await database.StreamConsumerInfoAsync(Key, Group))
            {
                if (consumer.PendingMessageCount == 0 && consumer.Name != _consumer &&
                    consumer.IdleTimeInMilliseconds > timings.ConsumerVanished.TotalMilliseconds)
                {
                    await database.StreamDeleteConsumerAsync(Key, Group, consumer.Name);
                }
            }

            return [.. lost.ClaimedEntries.Select(entry => new JobHint(entry.Id, JobId(entry[Field])))];
        }
        catch (RedisServerException exception) when (IsMissingGroup(exception))
        {
            await CreateGroupAsync();
            return [];
        }
    }

    /// <summary>Removes this process's consumer. Entries that it took and did not acknowledge are forgotten: the dispatcher knows.</summary>
    public Task LeaveAsync() => shared.GetDatabase().StreamDeleteConsumerAsync(Key, Group, _consumer);

    // After FLUSHALL, or on a new server.
    private static bool IsMissingGroup(RedisServerException exception) =>
        exception.Message.StartsWith("NOGROUP", StringComparison.Ordinal);

    private static Guid? JobId(RedisValue value) => Guid.TryParse((string?)value, out var id) ? id : null;

    // [[stream, [[entry id, [name, value, …]], …]]] in RESP2, the same without the outermost list in RESP3; null after the wait.
    private static List<JobHint> Parse(RedisResult result)
    {
        if (result.IsNull)
        {
            return [];
        }

        var entries = result.Length == 1 ? result[0][1] : result[1];
        return [.. ((RedisResult[]?)entries ?? []).Select(entry => new JobHint((RedisValue)entry[0], JobId(Value(entry[1]))))];
    }

    // An entry that was deleted while pending has no fields.
    private static RedisValue Value(RedisResult fields)
    {
        for (var i = 0; i + 1 < fields.Length; i += 2)
        {
            if ((RedisValue)fields[i] == Field)
            {
                return (RedisValue)fields[i + 1];
            }
        }

        return RedisValue.Null;
    }

    private async Task CreateGroupAsync()
    {
        try
        {
            await shared.GetDatabase().StreamCreateConsumerGroupAsync(Key, Group, StreamPosition.Beginning);
        }
        catch (RedisServerException exception) when (exception.Message.StartsWith("BUSYGROUP", StringComparison.Ordinal))
        {
            // Another worker was faster.
        }
    }
}

/// <summary>An entry of the stream.</summary>
/// <param name="EntryId">The entry's id, to acknowledge it.</param>
/// <param name="JobId">The job's id; null for junk.</param>
internal readonly record struct JobHint(RedisValue EntryId, Guid? JobId);
