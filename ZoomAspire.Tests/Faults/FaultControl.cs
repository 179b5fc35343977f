using System.Net.Http.Json;
using System.Text.RegularExpressions;
using ZoomAspire.Simulator.Demo;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Faults;

/// <summary>What people do in the simulator, and what Zoom does around them, over its control API.</summary>
internal sealed partial class FaultControl(HttpClient page)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly DemoControl _demo = new(page);

    /// <summary>A person who connects, as the demo's does.</summary>
    public async Task<Person> ConnectAsync(string name)
    {
        var user = await _demo.CreateTelegramUserAsync(name, CancellationToken.None);
        var host = await _demo.CreateZoomUserAsync(name, CancellationToken.None);
        await _demo.StartAsync(user.Id, CancellationToken.None);
        await SayAsync(user.Id, "/connect");
        var invitation = await MessageAsync(user.Id, message => Authorize(message) is not null, $"the invitation of {name}");
        using var browser = new DemoBrowser();
        var consent = await browser.OpenAsync(Authorize(invitation)!, CancellationToken.None);
        var finish = await browser.SubmitAsync(
            consent.FormAction!, [new("user_id", host.Id), new("decision", "allow")], CancellationToken.None);
        await _demo.OpenLinkAsync(user.Id, finish.StartLink ?? throw new InvalidOperationException(finish.Html), CancellationToken.None);
        await MessageAsync(user.Id, message => VisibleText.Contains(message.Text, host.Email), $"{name} is connected");
        return new Person(user.Id, host.Id);
    }

    public Task SayAsync(long userId, string text) => _demo.SendTextAsync(userId, text, CancellationToken.None);

    public Task<IReadOnlyList<MessageView>> MessagesAsync(long chatId) => _demo.MessagesAsync(chatId, CancellationToken.None);

    public Task<IReadOnlyList<ViolationView>> ViolationsAsync() => _demo.ViolationsAsync(CancellationToken.None);

    public Task<EndedMeeting> EndMeetingAsync(EndMeeting meeting) => _demo.EndMeetingAsync(meeting, CancellationToken.None);

    /// <summary>The next webhook is signed with the time of a clock that goes wrong by so much.</summary>
    public Task SkewNextWebhookAsync(int secondsBehind) => PostAsync("zoom/faults", new ZoomFaultRequest
    {
        Faults = [new ZoomFault { On = ZoomOperation.Webhook, Kind = ZoomFaultKind.OldTimestamp, Seconds = secondsBehind, Count = 1 }],
    });

    /// <summary>How long Zoom waits before it sends a webhook again, as a part of its real 5, 20 and 60 minutes.</summary>
    public Task ScaleRetriesAsync(double scale) =>
        PostAsync("zoom/faults", new ZoomFaultRequest { Settings = new ZoomSettings { RetryScale = scale } });

    /// <summary>Sends a meeting's event again, each time with other addresses and another token, as Zoom's duplicates have.</summary>
    public async Task SendAgainAsync(EndedMeeting meeting, int times)
    {
        var body = await Eventually.GetAsync(() => BodyAsync(meeting), $"the webhook of {meeting.Uuid} was sent");
        Assert.True(Changing().Count(body) > 1, "An event names addresses and a token.");
        await Task.WhenAll(Enumerable.Range(0, times).Select(_ => PostAsync(
            "zoom/events",
            new CraftedEvent { Body = Changing().Replace(body, match => match.Groups[1].Value + $"{Guid.NewGuid():n}"), Retry = true })));
    }

    private static Uri? Authorize(MessageView message) =>
        message.Keyboard.SelectMany(row => row).FirstOrDefault(button => button.Url?.Contains("/oauth/authorize", StringComparison.Ordinal) ?? false)
            is { Url: { } url } ? new Uri(url) : null;

    private async Task<string?> BodyAsync(EndedMeeting meeting)
    {
        var state = await _demo.ZoomStateAsync(CancellationToken.None);
        var sent = state.Deliveries.FirstOrDefault(delivery => delivery.MeetingUuid == meeting.Uuid && delivery.Attempts.Count > 0);
        return sent is null
            ? null
            : (await page.GetFromJsonAsync<WebhookDelivery>($"sim/zoom/deliveries/{sent.Id}", ZoomJson.Control))!.Body;
    }

    private async Task PostAsync<T>(string path, T body)
    {
        using var response = await page.PostAsJsonAsync($"sim/{path}", body, ZoomJson.Control);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private Task<MessageView> MessageAsync(long chatId, Func<MessageView, bool> wanted, string what) => Eventually.GetAsync(
        async () => (await MessagesAsync(chatId)).FirstOrDefault(message => message.FromBot && wanted(message)), what, Patience);

    [GeneratedRegex("""(_download/[0-9A-Za-z_-]+\.|"download_token":")[^"?]+""")]
    private static partial Regex Changing();
}

/// <summary>A person: a private chat, and a Zoom account connected to it.</summary>
internal sealed record Person(long ChatId, string ZoomUserId);
