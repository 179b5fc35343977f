using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Tests.Telegram;

public sealed class TelegramOptionsTests
{
    private const string Token = "123456:AA-token_for-tests";

    [Fact]
    public void Without_settings_it_is_the_cloud_server_and_49_mebibytes()
    {
        var options = Read("Production", ("TELEGRAM_BOT_TOKEN", Token));

        Assert.Equal("https://api.telegram.org/", options.ApiBaseUrl.AbsoluteUri);
        Assert.Equal("https://t.me/", options.LinkBaseUrl.AbsoluteUri);
        Assert.Equal(49 * 1024 * 1024, options.UploadLimitBytes);
    }

    [Fact]
    public void A_server_of_our_own_takes_more_and_may_speak_http()
    {
        var options = Read(
            "Production",
            ("TELEGRAM_BOT_TOKEN", Token), ("TELEGRAM_LOCAL_SERVER", "true"), ("TELEGRAM_API_BASE_URL", "http://bot-api:8081"));

        Assert.Equal(1999L * 1024 * 1024, options.UploadLimitBytes);
    }

    [Theory]
    [InlineData("Production", "TELEGRAM_API_BASE_URL", "http://127.0.0.1:5093")]
    [InlineData("Development", "TELEGRAM_API_BASE_URL", "http://api.example")]
    [InlineData("Production", "TELEGRAM_LINK_BASE_URL", "http://127.0.0.1:5093")]
    [InlineData("Development", "TELEGRAM_API_BASE_URL", "https://api.example/path")]
    [InlineData("Development", "TELEGRAM_API_BASE_URL", "not an address")]
    [InlineData("Development", "TELEGRAM_UPLOAD_LIMIT_MB", "1")]
    [InlineData("Development", "TELEGRAM_LOCAL_DIRECTORY", "relative/directory")]
    [InlineData("Development", "TELEGRAM_UPLOAD_LIMIT_MB", "secret-text")]
    [InlineData("Development", "TELEGRAM_BOT_TOKEN", "secret-text")]
    [InlineData("Development", "TELEGRAM_BOT_TOKEN", "12x:secret-text")]
    [InlineData("Development", "TELEGRAM_BOT_TOKEN", "")]
    public void What_is_unsafe_or_malformed_is_refused_by_name_and_never_quoted(string environment, string name, string value)
    {
        var refusal = Assert.Throws<OptionsValidationException>(
            () => Read(environment, ("TELEGRAM_BOT_TOKEN", Token), (name, value)));

        Assert.Contains(refusal.Failures, failure => failure.Contains(name, StringComparison.Ordinal));
        Assert.DoesNotContain("secret-text", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Development_may_use_a_server_on_this_machine() =>
        Assert.Equal(5093, Read("Development", ("TELEGRAM_BOT_TOKEN", Token), ("TELEGRAM_API_BASE_URL", "http://127.0.0.1:5093")).ApiBaseUrl.Port);

    private static TelegramOptions Read(string environment, params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = environment });
        foreach (var (name, value) in settings)
        {
            builder.Configuration[name] = value;
        }

        builder.AddTelegram();
        using var services = builder.Services.BuildServiceProvider();
        return services.GetRequiredService<IOptions<TelegramOptions>>().Value;
    }
}
