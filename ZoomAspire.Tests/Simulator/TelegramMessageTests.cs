using System.Net;
using System.Security.Cryptography;
using ZoomAspire.Simulator.Telegram;

namespace ZoomAspire.Tests.Simulator;

public sealed class TelegramMessageTests : IAsyncLifetime
{
    private static readonly byte[] Audio = RandomNumberGenerator.GetBytes(100_000);

    private TelegramTestBot _bot = null!;

    public async Task InitializeAsync() => _bot = await TelegramTestBot.StartAsync();

    public async Task DisposeAsync() => await _bot.DisposeAsync();

    [Fact]
    public async Task Methods_answer_in_any_case_and_take_query_form_and_json()
    {
        using var query = new HttpRequestMessage(HttpMethod.Get, new Uri(_bot.BotAddress, $"SENDMESSAGE?chat_id={_bot.UserId}&text=query"));
        using var form = new HttpRequestMessage(HttpMethod.Post, new Uri(_bot.BotAddress, "sendmessage"))
        {
            Content = new FormUrlEncodedContent([new("chat_id", $"{_bot.UserId}"), new("text", "form")]),
        };

        Assert.Equal(HttpStatusCode.OK, (await _bot.SendAsync(query)).Status);
        Assert.Equal(HttpStatusCode.OK, (await _bot.SendAsync(form)).Status);
        Assert.Equal(HttpStatusCode.OK, (await _bot.SendTextAsync("json")).Status);
        Assert.Equal(["query", "form", "json"], _bot.BotMessages.Select(message => message.Text));
    }

    [Fact]
    public async Task A_wrong_token_is_401_and_an_unknown_method_404()
    {
        using var wrong = new HttpRequestMessage(HttpMethod.Get, $"{_bot.Host.TelegramAddress}bot1:wrong/getMe");

        Assert.Equal((HttpStatusCode.Unauthorized, "Unauthorized"), Pair(await _bot.SendAsync(wrong)));
        Assert.Equal(
            (HttpStatusCode.NotFound, "Not Found: method not found"), Pair(await _bot.CallAsync("sendTelepathy", new { })));
    }

    [Fact]
    public async Task A_field_that_the_description_does_not_know_is_refused_and_remembered()
    {
        var answer = await _bot.CallAsync("sendMessage", new { chat_id = _bot.UserId, text = "x", reply_to = 1 });

        Assert.Equal((HttpStatusCode.BadRequest, "Bad Request: unknown field \"reply_to\""), Pair(answer));
        Assert.Equal("unknown field \"reply_to\"", Assert.Single(_bot.Telegram.Violations).Problem);
    }

