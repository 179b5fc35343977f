using Microsoft.Extensions.Options;
using ZoomAspire.Api.Security;
using ZoomAspire.Bot.Links;
using ZoomAspire.ServiceDefaults.Security;

namespace ZoomAspire.Tests.Api;

public sealed class InternalApiOptionsTests
{
    private const string Key = "a-key-0123456789-0123456789";
    private const string Other = "another-key-0123456789-0123456789";
    private const string Hash = "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8";

    [Theory]
    [InlineData(Key)]
    [InlineData($"bot:{Key}")]
    [InlineData($"bot:{Key}:connect")]
    [InlineData($"bot:{Key}, crm:{Other}:read+manage")]
    [InlineData($"bot:{Key},crm:sha256={Hash}")]
    [InlineData($"bot:{Key},crm:sha256={Hash}:read")]
    [InlineData($"ops:{Key}:operate")]
    public void Keys_are_read(string keys) => Assert.Empty(new InternalApiOptions { Keys = keys }.Problems());

    [Theory]
    [InlineData("")]
    [InlineData("too-short")]
    [InlineData($"{Key},{Other}")]
    [InlineData($"bot:{Key},bot:{Other}")]
    [InlineData($"bot:{Key}:everything")]
    [InlineData($"bot:{Key}:read+")]
    [InlineData($"bot:{Key}:")]
    [InlineData("bot:sha256=5e884898da28047151d0e56f8dc62927")]
    [InlineData($"bot:{Key},")]
    public void What_is_malformed_is_refused_and_not_quoted(string keys)
    {
        var problem = Assert.Single(new InternalApiOptions { Keys = keys }.Problems());

        Assert.StartsWith("INTERNAL_API_KEY ", problem, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_without_scopes_may_do_everything_and_one_with_scopes_only_that()
    {
        var keys = new InternalApiKeys(Options.Create(new InternalApiOptions { Keys = $"bot:{Key},crm:{Other}:read" }));

        Assert.Equal(ApiScopes.All, keys.Find(Key)!.Scopes);
        Assert.Equal("crm", keys.Find(Other)!.Name);
        Assert.Equal([ApiScopes.Read], keys.Find(Other)!.Scopes);
        Assert.Null(keys.Find(Hash));
    }

    [Fact]
    public void Only_a_key_that_names_it_or_is_the_services_own_may_operate()
    {
        Assert.Contains(ApiScopes.Operate, new InternalApiKeys(Options.Create(new InternalApiOptions { Keys = Key })).Find(Key)!.Scopes);
        var keys = new InternalApiKeys(Options.Create(new InternalApiOptions { Keys = $"bot:{Key},ops:{Other}:operate" }));

        Assert.DoesNotContain(ApiScopes.Operate, keys.Find(Key)!.Scopes);
        Assert.Equal([ApiScopes.Operate], keys.Find(Other)!.Scopes);
    }

    [Theory]
    [InlineData(Key, Key)]
    [InlineData($"bot:{Key}", Key)]
    [InlineData($"bot:{Key}:connect,crm:{Other}", Key)]
    [InlineData($"crm:sha256={Hash}:read, bot:{Key}:connect", Key)]
    [InlineData($"{Key}:connect+read", Key)]
    [InlineData($"crm:{Other}:read,bot:{Key}:read+connect", Key)]
    [InlineData($"crm:{Other}:read", "")]
    public void The_bot_uses_the_first_key_that_it_can_show_and_that_may_connect(string keys, string expected) =>
        Assert.Equal(expected, new ApiOptions { InternalApiKeys = keys }.Key);

    [Fact]
    public void A_bot_with_nothing_but_hashes_says_what_it_needs() =>
        Assert.Contains(
            new ApiOptions { InternalApiKeys = $"crm:sha256={Hash}", BaseUrl = new Uri("http://localhost") }.Problems(),
            problem => problem.StartsWith("INTERNAL_API_KEY ", StringComparison.Ordinal));
}
