namespace StackExchange.Redis;

/// <summary>The commands on one database. It holds no state: get one whenever it is needed.</summary>
public interface IDatabase : IRedis, IDatabaseAsync
{
    int Database { get; }
}
