using System.Text.Json;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Simulator.Zoom;

namespace ZoomAspire.Simulator.Demo;

/// <summary>The control API of a running simulator: what the demo's person does in Telegram and at Zoom.</summary>
internal sealed class DemoControl(HttpClient http)
{
    /// <summary>Both control APIs write snake_case and kinds as words.</summary>
    private static readonly JsonSerializerOptions Json = ZoomJson.Control;

    public Task<UserView> CreateTelegramUserAsync(string firstName, CancellationToken cancellationToken) =>
        PostAsync<UserView>("telegram/users", new { FirstName = firstName, LanguageCode = "en" }, cancellationToken);

    public Task<ZoomUser> CreateZoomUserAsync(string name, CancellationToken cancellationToken) =>
        PostAsync<ZoomUser>("zoom/users", new { DisplayName = name }, cancellationToken);

    public Task<MessageView> StartAsync(long userId, CancellationToken cancellationToken) =>
        PostAsync<MessageView>($"telegram/users/{userId}/start", new { }, cancellationToken);

    public Task<MessageView> OpenLinkAsync(long userId, Uri link, CancellationToken cancellationToken) =>
        PostAsync<MessageView>($"telegram/users/{userId}/open", new { Link = link }, cancellationToken);

    public Task<MessageView> SendTextAsync(long userId, string text, CancellationToken cancellationToken) =>
        PostAsync<MessageView>($"telegram/chats/{userId}/messages", new { UserId = userId, Text = text }, cancellationToken);

    public Task<PressView> PressAsync(MessageView message, string button, CancellationToken cancellationToken) =>
        PostAsync<PressView>(
            $"telegram/chats/{message.ChatId}/messages/{message.MessageId}/press",
            new { UserId = message.ChatId, Button = button },
            cancellationToken);

    public Task<EndedMeeting> EndMeetingAsync(EndMeeting meeting, CancellationToken cancellationToken) =>
        PostAsync<EndedMeeting>("zoom/meetings/end", meeting, cancellationToken);

    public Task<IReadOnlyList<MessageView>> MessagesAsync(long chatId, CancellationToken cancellationToken) =>
        GetAsync<IReadOnlyList<MessageView>>($"telegram/chats/{chatId}/messages", cancellationToken);

    /// <summary>The files that came into chats since a time.</summary>
    public Task<IReadOnlyList<ArrivalView>> ArrivalsAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        GetAsync<IReadOnlyList<ArrivalView>>($"telegram/arrivals?since={Uri.EscapeDataString($"{since:O}")}", cancellationToken);

    public Task<IReadOnlyList<ViolationView>> ViolationsAsync(CancellationToken cancellationToken) =>
        GetAsync<IReadOnlyList<ViolationView>>("telegram/violations", cancellationToken);

    public Task<ZoomState> ZoomStateAsync(CancellationToken cancellationToken) =>
        GetAsync<ZoomState>("zoom/state", cancellationToken);

    private async Task<T> GetAsync<T>(string path, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync($"sim/{path}", cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }

    private async Task<T> PostAsync<T>(string path, object body, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsJsonAsync($"sim/{path}", body, Json, cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            var refusal = await response.Content.ReadAsStringAsync(cancellationToken);
            throw new DemoException($"The simulator refused {response.RequestMessage!.RequestUri!.AbsolutePath}: {refusal}");
        }

        return await response.Content.ReadFromJsonAsync<T>(Json, cancellationToken)
            ?? throw new DemoException("The simulator answered nothing.");
    }
}
