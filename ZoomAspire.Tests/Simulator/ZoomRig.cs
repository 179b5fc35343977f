using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging.Abstractions;
using ZoomAspire.Simulator;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Simulator;

/// <summary>A simulator on free ports with a clock of its own, a receiver for its webhooks, and an app that calls it.</summary>
public sealed class ZoomRig : IAsyncDisposable
{
    public const string Anna = "8lzIwvZTSOqjndWPbPqzuA";
    public const string Ivan = "kX2-pQ7mTyWd0sVbNc4fLw";
    public const string Maria = "Zr5tYu8iQoPa1sDf_GhJkg";

    private readonly SocketsHttpHandler _handler = new() { AllowAutoRedirect = false, UseCookies = false };

    private ZoomRig(ManualTimeProvider clock, WebhookReceiver receiver, SimulatorOptions options, SimulatorHost host)
    {
        Clock = clock;
        Receiver = receiver;
        Options = options;
        Host = host;
        Http = new HttpClient(_handler);
    }

    public ManualTimeProvider Clock { get; }

    public WebhookReceiver Receiver { get; }

    public SimulatorOptions Options { get; }

    public SimulatorHost Host { get; }

    public ZoomSimulator Zoom => Host.Zoom;

    public HttpClient Http { get; }

    public static async Task<ZoomRig> StartAsync()
    {
        var clock = new ManualTimeProvider();
        var receiver = await WebhookReceiver.StartAsync();
        var options = new SimulatorOptions
        {
            PagePort = 0,
            ZoomPort = 0,
            DownloadPort = 0,
            TelegramPort = 0,
            WebhookUrl = new Uri(receiver.Address, "webhooks/zoom"),
            DeauthorizationUrl = new Uri(receiver.Address, "webhooks/zoom/deauth"),
        };
        var host = await SimulatorHost.StartAsync(options, clock, NullLoggerFactory.Instance, CancellationToken.None);
        return new ZoomRig(clock, receiver, options, host);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _handler.Dispose();
        Receiver.Release();
        await Host.DisposeAsync();
        await Receiver.DisposeAsync();
    }

    public Uri AuthorizeAddress(params (string Name, string? Value)[] overrides)
    {
        var query = new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = Options.ZoomClientId,
            ["redirect_uri"] = Options.ZoomRedirect.OriginalString,
            ["state"] = "s1",
        };
        foreach (var (name, value) in overrides)
        {
            query[name] = value;
        }

        return new Uri(QueryHelpers.AddQueryString(new Uri(Host.ZoomAddress, "oauth/authorize").AbsoluteUri, query));
    }

    /// <summary>The code that the app gets when the user allows it.</summary>
    public string Code(string userId, params (string Name, string? Value)[] overrides) =>
        QueryHelpers.ParseQuery(Zoom.Consent(AuthorizeAddress(overrides), userId, allow: true).Query)["code"].ToString();

    /// <summary>The pair of tokens that the app gets for a user.</summary>
    public async Task<(string Access, string Refresh)> ConnectAsync(string userId)
    {
        var (status, body) = await TokenAsync(
            ("grant_type", "authorization_code"), ("code", Code(userId)), ("redirect_uri", Options.ZoomRedirect.OriginalString));
        Assert.Equal(HttpStatusCode.OK, status);
        return ((string)body["access_token"]!, (string)body["refresh_token"]!);
    }

    public Task<(HttpStatusCode Status, JsonObject Body)> RefreshAsync(string token) =>
        TokenAsync(("grant_type", "refresh_token"), ("refresh_token", token));

    public Task<(HttpStatusCode Status, JsonObject Body)> TokenAsync(params (string Name, string Value)[] form) =>
        FormAsync("oauth/token", form);

    /// <summary>A token request of the organisation's app.</summary>
    public Task<(HttpStatusCode Status, JsonObject Body)> OrganizationTokenAsync(params (string Name, string Value)[] form) =>
        FormAsync("oauth/token", form, $"{Options.ZoomS2sClientId}:{Options.ZoomS2sClientSecret}");

    public Task<(HttpStatusCode Status, JsonObject Body)> FormAsync(string path, (string Name, string Value)[] form) =>
        FormAsync(path, form, $"{Options.ZoomClientId}:{Options.ZoomClientSecret}");

    private async Task<(HttpStatusCode Status, JsonObject Body)> FormAsync(string path, (string Name, string Value)[] form, string credentials)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Host.ZoomAddress, path))
        {
            Content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));
        using var response = await Http.SendAsync(request);
        return (response.StatusCode, (JsonObject)JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    /// <summary>Calls the API; the path is sent exactly as given.</summary>
    public async Task<(HttpStatusCode Status, JsonObject Body)> ApiAsync(
        string token, string path, HttpMethod? method = null, JsonObject? body = null)
    {
        using var response = await SendAsync(token, path, method, body);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? [] : (JsonObject)JsonNode.Parse(text)!);
    }

    public async Task<HttpResponseMessage> SendAsync(
        string token, string path, HttpMethod? method = null, JsonObject? body = null)
    {
        var raw = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        Assert.True(Uri.TryCreate($"{Host.ZoomAddress}v2/{path}", raw, out var address));
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return await Http.SendAsync(request);
    }

    public async Task<HttpResponseMessage> GetAsync(Uri address, string? token, RangeHeaderValue? range = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Range = range;
        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public Task<EndedMeeting> EndMeetingAsync(EndMeeting meeting) => Zoom.EndMeetingAsync(meeting, CancellationToken.None);

    public void Fault(params ZoomFault[] faults) => Zoom.SetFaults(new ZoomFaultRequest { Faults = faults });

    public void Configure(ZoomSettings settings) => Zoom.SetFaults(new ZoomFaultRequest { Settings = settings });

    /// <summary>The delivery of an event, once it has reached a state.</summary>
    public Task<WebhookDelivery> DeliveryAsync(string name, WebhookState state) => Eventually.GetAsync(
        () => Task.FromResult(Zoom.GetDeliveries().FirstOrDefault(delivery => delivery.Event == name && delivery.State == state)),
        $"a delivery of {name} in the state {state}");
}
