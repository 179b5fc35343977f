using StackExchange.Redis;

namespace ZoomAspire.Tests.Contracts;

public sealed class RedisCommandsTests : RedisContract
{
    [Fact]
    public async Task Hundreds_of_concurrent_callers_each_get_their_own_answers()
    {
        var keys = Enumerable.Range(0, 300).Select(_ => NewKey()).ToArray();

        await Task.WhenAll(keys.Select(async (key, caller) =>
        {
            for (var round = 0; round < 20; round++)
            {
                var value = $"{caller}/{round}";
                Assert.True(await Database.StringSetAsync(key, value, TimeSpan.FromMinutes(1), When.Always));
                Assert.Equal(value, await Database.StringGetAsync(key));
                Assert.Equal(round + 1, await Database.HashIncrementAsync(Key, caller));
            }
        }));

        Assert.Equal(300, await Database.KeyDeleteAsync(keys));
    }

    [Fact]
    public async Task Values_and_keys_of_any_bytes_come_back_as_they_were()
    {
        var bytes = Enumerable.Range(0, 256).Select(value => (byte)value).Concat("\r\n$-1\r\n*0\r\n"u8.ToArray()).ToArray();
        RedisKey key = bytes;

        await Database.StringSetAsync(key, bytes);
        await Database.HashSetAsync(Key, [new HashEntry(bytes, RedisValue.EmptyString)]);

        Assert.Equal(bytes, (byte[]?)await Database.StringGetAsync(key));
        Assert.Equal(bytes, (byte[]?)(await Database.HashGetAllAsync(Key)).Single().Name);
        Assert.True(await Database.KeyDeleteAsync(key));
    }

