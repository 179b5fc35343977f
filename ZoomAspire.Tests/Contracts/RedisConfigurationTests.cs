using System.Net;
using StackExchange.Redis;

namespace ZoomAspire.Tests.Contracts;

public sealed class RedisConfigurationTests
{
    [Fact]
    public void A_connection_string_is_read_whole()
    {
        var options = ConfigurationOptions.Parse(
            "redis.test:6380,127.0.0.1,user=me,password=a=b/c+d==,abortConnect=false,connectTimeout=1,syncTimeout=2," +
            "asyncTimeout=3,name=n,ssl=true,sslHost=h,defaultDatabase=4,allowAdmin=true,keepAlive=5,connectRetry=6");

        Assert.Equal([new DnsEndPoint("redis.test", 6380), new IPEndPoint(IPAddress.Loopback, 0)], options.EndPoints);
        Assert.Equal(("me", "a=b/c+d==", "n"), (options.User, options.Password, options.ClientName));
        Assert.Equal((1, 2, 3), (options.ConnectTimeout, options.SyncTimeout, options.AsyncTimeout));
        Assert.Equal((4, 5, 6), (options.DefaultDatabase, options.KeepAlive, options.ConnectRetry));
        Assert.Equal((true, "h", true, false), (options.Ssl, options.SslHost, options.AllowAdmin, options.AbortOnConnectFail));
    }

    [Fact]
    public void What_is_not_said_has_safe_defaults()
    {
        var options = ConfigurationOptions.Parse("localhost,syncTimeout=700");

        Assert.True(options.AbortOnConnectFail);
        Assert.Equal(700, options.AsyncTimeout);
        Assert.Null(options.Password);
        Assert.Null(options.DefaultDatabase);
        Assert.False(options.Ssl);
    }

    [Fact]
    public void Options_can_be_shown_without_the_password_and_read_again_with_it()
    {
        var options = ConfigurationOptions.Parse("localhost:7000,password=top-secret,abortConnect=false,defaultDatabase=2");

        Assert.DoesNotContain("top-secret", options.ToString(includePassword: false), StringComparison.Ordinal);
        var again = ConfigurationOptions.Parse(options.ToString());
        Assert.Equal(("top-secret", 2, false), (again.Password, again.DefaultDatabase, again.AbortOnConnectFail));
        Assert.Equal(options.EndPoints, again.EndPoints);
    }

    [Theory]
    [InlineData("localhost,colour=red")]
    [InlineData("localhost,abortConnect=perhaps")]
    [InlineData("localhost,connectTimeout=soon")]
    public void What_is_not_understood_is_refused(string configuration) =>
        Assert.ThrowsAny<ArgumentException>(() => ConfigurationOptions.Parse(configuration));

    [Fact]
    public void Values_compare_by_what_goes_over_the_wire()
    {
        RedisValue number = 123;
        RedisValue text = "123";
        RedisValue bytes = "123"u8.ToArray();

        Assert.Equal(number, text);
        Assert.Equal(text, bytes);
        Assert.Equal(number.GetHashCode(), bytes.GetHashCode());
        Assert.NotEqual(RedisValue.Null, RedisValue.EmptyString);
        Assert.Equal(123, (int)text);
        Assert.Throws<InvalidCastException>(() => (int)(RedisValue)"abc");
    }
}
