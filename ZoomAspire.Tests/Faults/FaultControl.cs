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
        var person = new Person(user.Id, host.Id);
        await ConnectAsync(person);
        await MessageAsync(user.Id, message => VisibleText.Contains(message.Text, host.Email), $"{name} is connected");
        return person;
    }

    /// <summary>A person connects the same account once more.</summary>
    public async Task ReconnectAsync(Person person)
    {
        var before = await LastAsync(person);
        await ConnectAsync(person);
        await MessageAsync(
            person.ChatId, message => message.MessageId > before && message.Text.StartsWith('✅'), "connected again");
    }

    /// <summary>How long Zoom keeps an old pair of tokens after a refresh.</summary>
    public Task SetGraceAsync(int seconds) => SetAsync(settings => settings with { RefreshGraceSeconds = seconds });

    /// <summary>How often the app has asked for the next pair with success.</summary>
    public async Task<int> CountRefreshesAsync() =>
        (await _demo.ZoomStateAsync(CancellationToken.None)).Calls.Count(call => call is { Operation: ZoomOperation.Token, Status: 200 });

    /// <summary>How many webhooks Zoom is still going to send, or to send again.</summary>
    public async Task<int> CountPendingWebhooksAsync() => (await _demo.ZoomStateAsync(CancellationToken.None)).Deliveries.Count(
        delivery => delivery.State is WebhookState.Pending or WebhookState.WaitingToRetry);

    public Task<MessageView> MessageAsync(long chatId, Func<MessageView, bool> wanted, string what, TimeSpan? bound = null) => Eventually.GetAsync(
        async () => (await MessagesAsync(chatId)).FirstOrDefault(message => message.FromBot && wanted(message)), what, bound ?? Patience);

    /// <summary>The last message of a person's chat; 0 if there is none.</summary>
    public async Task<int> LastAsync(Person person) => (await MessagesAsync(person.ChatId)).Max(message => (int?)message.MessageId) ?? 0;

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
    public Task ScaleRetriesAsync(double scale) => SetAsync(settings => settings with { RetryScale = scale });

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

    private async Task ConnectAsync(Person person)
    {
        var before = await LastAsync(person);
        await SayAsync(person.ChatId, "/connect");
        var invitation = await MessageAsync(
            person.ChatId, message => message.MessageId > before && Authorize(message) is not null, $"the invitation of {person.ChatId}");
        using var browser = new DemoBrowser();
        var consent = await browser.OpenAsync(Authorize(invitation)!, CancellationToken.None);
        var finish = await browser.SubmitAsync(
            consent.FormAction!, [new("user_id", person.ZoomUserId), new("decision", "allow")], CancellationToken.None);
        await _demo.OpenLinkAsync(
            person.ChatId, finish.StartLink ?? throw new InvalidOperationException(finish.Html), CancellationToken.None);
    }

    private async Task SetAsync(Func<ZoomSettings, ZoomSettings> change)
    {
        var state = await _demo.ZoomStateAsync(CancellationToken.None);
        await PostAsync("zoom/faults", new ZoomFaultRequest { Settings = change(state.Settings) });
    }

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

    [GeneratedRegex("""(_download/[0-9A-Za-z_-]+\.|"download_token":")[^"?]+""")]
    private static partial Regex Changing();
}

/// <summary>A person: a private chat, and a Zoom account connected to it.</summary>
internal sealed record Person(long ChatId, string ZoomUserId);
