using StackExchange.Redis;

namespace ZoomAspire.Tests.Contracts;

public sealed class RedisStreamsTests : RedisContract
{
    private const string Group = "workers";

    [Theory]
    [InlineData("protocol=resp2")]
    [InlineData("protocol=resp3")]
    public async Task An_entry_goes_from_added_through_delivered_and_pending_to_acknowledged(string protocol)
    {
        await using var redis = await ConnectAsync(protocol);
        var database = redis.GetDatabase();
        Assert.True(await database.StreamCreateConsumerGroupAsync(Key, Group, StreamPosition.Beginning));
        Assert.Empty(await database.StreamReadGroupAsync(Key, Group, "one", count: 10));

        var id = await database.StreamAddAsync(Key, [new NameValueEntry("job", 7), new NameValueEntry("kind", "x")]);
        var waiting = (await database.StreamGroupInfoAsync(Key)).Single();
        var entry = (await database.StreamReadGroupAsync(Key, Group, "one", count: 10)).Single();
        var summary = await database.StreamPendingAsync(Key, Group);
        var pending = (await database.StreamPendingMessagesAsync(Key, Group, 10, RedisValue.Null)).Single();

        Assert.Equal((Group, 1L), (waiting.Name, waiting.Lag));
        Assert.Equal(id, entry.Id);
        Assert.Equal(7, (long)entry["job"]);
        Assert.True(entry["missing"].IsNull);
        Assert.Equal(["job", "kind"], entry.Values.Select(pair => pair.Name.ToString()));
        Assert.Equal((1, id, id), (summary.PendingMessageCount, summary.LowestPendingMessageId, summary.HighestPendingMessageId));
        Assert.Equal(("one", 1), (summary.Consumers.Single().Name.ToString(), summary.Consumers.Single().PendingMessageCount));
        Assert.Equal((id, "one", 1), (pending.MessageId, pending.ConsumerName.ToString(), pending.DeliveryCount));

        Assert.Equal(1, await database.StreamAcknowledgeAsync(Key, Group, id));
        Assert.Equal(0, await database.StreamAcknowledgeAsync(Key, Group, [id]));
        Assert.Equal(0, (await database.StreamPendingAsync(Key, Group)).PendingMessageCount);
        Assert.Empty(await database.StreamPendingMessagesAsync(Key, Group, 10, "one"));
        var done = (await database.StreamGroupInfoAsync(Key)).Single();
        Assert.Equal((0L, 0, 1), (done.Lag, done.PendingMessageCount, done.ConsumerCount));
        Assert.Equal(id, (RedisValue)done.LastDeliveredId);
    }

    [Fact]
    public async Task A_group_sees_what_came_after_it_unless_told_otherwise()
    {
        await Database.StreamAddAsync(Key, "n", 1);
        await Database.StreamCreateConsumerGroupAsync(Key, "late");
        await Database.StreamCreateConsumerGroupAsync(Key, "all", StreamPosition.Beginning);
        await Database.StreamAddAsync(Key, "n", 2);

        Assert.Equal(2, (int)(await Database.StreamReadGroupAsync(Key, "late", "c")).Single()["n"]);
        Assert.Equal([1, 2], (await Database.StreamReadGroupAsync(Key, "all", "c")).Select(entry => (int)entry["n"]));
    }

