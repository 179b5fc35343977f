using System.Collections.Concurrent;
using StackExchange.Redis;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Contracts;

public sealed class RedisPubSubTests : RedisContract
{
    private readonly string _name = NewKey().ToString();

    [Theory]
    [InlineData("protocol=resp2")]
    [InlineData("protocol=resp3")]
    public async Task A_queue_gets_the_messages_of_its_channel_in_order(string protocol)
    {
        await using var redis = await ConnectAsync(protocol);
        var queue = await redis.GetSubscriber().SubscribeAsync(RedisChannel.Literal(_name));

        for (var n = 0; n < 100; n++)
        {
            Assert.Equal(1, await redis.GetSubscriber().PublishAsync(RedisChannel.Literal(_name), n));
        }

        await Database.PublishAsync(RedisChannel.Literal($"{_name}:other"), "not for us");
        for (var n = 0; n < 100; n++)
        {
            var message = await queue.ReadAsync();
            Assert.Equal((n, _name), ((int)message.Message, (string?)message.Channel));
        }
    }

    [Fact]
    public async Task A_pattern_matches_channels_and_a_literal_with_a_star_does_not()
    {
        var matched = new ConcurrentQueue<string>();
        var literal = new ConcurrentQueue<string>();
        var subscriber = Redis.GetSubscriber();
        await subscriber.SubscribeAsync(RedisChannel.Pattern($"{_name}:*"), (channel, _) => matched.Enqueue(channel!));
        await subscriber.SubscribeAsync(RedisChannel.Literal($"{_name}:*"), (channel, _) => literal.Enqueue(channel!));

        await Database.PublishAsync(RedisChannel.Literal($"{_name}:a"), 1);

        await Eventually.HoldsAsync(() => matched.Contains($"{_name}:a"), "the pattern matches");
        Assert.Empty(literal);
    }

    [Fact]
    public async Task Every_handler_is_called_until_it_leaves()
    {
        var (first, second) = (0, 0);
        var channel = RedisChannel.Literal(_name);
        var subscriber = Redis.GetSubscriber();
        void First(RedisChannel from, RedisValue value) => Interlocked.Increment(ref first);
        void Second(RedisChannel from, RedisValue value) => Interlocked.Increment(ref second);
        await subscriber.SubscribeAsync(channel, First);
        await subscriber.SubscribeAsync(channel, Second);

        await subscriber.PublishAsync(channel, 1);
        await Eventually.HoldsAsync(() => (first, second) == (1, 1), "both are called");
        await subscriber.UnsubscribeAsync(channel, First);
        await subscriber.PublishAsync(channel, 2);
        await Eventually.HoldsAsync(() => second == 2, "the other is called again");
        await subscriber.UnsubscribeAsync(channel);

        Assert.Equal(1, first);
        Assert.Equal(0, await subscriber.PublishAsync(channel, 3));
    }

    [Fact]
    public async Task A_handler_that_throws_does_not_end_the_subscription()
    {
        var called = 0;
        var channel = RedisChannel.Literal(_name);
        var queue = await Redis.GetSubscriber().SubscribeAsync(channel);
        queue.OnMessage(message =>
        {
            if (Interlocked.Increment(ref called) == 1)
            {
                throw new InvalidOperationException("the first one goes wrong");
            }
        });

        await Database.PublishAsync(channel, 1);
        await Database.PublishAsync(channel, 2);

        await Eventually.HoldsAsync(() => called == 2, "the second message is handled");
    }
}
