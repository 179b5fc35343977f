using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Accounts;

public sealed class AccountSettingsTests
{
    private static readonly string Key = Convert.ToBase64String(new byte[32]);

    [Theory]
    [InlineData("ZOOM_CLIENT_ID", "")]
    [InlineData("ZOOM_CLIENT_SECRET", "")]
    [InlineData("ZOOM_REDIRECT", "")]
    [InlineData("ZOOM_REDIRECT", "http://api.example.org/zoom/callback")]
    [InlineData("ZOOM_OAUTH_BASE_URL", "zoom-9f2c.example.us")]
    [InlineData("ZOOM_API_BASE_URL", "ftp://api-9f2c.example.us")]
    [InlineData("ZOOM_DOWNLOAD_HOSTS", "https://download-9f2c.example.us")]
    [InlineData("STATE_SECRET", "too-short-9f2c")]
    [InlineData("TOKEN_ENCRYPTION_KEYS", "no-colon-9f2c")]
    [InlineData("TOKEN_ENCRYPTION_KEYS", "k1:c2hvcnQtOWYyYw==")]
    [InlineData("TOKEN_ENCRYPTION_KEYS", "k1:not*base64*9f2c")]
    public void A_missing_or_malformed_setting_is_named_and_its_value_is_not(string name, string value)
    {
        var refusal = Assert.ThrowsAny<Exception>(() => Validate("Development", (name, value)));

        Assert.Contains(name, refusal.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("9f2c", refusal.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("c2hvcnQt", refusal.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ZOOM_ACCOUNT_ID")]
    [InlineData("ZOOM_S2S_CLIENT_ID")]
    [InlineData("ZOOM_S2S_CLIENT_SECRET")]
    public void The_settings_of_the_organisations_app_are_all_there_or_none(string name)
    {
        Validate("Development");
        Validate("Development", [.. TestSettings.Organization.Select(setting => (setting.Key, setting.Value!))]);

        var alone = Assert.Throws<OptionsValidationException>(() => Validate("Development", (name, "only-9f2c")));
        var lacking = Assert.Throws<OptionsValidationException>(() => Validate(
            "Development",
            [.. TestSettings.Organization.Where(setting => setting.Key != name).Select(setting => (setting.Key, setting.Value!))]));

        Assert.StartsWith($"{name} is missing", Assert.Single(lacking.Failures), StringComparison.Ordinal);
        Assert.DoesNotContain("9f2c", Assert.Single(alone.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void The_webhook_secret_of_the_organisations_app_needs_the_app()
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => Validate("Development", ("ZOOM_S2S_WEBHOOK_SECRET", "secret-9f2c")));
        Validate("Development", [.. TestSettings.Organization.Select(setting => (setting.Key, setting.Value!)), ("ZOOM_S2S_WEBHOOK_SECRET", "secret-9f2c")]);

        Assert.Contains("ZOOM_S2S_WEBHOOK_SECRET", Assert.Single(refusal.Failures), StringComparison.Ordinal);
        Assert.DoesNotContain("9f2c", Assert.Single(refusal.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void The_organisations_app_is_another_than_the_one_that_users_authorise()
    {
        (string, string)[] settings =
        [
            .. TestSettings.Organization.Select(setting =>
                (setting.Key, setting.Key == "ZOOM_S2S_CLIENT_ID" ? TestSettings.ClientId : setting.Value!)),
        ];

        var refusal = Assert.Throws<OptionsValidationException>(() => Validate("Development", settings));

        Assert.Contains("ZOOM_S2S_CLIENT_ID", Assert.Single(refusal.Failures), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id:KEY,id:KEY")]
    [InlineData("id:KEY,")]
    [InlineData("i d:KEY")]
    [InlineData(":KEY")]
    [InlineData("KEY")]
    public void Encryption_keys_need_ids_that_differ(string keys) => Assert.Throws<OptionsValidationException>(
        () => Validate("Development", ("TOKEN_ENCRYPTION_KEYS", keys.Replace("KEY", Key, StringComparison.Ordinal))));

    [Fact]
    public void Plain_http_is_for_development_only()
    {
        Validate("Development");
        Validate("Production", ("ZOOM_REDIRECT", "https://api.example.org/zoom/callback"));
        Assert.Throws<OptionsValidationException>(() => Validate("Production"));
    }

    [Theory]
    [InlineData("https://zoom.us/rec/download/x", true)]
    [InlineData("https://ZOOM.us:443/", true)]
    [InlineData("https://api-eu.zoom.us/", true)]
    [InlineData("https://a.b.zoom.us/", true)]
    [InlineData("https://files.example.org:8443/", true)]
    [InlineData("https://files.example.org/", false)]
    [InlineData("https://zoom.us:8443/", false)]
    [InlineData("http://zoom.us/", false)]
    [InlineData("ftp://zoom.us/", false)]
    [InlineData("https://zoom.us./", false)]
    [InlineData("https://user@zoom.us/", false)]
    [InlineData("https://zoom.us@evil.example/", false)]
    [InlineData("https://evil.example\\@zoom.us/", false)]
    [InlineData("https://evil.example#zoom.us", false)]
    [InlineData("https://evilzoom.us/", false)]
    [InlineData("https://.zoom.us/", false)]
    [InlineData("https://zoom.us.evil.example/", false)]
    [InlineData("https://zo\u043em.us/", false)]
    [InlineData("https://x.zo\u043em.us/", false)]
    [InlineData("https://127.0.0.1/", false)]
    [InlineData("http://127.0.0.1:5092/file", true)]
    [InlineData("http://127.0.0.1:5093/file", false)]
    [InlineData("http://[::1]:5092/file", true)]
    [InlineData("http://192.168.0.1:5092/file", false)]
    public void Tokens_go_only_to_hosts_of_the_list(string address, bool allowed)
    {
        const string List = "zoom.us, *.zoom.us, files.example.org:8443, 127.0.0.1:5092, [::1]:5092, 192.168.0.1:5092";
        Assert.True(ZoomHostList.TryParse(List, loopbackHttp: true, out var development));
        Assert.True(ZoomHostList.TryParse(List, loopbackHttp: false, out var production));

        var parsed = Uri.TryCreate(address, UriKind.Absolute, out var uri);

        Assert.Equal(allowed, parsed && development.Allows(uri!));
        Assert.Equal(allowed && uri!.Scheme == "https", parsed && production.Allows(uri!));
    }

    [Theory]
    [InlineData("")]
    [InlineData(",")]
    [InlineData("*")]
    [InlineData("*.")]
    [InlineData("zoom.us/path")]
    [InlineData("user@zoom.us")]
    [InlineData("zoom.us:")]
    [InlineData("zoom.us:99999")]
    [InlineData("zoom.us.")]
    [InlineData("a.*.zoom.us")]
    [InlineData("*.127.0.0.1")]
    [InlineData("zo\u043em.us")]
    [InlineData("zoom us")]
    [InlineData("zoom.us?x")]
    public void A_malformed_host_list_is_refused(string list) => Assert.False(ZoomHostList.TryParse(list, true, out _));

    private static void Validate(string environment, params (string Name, string Value)[] changes)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment });
        builder.Configuration.AddInMemoryCollection(TestSettings.All);
        builder.Configuration.AddInMemoryCollection(changes.Select(change => KeyValuePair.Create(change.Name, (string?)change.Value)));
        builder.AddAccounts();
        builder.Services.AddZoomWebhookSettings();
        using var host = builder.Build();
        host.Services.GetRequiredService<IStartupValidator>().Validate();
    }
}