    [Fact]
    public async Task A_value_of_many_megabytes_comes_back_while_others_go_on()
    {
        var bytes = new byte[12 * 1024 * 1024];
        new Random(1).NextBytes(bytes);

        var big = Database.StringSetAsync(Key, bytes);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Database.PingAsync()));
        await big;

        Assert.Equal(bytes.Length, await Database.StringLengthAsync(Key));
        Assert.Equal(bytes, (byte[]?)await Database.StringGetAsync(Key));
    }

    [Fact]
    public async Task What_is_missing_reads_as_null_and_not_as_empty()
    {
        await Database.HashSetAsync(Key, "empty", RedisValue.EmptyString);

        Assert.True((await Database.HashGetAsync(Key, "missing")).IsNull);
        Assert.False((await Database.HashGetAsync(Key, "empty")).IsNull);
        Assert.True((await Database.HashGetAsync(Key, "empty")).IsNullOrEmpty);
        Assert.Null((string?)await Database.StringGetAsync(NewKey()));
        Assert.Equal(0, (int)await Database.StringGetAsync(NewKey()));
        Assert.Empty(await Database.HashGetAllAsync(NewKey()));
    }

    [Fact]
    public async Task Only_the_first_sets_a_key_that_must_not_exist()
    {
        var expiry = TimeSpan.FromMinutes(5);

        Assert.True(await Database.StringSetAsync(Key, "first", expiry, When.NotExists));
        Assert.False(await Database.StringSetAsync(Key, "second", expiry, When.NotExists));

        Assert.Equal("first", await Database.StringGetAsync(Key));
        Assert.InRange((await Database.KeyTimeToLiveAsync(Key))!.Value, TimeSpan.FromMinutes(4), expiry);
    }

    [Fact]
    public async Task A_key_without_expiry_and_a_missing_key_have_no_time_to_live()
    {
        await Database.StringSetAsync(Key, 1);

        Assert.Null(await Database.KeyTimeToLiveAsync(Key));
        Assert.Null(await Database.KeyTimeToLiveAsync(NewKey()));
        Assert.True(await Database.KeyExpireAsync(Key, TimeSpan.FromMinutes(1)));
        Assert.NotNull(await Database.KeyTimeToLiveAsync(Key));
        Assert.False(await Database.KeyExpireAsync(NewKey(), TimeSpan.FromMinutes(1)));
    }

    [Theory]
    [InlineData("protocol=resp2")]
    [InlineData("protocol=resp3")]
    public async Task Counters_sets_hashes_and_sorted_sets_answer_alike_in_both_protocols(string protocol)
    {
        await using var redis = await ConnectAsync(protocol);
        var database = redis.GetDatabase();
        var (set, sorted) = (NewKey(), NewKey());

        await database.HashSetAsync(Key, [new HashEntry("a", 1), new HashEntry("b", "two")]);
        Assert.Equal(5, await database.HashIncrementAsync(Key, "a", 4));
        Assert.Equal(
            new Dictionary<string, string> { ["a"] = "5", ["b"] = "two" },
            (await database.HashGetAllAsync(Key)).ToDictionary(entry => entry.Name.ToString(), entry => entry.Value.ToString()));
        Assert.True(await database.HashDeleteAsync(Key, "b"));

        Assert.True(await database.SetAddAsync(set, "x"));
        Assert.False(await database.SetAddAsync(set, "x"));
        Assert.Equal(2, await database.SetAddAsync(set, ["y", "z"]));
        Assert.True(await database.SetContainsAsync(set, "y"));
        Assert.True(await database.SetRemoveAsync(set, "y"));
        Assert.Equal(["x", "z"], (await database.SetMembersAsync(set)).Select(member => member.ToString()).Order());

        foreach (var score in new[] { 1.5, 2, 3, double.PositiveInfinity })
        {
            Assert.True(await database.SortedSetAddAsync(sorted, $"at {score}", score));
        }

        Assert.Equal(4, await database.SortedSetLengthAsync(sorted));
        Assert.Equal(2, await database.SortedSetLengthAsync(sorted, 2, 3));
        Assert.Equal(["at 1.5", "at 2"], await database.SortedSetRangeByScoreAsync(sorted, stop: 5, take: 2));
        Assert.Equal(["at 2"], await database.SortedSetRangeByScoreAsync(sorted, 1.5, 3, Exclude.Both));
        Assert.Equal("at 3", (await database.SortedSetRangeByScoreAsync(sorted, stop: 5, order: Order.Descending, take: 1))[0]);
        Assert.Equal(
            new SortedSetEntry("at 1.5", 1.5), (await database.SortedSetRangeByScoreWithScoresAsync(sorted, take: 1)).Single());
        Assert.Equal(1.5, await database.SortedSetScoreAsync(sorted, "at 1.5"));
        Assert.Null(await database.SortedSetScoreAsync(sorted, "missing"));
        Assert.True(await database.SortedSetRemoveAsync(sorted, "at 2"));
        Assert.Equal(2, await database.KeyDeleteAsync([set, sorted]));
    }

    [Fact]
    public async Task An_error_of_the_server_is_its_own_exception_and_harms_nothing_else()
    {
        await Database.StringSetAsync(Key, "text");

        var wrong = Assert.ThrowsAsync<RedisServerException>(() => Database.SetAddAsync(Key, 1));
        var right = Database.StringGetAsync(Key);

        Assert.StartsWith("WRONGTYPE", (await wrong).Message, StringComparison.Ordinal);
        Assert.Equal("text", await right);
    }

    [Fact]
    public async Task Any_command_can_be_executed_and_its_answer_read()
    {
        await Database.ExecuteAsync("RPUSH", Key, "a", 1, true);

        var list = await Database.ExecuteAsync("LRANGE", Key, 0, -1);
        var nothing = await Database.ExecuteAsync("LPOP", NewKey());

        Assert.Equal(3, list.Length);
        Assert.Equal("a", (string?)list[0]);
        Assert.Equal(["a", "1", "1"], (string[])list!);
        Assert.True(nothing.IsNull);
        Assert.Equal(3, (long)await Database.ExecuteAsync("LLEN", [(object)Key], CommandFlags.None));
    }

    [Fact]
    public async Task Databases_do_not_mix_although_they_share_the_connection()
    {
        var databases = Enumerable.Range(0, 4).Select(index => Redis.GetDatabase(index)).ToArray();

        await Task.WhenAll(databases.Select(async database =>
        {
            for (var round = 0; round < 20; round++)
            {
                await database.StringSetAsync(Key, $"in {database.Database}");
                Assert.Equal($"in {database.Database}", await database.StringGetAsync(Key));
            }
        }));

        await Task.WhenAll(databases.Select(database => database.KeyDeleteAsync(Key)));
    }

    [Fact]
    public async Task What_nobody_waits_for_is_executed_in_order()
    {
        for (var i = 0; i < 100; i++)
        {
            _ = Database.StringIncrementAsync(Key, flags: CommandFlags.FireAndForget);
        }

        Assert.Equal(101, await Database.StringIncrementAsync(Key));
    }

    [Fact]
    public async Task A_script_gets_its_keys_and_values_and_its_array_comes_back()
    {
        const string Script = "redis.call('SET', KEYS[1], ARGV[1]) return {redis.call('GET', KEYS[1]), 7, false, ARGV[2]}";

        var result = (RedisResult[]?)await Database.ScriptEvaluateAsync(Script, [Key], ["first", "second"]);

        Assert.Equal("first", (string?)result![0]);
        Assert.Equal(7, (long)result[1]);
        Assert.True(result[2].IsNull);
        Assert.Equal("second", (string?)result[3]);
    }

    [Fact]
    public async Task A_script_runs_once_however_often_the_server_forgets_it()
    {
        var script = $"return redis.call('INCR', KEYS[1]) -- {Guid.NewGuid()}";

        Assert.Equal(1, (long)await Database.ScriptEvaluateAsync(script, [Key]));
        await Database.ExecuteAsync("SCRIPT", "FLUSH");
        Assert.Equal(2, (long)await Database.ScriptEvaluateAsync(script, [Key]));
        Assert.Equal(3, (long)await Database.ScriptEvaluateAsync(script, [Key]));
    }

    [Fact]
    public async Task A_hash_that_the_server_does_not_know_and_an_error_inside_a_script_are_errors_of_the_server()
    {
        var unknown = await Assert.ThrowsAsync<RedisServerException>(() => Database.ScriptEvaluateAsync(new byte[20]));
        var failing = await Assert.ThrowsAsync<RedisServerException>(
            () => Database.ScriptEvaluateAsync("return redis.error_reply('MINE went wrong')"));

        Assert.StartsWith("NOSCRIPT", unknown.Message, StringComparison.Ordinal);
        Assert.StartsWith("MINE went wrong", failing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_is_its_holders_alone()
    {
        var time = TimeSpan.FromMinutes(1);

        Assert.True(await Database.LockTakeAsync(Key, "mine", time));
        Assert.False(await Database.LockTakeAsync(Key, "yours", time));
        Assert.False(await Database.LockExtendAsync(Key, "yours", time));
        Assert.False(await Database.LockReleaseAsync(Key, "yours"));
        Assert.True(await Database.LockExtendAsync(Key, "mine", 10 * time));
        Assert.True(await Database.KeyTimeToLiveAsync(Key) > time);
        Assert.True(await Database.LockReleaseAsync(Key, "mine"));
        Assert.True(await Database.LockTakeAsync(Key, "yours", time));
    }
}