    [Fact]
    public async Task Creating_a_group_twice_and_reading_without_one_are_errors_of_the_server()
    {
        await Database.StreamCreateConsumerGroupAsync(Key, Group);

        var twice = await Assert.ThrowsAsync<RedisServerException>(() => Database.StreamCreateConsumerGroupAsync(Key, Group));
        var without = await Assert.ThrowsAsync<RedisServerException>(() => Database.StreamReadGroupAsync(Key, "nobody", "c"));
        var noStream = await Assert.ThrowsAsync<RedisServerException>(
            () => Database.StreamCreateConsumerGroupAsync(NewKey(), Group, createStream: false));

        Assert.StartsWith("BUSYGROUP", twice.Message, StringComparison.Ordinal);
        Assert.StartsWith("NOGROUP", without.Message, StringComparison.Ordinal);
        Assert.StartsWith("ERR", noStream.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("protocol=resp2")]
    [InlineData("protocol=resp3")]
    public async Task What_a_vanished_consumer_left_is_claimed_page_by_page_and_deleted_entries_are_named(string protocol)
    {
        await using var redis = await ConnectAsync(protocol);
        var database = redis.GetDatabase();
        await database.StreamCreateConsumerGroupAsync(Key, Group);
        var ids = new List<RedisValue>();
        for (var n = 0; n < 5; n++)
        {
            ids.Add(await database.StreamAddAsync(Key, "n", n));
        }

        await database.StreamReadGroupAsync(Key, Group, "vanished");
        await database.StreamDeleteAsync(Key, [ids[1]]);
        var none = await database.StreamAutoClaimAsync(Key, Group, "heir", 3_600_000, "0-0");
        var first = await database.StreamAutoClaimAsync(Key, Group, "heir", 0, "0-0", count: 3);
        var second = await database.StreamAutoClaimAsync(Key, Group, "heir", 0, first.NextStartId, count: 3);

        Assert.Empty(none.ClaimedEntries);
        Assert.Equal([ids[1]], [.. none.DeletedIds, .. first.DeletedIds, .. second.DeletedIds]);
        Assert.Equal(
            [0, 2, 3, 4], first.ClaimedEntries.Concat(second.ClaimedEntries).Select(entry => (int)entry["n"]));
        Assert.Equal("0-0", second.NextStartId);
        Assert.Equal(4, (await database.StreamPendingMessagesAsync(Key, Group, 10, "heir")).Length);
        Assert.Equal(2, (await database.StreamPendingMessagesAsync(Key, Group, 10, "heir"))[0].DeliveryCount);
    }

    [Fact]
    public async Task Named_entries_can_be_claimed_whole_or_by_id()
    {
        await Database.StreamCreateConsumerGroupAsync(Key, Group);
        var id = await Database.StreamAddAsync(Key, "n", 1);
        await Database.StreamReadGroupAsync(Key, Group, "one");

        var claimed = await Database.StreamClaimAsync(Key, Group, "two", 0, [id]);
        var ids = await Database.StreamClaimIdsOnlyAsync(Key, Group, "three", 0, [id]);

        Assert.Equal(1, (int)claimed.Single()["n"]);
        Assert.Equal([id], ids);
        Assert.Equal("three", (await Database.StreamPendingAsync(Key, Group)).Consumers.Single().Name);
    }

    [Fact]
    public async Task Deleting_a_consumer_says_how_much_it_had_pending()
    {
        await Database.StreamCreateConsumerGroupAsync(Key, Group);
        await Database.StreamAddAsync(Key, "n", 1);
        await Database.StreamAddAsync(Key, "n", 2);
        await Database.StreamReadGroupAsync(Key, Group, "one");

        Assert.Equal("one", (await Database.StreamConsumerInfoAsync(Key, Group)).Single().Name);
        Assert.Equal(2, await Database.StreamDeleteConsumerAsync(Key, Group, "one"));
        Assert.Equal(0, (await Database.StreamPendingAsync(Key, Group)).PendingMessageCount);
        Assert.Empty(await Database.StreamConsumerInfoAsync(Key, Group));
    }

    [Fact]
    public async Task A_stream_can_be_measured_read_through_and_cut()
    {
        for (var n = 0; n < 10; n++)
        {
            await Database.StreamAddAsync(Key, [new NameValueEntry("n", n)], maxLength: 8);
        }

        var info = await Database.StreamInfoAsync(Key);
        var newest = await Database.StreamRangeAsync(Key, count: 1, messageOrder: Order.Descending);

        Assert.Equal(8, await Database.StreamLengthAsync(Key));
        Assert.Equal((8, 2, 9), (info.Length, (int)info.FirstEntry["n"], (int)info.LastEntry["n"]));
        Assert.Equal(9, (int)newest.Single()["n"]);
        Assert.Equal([2, 3], (await Database.StreamRangeAsync(Key, count: 2)).Select(entry => (int)entry["n"]));
        Assert.Equal(5, await Database.StreamTrimAsync(Key, 3));
        Assert.Equal(3, await Database.StreamLengthAsync(Key));
    }

    [Fact]
    public async Task An_entry_deleted_while_pending_is_read_again_without_values()
    {
        await Database.StreamCreateConsumerGroupAsync(Key, Group);
        var id = await Database.StreamAddAsync(Key, "n", 1);
        await Database.StreamReadGroupAsync(Key, Group, "one");
        await Database.StreamDeleteAsync(Key, [id]);

        var again = (await Database.StreamReadGroupAsync(Key, Group, "one", position: "0-0")).Single();

        Assert.Equal(id, again.Id);
        Assert.True(again["n"].IsNull);
    }

    [Fact]
    public async Task A_blocking_read_on_a_multiplexer_of_its_own_disturbs_nobody_and_wakes_at_once()
    {
        await Database.StreamCreateConsumerGroupAsync(Key, Group);
        await using var own = await ConnectAsync("asyncTimeout=30000");

        var blocked = ReadBlockingAsync(own, milliseconds: 20_000);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Database.PingAsync()));
        Assert.False(blocked.IsCompleted);
        var id = await Database.StreamAddAsync(Key, "n", 1);

        var stream = (await blocked)[0];
        Assert.Equal(id, (RedisValue)stream[1][0][0]);
    }

    [Fact]
    public async Task A_blocking_read_that_ends_without_entries_is_null()
    {
        await Database.StreamCreateConsumerGroupAsync(Key, Group);
        await using var own = await ConnectAsync();

        Assert.True((await ReadBlockingAsync(own, milliseconds: 10)).IsNull);
    }

    private Task<RedisResult> ReadBlockingAsync(ConnectionMultiplexer multiplexer, int milliseconds) =>
        multiplexer.GetDatabase().ExecuteAsync(
            "XREADGROUP", "GROUP", Group, "c", "COUNT", 1, "BLOCK", milliseconds, "STREAMS", Key, ">");
}
