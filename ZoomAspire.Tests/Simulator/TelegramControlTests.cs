using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ZoomAspire.Tests.Simulator;

public sealed class TelegramControlTests : IAsyncLifetime
{
    private TelegramTestBot _bot = null!;

    public async Task InitializeAsync() => _bot = await TelegramTestBot.StartAsync();

    public async Task DisposeAsync() => await _bot.DisposeAsync();

    [Fact]
    public async Task A_person_can_do_over_http_what_a_person_does()
    {
        var user = (long)(await PostAsync("users", new { first_name = "Emil", language_code = "de" }))["id"]!;
        await PostAsync($"users/{user}/start", new { payload = "c_1" });
        await _bot.CallAsync("sendMessage", new
        {
            chat_id = user,
            text = "hello",
            reply_markup = new { inline_keyboard = new[] { new[] { new { text = "Go", callback_data = "go" } } } },
        });

        var messages = (await _bot.Control.GetFromJsonAsync<JsonArray>($"chats/{user}/messages"))!;
        Assert.Equal(["/start c_1", "hello"], messages.Select(message => (string?)message!["text"]));
        Assert.Equal("sent", (string?)messages[1]!["history"]![0]!["change"]);
        var pressed = await PostAsync($"chats/{user}/messages/{messages[1]!["message_id"]}/press", new { user_id = user, button = "Go" });
        Assert.NotNull(pressed["callback_query_id"]);
    }

    [Fact]
    public async Task What_cannot_be_done_is_answered_with_a_sentence()
    {
        using var answer = await _bot.Control.PostAsJsonAsync("users/1/start", new { });

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("There is no user 1.", (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["detail"]);
    }

    [Fact]
    public async Task Faults_settings_and_violations_are_seen_and_set()
    {
        using var fault = await _bot.Control.PostAsJsonAsync("faults", new { method = "sendAudio", kind = "slow", times = 2, value = 10 });
        using var settings = await _bot.Control.PostAsJsonAsync("settings", new { old_server = true, too_large_answer = "html" });
        await _bot.CallAsync("sendMessage", new { chat_id = 1, text = "x", nonsense = 1 });

        var state = (await _bot.Control.GetFromJsonAsync<JsonObject>("state"))!;
        Assert.Equal("slow", (string?)state["faults"]![0]!["kind"]);
        Assert.True((bool)state["settings"]!["old_server"]!);
        Assert.Single(state["violations"]!.AsArray());
    }

    [Fact]
    public async Task Audio_is_served_in_ranges()
    {
        await _bot.SendAudioAsync([1, 2, 3, 4, 5]);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_bot.Host.PageAddress, _bot.BotMessages[0].File!.Path));
        request.Headers.Range = new(1, 2);

        using var answer = await _bot.Control.SendAsync(request);

        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal("audio/mp4", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal([2, 3], await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Changes_are_told_as_they_happen()
    {
        using var stream = await _bot.Control.GetStreamAsync(new Uri(_bot.Host.PageAddress, "sim/events"));
        using var reader = new StreamReader(stream);
        Assert.Equal("data: all", await NextDataAsync(reader));

        _bot.Telegram.SendText(_bot.UserId, _bot.UserId, "news");

        Assert.Equal("data: telegram", await NextDataAsync(reader));
    }

    private static async Task<string> NextDataAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new EndOfStreamException();
    }

    private async Task<JsonObject> PostAsync(string path, object body)
    {
        using var answer = await _bot.Control.PostAsJsonAsync(path, body);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }
}
