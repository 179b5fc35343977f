using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;
using ZoomAspire.Simulator.Zoom;

namespace ZoomAspire.Tests.Simulator;

public sealed class ZoomOAuthTests
{
    [Fact]
    public async Task The_consent_page_names_the_app_and_lets_the_user_choose_who_to_be()
    {
        await using var rig = await ZoomRig.StartAsync();
        using var response = await rig.Http.GetAsync(rig.AuthorizeAddress());
        var page = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("ZoomAspire is requesting access", page, StringComparison.Ordinal);
        Assert.Contains("anna@example.org", page, StringComparison.Ordinal);
        Assert.Contains("Decline", page, StringComparison.Ordinal);
        Assert.Contains($"value=\"{ZoomRig.Anna}\" checked>", page, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(page, " checked>"));
    }

    [Theory]
    [InlineData("client_id", "somebody-else", "4,702")]
    [InlineData("redirect_uri", "http://127.0.0.1:5080/zoom/callback/", "4,709")]
    [InlineData("response_type", "token", "4,706")]
    [InlineData("code_challenge_method", "S512", "4,706")]
    public async Task A_wrong_request_shows_an_error_and_sends_nobody_anywhere(string name, string value, string number)
    {
        await using var rig = await ZoomRig.StartAsync();
        using var response = await rig.Http.GetAsync(rig.AuthorizeAddress((name, value)));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(number, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("allow", "code")]
    [InlineData("decline", "error")]
    public async Task The_decision_is_sent_to_the_app_with_its_state(string decision, string expected)
    {
        await using var rig = await ZoomRig.StartAsync();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["user_id"] = ZoomRig.Anna, ["decision"] = decision });
        using var response = await rig.Http.PostAsync(rig.AuthorizeAddress(("state", "a b&c")), form);

        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        var query = QueryHelpers.ParseQuery(response.Headers.Location!.Query);
        Assert.Equal("a b&c", query["state"]);
        Assert.NotEmpty(query[expected].ToString());
    }

    [Fact]
    public async Task Without_a_state_none_is_sent_back()
    {
        await using var rig = await ZoomRig.StartAsync();
        var target = rig.Zoom.Consent(rig.AuthorizeAddress(("state", null)), ZoomRig.Anna, allow: true);

        Assert.DoesNotContain("state", target.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_buys_a_pair_once()
    {
        await using var rig = await ZoomRig.StartAsync();
        (string, string)[] form =
            [("grant_type", "authorization_code"), ("code", rig.Code(ZoomRig.Anna)), ("redirect_uri", rig.Options.ZoomRedirect.OriginalString)];

        var (status, body) = await rig.TokenAsync(form);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(3600, (int)body["expires_in"]!);
        Assert.Equal("bearer", (string)body["token_type"]!);
        Assert.Contains("cloud_recording:read:list_recording_files", (string)body["scope"]!, StringComparison.Ordinal);
        Assert.Equal(rig.Host.ZoomAddress, new Uri((string)body["api_url"]!));

        (status, body) = await rig.TokenAsync(form);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("invalid_request", (string)body["error"]!);
    }

    [Fact]
    public async Task A_code_is_dead_after_five_minutes()
    {
        await using var rig = await ZoomRig.StartAsync();
        var code = rig.Code(ZoomRig.Anna);
        rig.Clock.Advance(TimeSpan.FromMinutes(5));

        var (status, _) = await rig.TokenAsync(
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", rig.Options.ZoomRedirect.OriginalString));
        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    [Theory]
    [InlineData("S256", true, HttpStatusCode.OK)]
    [InlineData("S256", false, HttpStatusCode.BadRequest)]
    [InlineData("plain", true, HttpStatusCode.OK)]
    [InlineData("plain", false, HttpStatusCode.BadRequest)]
    public async Task A_code_with_a_challenge_needs_its_verifier(string method, bool right, HttpStatusCode expected)
    {
        const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"; // RFC 7636, appendix B
        var challenge = method == "S256" ? Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))) : Verifier;
        await using var rig = await ZoomRig.StartAsync();
        var code = rig.Code(ZoomRig.Anna, ("code_challenge", challenge), ("code_challenge_method", method));

        var (status, _) = await rig.TokenAsync(
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", rig.Options.ZoomRedirect.OriginalString),
            ("code_verifier", right ? Verifier : "wrong"));
        Assert.Equal(expected, status);
    }

    [Fact]
    public async Task A_refresh_without_grace_kills_the_old_pair_at_once()
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, refresh) = await rig.ConnectAsync(ZoomRig.Anna);

        var (status, fresh) = await rig.RefreshAsync(refresh);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.NotEqual(refresh, (string)fresh["refresh_token"]!);
        Assert.Equal(HttpStatusCode.OK, (await rig.ApiAsync((string)fresh["access_token"]!, "users/me")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await rig.ApiAsync(access, "users/me")).Status);

        (status, var refusal) = await rig.RefreshAsync(refresh);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("""{"reason":"Invalid Token!","error":"invalid_grant"}""", refusal.ToJsonString());
    }

    [Fact]
    public async Task A_refresh_with_grace_lets_the_old_pair_live_that_long()
    {
        await using var rig = await ZoomRig.StartAsync();
        rig.Configure(new ZoomSettings { RefreshGraceSeconds = 60 });
        var (access, refresh) = await rig.ConnectAsync(ZoomRig.Anna);
        await rig.RefreshAsync(refresh);

        rig.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(HttpStatusCode.OK, (await rig.ApiAsync(access, "users/me")).Status);
        rig.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await rig.ApiAsync(access, "users/me")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await rig.RefreshAsync(refresh)).Status);
    }

    [Fact]
    public async Task Authorising_again_kills_the_older_pair_of_the_same_user_only()
    {
        await using var rig = await ZoomRig.StartAsync();
        var first = await rig.ConnectAsync(ZoomRig.Anna);
        var other = await rig.ConnectAsync(ZoomRig.Ivan);
        var second = await rig.ConnectAsync(ZoomRig.Anna);

        Assert.Equal(HttpStatusCode.Unauthorized, (await rig.ApiAsync(first.Access, "users/me")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await rig.RefreshAsync(first.Refresh)).Status);
        Assert.Equal(HttpStatusCode.OK, (await rig.ApiAsync(second.Access, "users/me")).Status);
        Assert.Equal(HttpStatusCode.OK, (await rig.ApiAsync(other.Access, "users/me")).Status);
        Assert.Equal(2, rig.Zoom.GetState().Grants.Count);
    }

    [Fact]
    public async Task Tokens_expire_after_an_hour_and_after_ninety_days()
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, refresh) = await rig.ConnectAsync(ZoomRig.Anna);

        rig.Clock.Advance(TimeSpan.FromHours(1));
        var (status, body) = await rig.ApiAsync(access, "users/me");
        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Equal(124, (int)body["code"]!);

        rig.Clock.Advance(TimeSpan.FromDays(90));
        Assert.Equal(HttpStatusCode.BadRequest, (await rig.RefreshAsync(refresh)).Status);
    }

    [Fact]
    public async Task A_revoked_token_is_dead_with_its_refresh_token()
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, refresh) = await rig.ConnectAsync(ZoomRig.Anna);

        var (status, body) = await rig.FormAsync("oauth/revoke", [("token", access)]);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("success", (string)body["status"]!);
        Assert.Equal(HttpStatusCode.Unauthorized, (await rig.ApiAsync(access, "users/me")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await rig.RefreshAsync(refresh)).Status);
    }

    [Fact]
    public async Task An_answer_lost_on_the_way_has_rotated_the_token_all_the_same()
    {
        await using var rig = await ZoomRig.StartAsync();
        var (_, refresh) = await rig.ConnectAsync(ZoomRig.Anna);
        rig.Fault(new ZoomFault { On = ZoomOperation.Token, Kind = ZoomFaultKind.LostResponse, Count = 1 });

        await Assert.ThrowsAsync<HttpRequestException>(() => rig.RefreshAsync(refresh));
        Assert.Equal(HttpStatusCode.BadRequest, (await rig.RefreshAsync(refresh)).Status);
    }

    [Fact]
    public async Task Old_style_errors_come_when_asked_for()
    {
        await using var rig = await ZoomRig.StartAsync();
        rig.Configure(new ZoomSettings { LegacyTokenErrors = true });

        var (status, body) = await rig.RefreshAsync("never-issued");
        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Equal("invalid_request", (string)body["error"]!);
    }

    [Fact]
    public async Task Credentials_count_in_the_body_and_parameters_do_not_count_in_the_query()
    {
        await using var rig = await ZoomRig.StartAsync();
        var address = new Uri(rig.Host.ZoomAddress, "oauth/token");
        using var inBody = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = rig.Options.ZoomClientId,
            ["client_secret"] = rig.Options.ZoomClientSecret,
        });
        using var accepted = await rig.Http.PostAsync(address, inBody);
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);

        using var wrong = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = rig.Options.ZoomClientId,
            ["client_secret"] = "wrong",
        });
        using var refused = await rig.Http.PostAsync(address, wrong);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);

        var (status, _) = await rig.FormAsync("oauth/token?grant_type=client_credentials", [("x", "y")]);
        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    [Fact]
    public async Task A_token_of_the_account_reaches_its_users_by_id_or_address_and_knows_no_me()
    {
        await using var rig = await ZoomRig.StartAsync();
        var anna = rig.Zoom.Users.Single(user => user.Id == ZoomRig.Anna);
        var stranger = rig.Zoom.AddUser(new NewZoomUser());
        var (_, body) = await rig.OrganizationTokenAsync(("grant_type", "account_credentials"), ("account_id", anna.AccountId));
        var token = (string)body["access_token"]!;

        Assert.Null(body["refresh_token"]);
        Assert.Equal(HttpStatusCode.OK, (await rig.ApiAsync(token, $"users/{ZoomRig.Anna}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await rig.ApiAsync(token, $"users/{anna.Email}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await rig.ApiAsync(token, "users/me")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await rig.ApiAsync(token, $"users/{stranger.Id}")).Status);
    }

    [Fact]
    public async Task Tokens_of_an_account_live_side_by_side_and_none_is_given_for_an_account_that_does_not_exist()
    {
        await using var rig = await ZoomRig.StartAsync();
        var account = rig.Zoom.Users[0].AccountId;
        var (_, first) = await rig.OrganizationTokenAsync(("grant_type", "account_credentials"), ("account_id", account));
        await rig.OrganizationTokenAsync(("grant_type", "account_credentials"), ("account_id", account));

        Assert.Equal(HttpStatusCode.OK, (await rig.ApiAsync((string)first["access_token"]!, $"users/{ZoomRig.Anna}")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await rig.OrganizationTokenAsync(("grant_type", "account_credentials"), ("account_id", "a"))).Status);
    }

    [Fact]
    public async Task Each_app_knows_its_own_grants_only_and_the_organisations_may_be_deactivated()
    {
        await using var rig = await ZoomRig.StartAsync();
        (string, string)[] account = [("grant_type", "account_credentials"), ("account_id", rig.Options.ZoomAccountId)];

        Assert.Equal("unsupported_grant_type", (string)(await rig.TokenAsync(account)).Body["error"]!);
        Assert.Equal("unsupported_grant_type", (string)(await rig.OrganizationTokenAsync(
            ("grant_type", "authorization_code"), ("code", rig.Code(ZoomRig.Anna)))).Body["error"]!);
        var token = (string)(await rig.OrganizationTokenAsync(account)).Body["access_token"]!;
        rig.Configure(new ZoomSettings { OrganizationAppDisabled = true });

        Assert.Equal(HttpStatusCode.Unauthorized, (await rig.ApiAsync(token, $"users/{ZoomRig.Anna}")).Status);
        Assert.Equal("invalid_client", (string)(await rig.OrganizationTokenAsync(account)).Body["error"]!);
    }

    [Fact]
    public async Task The_organisations_app_gets_the_events_of_all_hosts_of_its_account_signed_with_its_own_secret()
    {
        await using var rig = await ZoomRig.StartAsync();
        rig.Options.ZoomS2sWebhookSecret = "secret-of-the-organisation";
        rig.Options.S2sWebhookUrl = new Uri(rig.Receiver.Address, "webhooks/organisation");

        await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Ivan });
        await rig.EndMeetingAsync(new EndMeeting { UserId = rig.Zoom.AddUser(new NewZoomUser()).Id });

        var sent = await rig.DeliveryAsync("recording.completed", WebhookState.Delivered);
        Assert.True(sent.IsOrganizations);
        Assert.Equal(rig.Options.S2sWebhookUrl, sent.Url);
        Assert.Contains(ZoomRig.Ivan, sent.Body!, StringComparison.Ordinal);
        Assert.Single(rig.Zoom.GetDeliveries());
    }

    [Fact]
    public async Task A_token_of_a_user_reaches_that_user_only_as_me()
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, _) = await rig.ConnectAsync(ZoomRig.Anna);

        var (status, profile) = await rig.ApiAsync(access, "users/me");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(ZoomRig.Anna, (string)profile["id"]!);
        (status, var refusal) = await rig.ApiAsync(access, $"users/{ZoomRig.Anna}");
        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Equal(124, (int)refusal["code"]!);
    }
}
