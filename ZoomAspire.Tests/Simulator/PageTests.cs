using Microsoft.Playwright;
using ZoomAspire.Simulator;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Simulator;

public sealed class PageTests : IAsyncLifetime
{
    private readonly List<string> _errors = [];
    private TelegramTestBot _bot = null!;
    private Browser _browser = null!;
    private IPage _page = null!;

    public async Task InitializeAsync()
    {
        _bot = await TelegramTestBot.StartAsync();
        _browser = await Browser.StartAsync();
        _page = await _browser.OpenAsync(new Uri(_bot.Host.PageAddress, $"#chat={_bot.UserId}"));
        _page.PageError += (_, error) => _errors.Add(error);
        await _page.Locator("main:not([inert])").WaitForAsync();
    }

    public async Task DisposeAsync()
    {
        await _browser.DisposeAsync();
        await _bot.DisposeAsync();
        Assert.Empty(_errors);
    }

    [Fact]
    public async Task What_is_written_reaches_the_bot_and_what_the_bot_says_appears()
    {
        await _page.FillAsync("#text", "/connect");
        await _page.PressAsync("#text", "Enter");
        await _page.Locator(".mine .text", new() { HasText = "/connect" }).WaitForAsync();
        Assert.Equal("/connect", _bot.Telegram.Messages(_bot.UserId)[^1].Text);

        await _bot.SendTextAsync("Hello <b>there</b>");
        await _page.Locator(".message:not(.mine) b", new() { HasText = "there" }).WaitForAsync();
    }

    [Fact]
    public async Task A_new_person_begins_with_start()
    {
        var user = _bot.Telegram.CreateUser("Nora").Id;
        await _page.SelectOptionAsync("#chat", $"{user}");

        await _page.ClickAsync("#start");

        await _page.Locator(".mine", new() { HasText = "/start" }).WaitForAsync();
        await Assertions.Expect(_page.Locator("#composer")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_a_link_carried_to_the_bot_is_not_shown()
    {
        var started = _bot.Telegram.Start(_bot.UserId, "c_nonce");

        Assert.Equal("/start c_nonce", started.Text);
        await Assertions.Expect(_page.Locator($"[data-id='{started.MessageId}'] .text")).ToHaveTextAsync("/start");
    }

    [Fact]
    public async Task Text_from_outside_stays_text()
    {
        const string Hostile = "<img src=x onerror=\"document.title='owned'\"> & <b>x</b>";
        await _bot.CallAsync("sendMessage", new { chat_id = _bot.UserId, text = Hostile });

        var text = _page.Locator(".message:not(.mine) .text");
        await text.WaitForAsync();

        Assert.Equal(Hostile, await text.TextContentAsync());
        Assert.Equal(0, await _page.Locator(".messages img").CountAsync());
    }

    [Fact]
    public async Task Times_in_the_caption_and_in_replies_start_the_audio_there()
    {
        var audio = await _bot.SendAudioAsync(await RecordingAsync(), "Decision (0:12), never (59:59)");
        await _bot.CallAsync("sendMessage", new { chat_id = _bot.UserId, text = "Owner at 0:31", reply_parameters = new { message_id = audio.MessageId } });

        await SeekAsync("0:12", 12);
        await SeekAsync("0:31", 31);
        Assert.Equal(0, await _page.Locator(".tap", new() { HasText = "59:59" }).CountAsync());
    }

    [Fact]
    public async Task An_edited_caption_does_not_stop_the_audio()
    {
        var audio = await _bot.SendAudioAsync(await RecordingAsync(), "Notes follow (0:12)");
        await SeekAsync("0:12", 12);

        await _bot.CallAsync("editMessageCaption", new { chat_id = _bot.UserId, message_id = audio.MessageId, caption = "Notes: it was decided" });
        await _page.Locator(".text", new() { HasText = "it was decided" }).WaitForAsync();

        Assert.True(await _page.EvaluateAsync<double>("document.querySelector('audio').currentTime") >= 12);
        await Assertions.Expect(_page.Locator(".meta i")).ToHaveTextAsync("edited");
    }

    [Fact]
    public async Task A_pressed_button_shows_the_answer_of_the_bot()
    {
        await _bot.SendTextAsync("Undo?", new { inline_keyboard = new[] { new[] { new { text = "Undo", callback_data = "undo" } } } });
        await _page.ClickAsync(".keyboard button");
        var query = await Eventually.GetAsync(
            async () => (await _bot.CallAsync("getUpdates", new { })).Result.AsArray()
                .Select(update => (string?)update!["callback_query"]?["id"]).FirstOrDefault(id => id is not null),
            "the press reaches the bot");

        await _bot.CallAsync("answerCallbackQuery", new { callback_query_id = query, text = "Undone" });

        await Assertions.Expect(_page.Locator("#toast")).ToHaveTextAsync("Undone");
    }

    [Fact]
    public async Task A_message_shows_what_it_has_been()
    {
        var id = (await _bot.SendTextAsync("first")).MessageId;
        await _bot.CallAsync("editMessageText", new { chat_id = _bot.UserId, message_id = id, text = "second" });
        await _page.ClickAsync("#more");

        await _page.CheckAsync("#history");

        await Assertions.Expect(_page.Locator(".history").Last).ToContainTextAsync("sent as text “first”");
        await Assertions.Expect(_page.Locator(".history").Last).ToContainTextAsync("text edited “second”");
    }

    [Fact]
    public async Task The_command_menu_sends_what_is_chosen()
    {
        await _bot.CallAsync("setMyCommands", new { commands = new[] { new { command = "status", description = "Is everything working?" } } });
        await _page.ClickAsync("#commands");

        await _page.ClickAsync("#menu button");

        await _page.Locator(".mine", new() { HasText = "/status" }).WaitForAsync();
    }

    [Fact]
    public async Task Faults_and_wrong_calls_are_counted_and_the_desk_ends_meetings()
    {
        await _page.ClickAsync("#meeting .main");
        await _page.Locator("#recordings", new() { HasText = "Board – November" }).WaitForAsync();

        await _page.ClickAsync("#tab-faults");
        await _page.SelectOptionAsync("#telegram-fault select[name=method]", "sendAudio");
        await _page.ClickAsync("#telegram-fault button");
        await Assertions.Expect(_page.Locator("#fault-count")).ToHaveTextAsync("1");
        Assert.Equal(new TelegramFault("sendAudio", "too_many_requests", 1, 5), Assert.Single(_bot.Telegram.Faults));

        await _bot.CallAsync("sendMessage", new { chat_id = _bot.UserId, nonsense = 1 });
        await Assertions.Expect(_page.Locator("#violation-count")).ToHaveTextAsync("2");
    }

    private static async Task<byte[]> RecordingAsync()
    {
        await using var stream = typeof(SimulatorHost).Assembly.GetManifestResourceStream("ZoomAspire.Simulator.Assets.meeting.m4a")!;
        using var memory = new MemoryStream();
        await stream.CopyToAsync(memory);
        return memory.ToArray();
    }

    private async Task SeekAsync(string time, int seconds)
    {
        await _page.WaitForFunctionAsync("document.querySelector('audio')?.readyState > 0");
        await _page.Locator(".tap", new() { HasText = time }).ClickAsync();
        await _page.WaitForFunctionAsync(
            "seconds => { const at = document.querySelector('audio').currentTime; return at >= seconds && at < seconds + 10; }", seconds);
    }
}