    [Theory]
    [InlineData("""{"chat_id":1}""", "required field \"text\" is missing")]
    [InlineData("""{"chat_id":1,"text":5}""", "field \"text\" must be String")]
    [InlineData("""{"chat_id":1,"text":"x","disable_notification":"perhaps"}""", "field \"disable_notification\" must be Boolean")]
    [InlineData("""{"chat_id":1,"text":"x","reply_parameters":{"id":1}}""", "field \"reply_parameters\" lacks \"message_id\"")]
    [InlineData(
        """{"chat_id":1,"text":"x","reply_markup":{"inline_keyboard":[[{"text":"a","callback":"b"}]]}}""",
        "field \"reply_markup\".inline_keyboard[0][0] has the unknown field \"callback\"")]
    public async Task Fields_are_checked_inside_objects_too(string json, string problem)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_bot.BotAddress, "sendMessage"))
        {
            Content = new StringContent(json, null, "application/json"),
        };

        Assert.Equal(HttpStatusCode.BadRequest, (await _bot.SendAsync(request)).Status);
        Assert.Contains(_bot.Telegram.Violations, violation => violation.Problem == problem);
    }

    [Fact]
    public async Task Text_may_have_4096_units_after_parsing_and_no_more()
    {
        Assert.Equal(HttpStatusCode.OK, (await _bot.SendTextAsync($"<b>{new string('x', 4094)}</b>😀")).Status);
        Assert.Equal("Bad Request: message is too long", (await _bot.SendTextAsync($"{new string('x', 4095)}😀")).Description);
        Assert.Equal("Bad Request: message text is empty", (await _bot.SendTextAsync("<b> </b>")).Description);
    }

    [Fact]
    public async Task A_caption_may_have_1024_units_after_parsing_and_no_more()
    {
        Assert.Equal(HttpStatusCode.OK, (await _bot.SendAudioAsync(Audio, new string('x', 1024))).Status);
        Assert.Equal("Bad Request: message caption is too long", (await _bot.SendAudioAsync(Audio, new string('x', 1025))).Description);
    }

    [Fact]
    public async Task Uploaded_audio_keeps_its_bytes_and_its_file_id_sends_it_again()
    {
        var first = await _bot.SendAudioAsync(Audio, "caption");
        var fileId = (string)first.Result["audio"]!["file_id"]!;
        var again = await _bot.CallAsync("sendAudio", new { chat_id = _bot.UserId, audio = fileId });

        Assert.Equal(fileId, (string)again.Result["audio"]!["file_id"]!);
        Assert.All(_bot.BotMessages, message =>
        {
            Assert.Equal("audio", message.Kind);
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Audio)), message.File!.Sha256);
            Assert.Equal(Audio.Length, message.File.Size);
        });
        var served = await _bot.GetBytesAsync(new Uri(_bot.Host.PageAddress, _bot.BotMessages[0].File!.Path));
        Assert.Equal(Audio, served);
    }

    [Fact]
    public async Task A_file_id_is_bound_to_its_kind_and_an_unknown_one_is_refused()
    {
        var fileId = (string)(await _bot.SendAudioAsync(Audio)).Result["audio"]!["file_id"]!;

        Assert.Equal(
            "Bad Request: can't use file of type Audio as Document",
            (await _bot.CallAsync("sendDocument", new { chat_id = _bot.UserId, document = fileId })).Description);
        Assert.Equal(
            "Bad Request: wrong file_id or the file is temporarily unavailable",
            (await _bot.CallAsync("sendAudio", new { chat_id = _bot.UserId, audio = "CQACnothing" })).Description);
    }

    [Fact]
    public async Task Audio_that_is_neither_mp3_nor_m4a_comes_back_as_a_document()
    {
        var answer = await _bot.UploadAsync("sendAudio", "audio", Audio, "meeting.wav", ("chat_id", $"{_bot.UserId}"));

        Assert.NotNull(answer.Result["document"]);
        Assert.Null(answer.Result["audio"]);
    }

    [Fact]
    public async Task A_text_message_becomes_audio_and_keeps_its_history()
    {
        var id = (await _bot.SendTextAsync("🎙 Board")).MessageId;
        var media = """{"type":"audio","media":"attach://file","caption":"<b>Board</b>","parse_mode":"HTML","duration":42}""";
        var answer = await _bot.UploadAsync(
            "editMessageMedia", "file", Audio, "board.m4a", ("chat_id", $"{_bot.UserId}"), ("message_id", $"{id}"), ("media", media));

        Assert.Equal(id, answer.MessageId);
        Assert.Equal(42, (int)answer.Result["audio"]!["duration"]!);
        var message = Assert.Single(_bot.BotMessages);
        Assert.Equal(["sent", "media"], message.History.Select(revision => revision.Change));
        Assert.Equal(["text", "audio"], message.History.Select(revision => revision.Kind));
        Assert.Equal("Board", message.Text);
        Assert.Empty(_bot.Telegram.Violations);
    }

    [Fact]
    public async Task An_old_server_refuses_to_turn_text_into_audio()
    {
        _bot.Telegram.Switch(new TelegramSettings(OldServer: true));
        var id = (await _bot.SendTextAsync("text")).MessageId;

        var answer = await _bot.UploadAsync(
            "editMessageMedia", "file", Audio, "a.m4a",
            ("chat_id", $"{_bot.UserId}"), ("message_id", $"{id}"), ("media", """{"type":"audio","media":"attach://file"}"""));

        Assert.Equal("Bad Request: there is no media in the message to edit", answer.Description);
        Assert.Null(_bot.Telegram.FindFile(Convert.ToHexStringLower(SHA256.HashData(Audio))));
    }

    [Fact]
    public async Task An_edit_without_a_change_says_so_and_one_without_a_keyboard_removes_it()
    {
        object markup = new { inline_keyboard = new[] { new[] { new { text = "Undo", callback_data = "u" } } } };
        var id = (await _bot.SendTextAsync("text", markup)).MessageId;

        Assert.Equal(
            "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
            (await _bot.CallAsync("editMessageText", new { chat_id = _bot.UserId, message_id = id, text = "text", reply_markup = markup })).Description);
        Assert.Equal(HttpStatusCode.OK, (await _bot.CallAsync("editMessageText", new { chat_id = _bot.UserId, message_id = id, text = "text" })).Status);
        Assert.Empty(_bot.BotMessages[0].Keyboard);
    }

    [Fact]
    public async Task Edits_of_the_wrong_kind_or_of_nothing_are_refused()
    {
        var text = (await _bot.SendTextAsync("text")).MessageId;
        var audio = (await _bot.SendAudioAsync(Audio)).MessageId;
        var theirs = _bot.Telegram.SendText(_bot.UserId, _bot.UserId, "mine").MessageId;

        Assert.Equal("Bad Request: there is no caption in the message to edit", (await EditAsync("editMessageCaption", text)).Description);
        Assert.Equal("Bad Request: there is no text in the message to edit", (await EditAsync("editMessageText", audio)).Description);
        Assert.Equal("Bad Request: message can't be edited", (await EditAsync("editMessageText", theirs)).Description);
        Assert.Equal("Bad Request: message to edit not found", (await EditAsync("editMessageText", 1)).Description);
    }

    [Theory]
    [InlineData("ü", 32, true)]
    [InlineData("ü", 33, false)]
    public async Task Callback_data_may_have_64_bytes(string character, int count, bool accepted)
    {
        var data = string.Concat(Enumerable.Repeat(character, count));
        var answer = await _bot.SendTextAsync("x", new { inline_keyboard = new[] { new[] { new { text = "b", callback_data = data } } } });

        Assert.Equal(accepted, answer.Status == HttpStatusCode.OK);
        if (!accepted)
        {
            Assert.Equal("Bad Request: BUTTON_DATA_INVALID", answer.Description);
        }
    }

    [Fact]
    public async Task A_button_without_an_action_is_refused() => Assert.Equal(
        "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        (await _bot.SendTextAsync("x", new { inline_keyboard = new[] { new[] { new { text = "b" } } } })).Description);

    [Theory]
    [InlineData("json")]
    [InlineData("html")]
    public async Task An_upload_beyond_the_limit_is_413_and_leaves_nothing(string form)
    {
        _bot.Telegram.Switch(new TelegramSettings(UploadLimit: Audio.Length - 1, TooLargeAnswer: form));

        var answer = await _bot.SendAudioAsync(Audio);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
        Assert.Equal(form == "json", answer.Body is not null);
        Assert.Empty(_bot.BotMessages);
    }

    [Fact]
    public async Task An_upload_beyond_the_limit_may_reset_the_connection()
    {
        _bot.Telegram.Switch(new TelegramSettings(UploadLimit: Audio.Length - 1, TooLargeAnswer: "reset"));

        await Assert.ThrowsAsync<HttpRequestException>(() => _bot.SendAudioAsync(Audio));
    }

    [Fact]
    public async Task Files_download_up_to_20_megabytes_only()
    {
        var small = (string)(await _bot.SendAudioAsync(Audio)).Result["audio"]!["file_id"]!;
        var large = (string)(await _bot.SendAudioAsync(new byte[(20 << 20) + 1])).Result["audio"]!["file_id"]!;

        var path = (string)(await _bot.CallAsync("getFile", new { file_id = small })).Result["file_path"]!;
        var downloaded = await _bot.GetBytesAsync(new Uri(_bot.Host.TelegramAddress, $"file{_bot.BotAddress.AbsolutePath}{path}"));

        Assert.Equal(Audio, downloaded);
        Assert.Equal("Bad Request: file is too big", (await _bot.CallAsync("getFile", new { file_id = large })).Description);
    }

    [Fact]
    public async Task A_local_server_takes_paths_of_its_own_disk()
    {
        _bot.Telegram.Switch(new TelegramSettings(LocalServer: true));
        var path = Path.Combine(Path.GetTempPath(), $"zoomaspire {Guid.NewGuid():N}.m4a");
        await File.WriteAllBytesAsync(path, Audio);
        try
        {
            await _bot.CallAsync("sendAudio", new { chat_id = _bot.UserId, audio = new Uri(path).AbsoluteUri });
        }
        finally
        {
            File.Delete(path);
        }

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Audio)), Assert.Single(_bot.BotMessages).File!.Sha256);
    }

    [Fact]
    public async Task A_reply_to_a_message_that_is_gone_is_refused_unless_allowed()
    {
        var id = (await _bot.SendTextAsync("first")).MessageId;
        await _bot.CallAsync("deleteMessage", new { chat_id = _bot.UserId, message_id = id });

        Task<TelegramTestBot.Answer> ReplyAsync(bool allow) => _bot.CallAsync("sendMessage", new
        {
            chat_id = _bot.UserId,
            text = "reply",
            reply_parameters = new { message_id = id, allow_sending_without_reply = allow },
        });

        Assert.Equal("Bad Request: message to be replied not found", (await ReplyAsync(allow: false)).Description);
        Assert.Equal(HttpStatusCode.OK, (await ReplyAsync(allow: true)).Status);
    }

    [Fact]
    public async Task A_message_can_be_deleted_once_and_for_48_hours()
    {
        var id = (await _bot.SendTextAsync("text")).MessageId;
        var old = (await _bot.SendTextAsync("old")).MessageId;

        Assert.Equal(HttpStatusCode.OK, (await DeleteAsync(id)).Status);
        Assert.Equal("Bad Request: message to delete not found", (await DeleteAsync(id)).Description);
        _bot.Clock.Advance(TimeSpan.FromHours(49));
        Assert.Equal("Bad Request: message can't be deleted", (await DeleteAsync(old)).Description);
    }

    [Fact]
    public async Task A_chat_action_shows_for_five_seconds()
    {
        await _bot.CallAsync("sendChatAction", new { chat_id = _bot.UserId, action = "upload_voice" });

        Assert.Equal("upload_voice", Chat().Action);
        _bot.Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Null(Chat().Action);
    }

    [Fact]
    public async Task Commands_come_by_scope_and_language()
    {
        await SetCommandsAsync("start", null, null);
        await SetCommandsAsync("los", null, "de");
        await SetCommandsAsync("admin", new { type = "chat", chat_id = _bot.UserId }, null);
        var german = _bot.Telegram.CreateUser("Dora", "de-AT").Id;
        var french = _bot.Telegram.CreateUser("Fleur", "fr").Id;

        Assert.Equal("admin", _bot.Telegram.Commands(_bot.UserId, _bot.UserId).Single().Command);
        Assert.Equal("los", _bot.Telegram.Commands(german, german).Single().Command);
        Assert.Equal("start", _bot.Telegram.Commands(french, french).Single().Command);
        Assert.Equal(
            "Bad Request: BOT_COMMAND_INVALID",
            (await _bot.CallAsync("setMyCommands", new { commands = new[] { new { command = "Start", description = "x" } } })).Description);
    }

    [Fact]
    public async Task Logging_out_locks_the_bot_for_ten_minutes()
    {
        await _bot.CallAsync("logOut", new { });

        Assert.Equal("Logged out", (await _bot.CallAsync("getMe", new { })).Description);
        _bot.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(HttpStatusCode.OK, (await _bot.CallAsync("getMe", new { })).Status);
    }

    private static (HttpStatusCode Status, string Description) Pair(TelegramTestBot.Answer answer) => (answer.Status, answer.Description);

    private ChatView Chat() => _bot.Telegram.Chats.Single(chat => chat.Id == _bot.UserId);

    private Task<TelegramTestBot.Answer> EditAsync(string method, int id) => method == "editMessageCaption"
        ? _bot.CallAsync(method, new { chat_id = _bot.UserId, message_id = id, caption = "new" })
        : _bot.CallAsync(method, new { chat_id = _bot.UserId, message_id = id, text = "new" });

    private Task<TelegramTestBot.Answer> DeleteAsync(int id) =>
        _bot.CallAsync("deleteMessage", new { chat_id = _bot.UserId, message_id = id });

    private async Task SetCommandsAsync(string command, object? scope, string? language)
    {
        var parameters = new Dictionary<string, object> { ["commands"] = new[] { new { command, description = "does it" } } };
        if (scope is not null)
        {
            parameters["scope"] = scope;
        }

        if (language is not null)
        {
            parameters["language_code"] = language;
        }

        Assert.Equal(HttpStatusCode.OK, (await _bot.CallAsync("setMyCommands", parameters)).Status);
    }
}
