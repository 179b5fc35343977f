using Telegram.Bot;
using Telegram.Bot.Exceptions;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using Telegram.Bot.Types.ReplyMarkups;

namespace ZoomAspire.Tests.Simulator;

/// <summary>The client library that the product uses was written by others: it and the simulator must understand each other.</summary>
public sealed class TelegramClientTests : IAsyncLifetime
{
    private TelegramTestBot _bot = null!;
    private TelegramBotClient _client = null!;

    public async Task InitializeAsync()
    {
        _bot = await TelegramTestBot.StartAsync();
        _client = new TelegramBotClient(new TelegramBotClientOptions(
            TelegramTestBot.Token, _bot.Host.TelegramAddress.GetLeftPart(UriPartial.Authority)) { RetryCount = 0 });
    }

    public async Task DisposeAsync()
    {
        Assert.Empty(_bot.Telegram.Violations);
        await _bot.DisposeAsync();
    }

    [Fact]
    public async Task A_message_with_buttons_becomes_audio_and_is_answered()
    {
        var keyboard = new InlineKeyboardMarkup([[InlineKeyboardButton.WithCallbackData("Notes", "n:1"), InlineKeyboardButton.WithUrl("Site", "https://example.org")]]);
        var sent = await _client.SendMessage(
            _bot.UserId, "<b>Board</b>", parseMode: ParseMode.Html, replyMarkup: keyboard, linkPreviewOptions: new LinkPreviewOptions { IsDisabled = true });
        using var content = new MemoryStream(new byte[1000]);
        var audio = await _client.EditMessageMedia(
            _bot.UserId,
            sent.Id,
            new InputMediaAudio(InputFile.FromStream(content, "Grüße.m4a")) { Caption = "<i>Board</i>", ParseMode = ParseMode.Html, Duration = 75, Title = "Board" },
            replyMarkup: keyboard);
        var again = await _client.SendAudio(
            _bot.UserId, InputFile.FromFileId(audio.Audio!.FileId), caption: "again", replyParameters: new ReplyParameters { MessageId = audio.Id });
        await _client.EditMessageCaption(_bot.UserId, audio.Id, "new", replyMarkup: keyboard);
        await _client.SendChatAction(_bot.UserId, ChatAction.UploadVoice);

        Assert.Equal((sent.Id, "Grüße.m4a", 75, 1000), (audio.Id, audio.Audio.FileName, audio.Audio.Duration, audio.Audio.FileSize));
        Assert.Equal(audio.Id, again.ReplyToMessage!.Id);
        Assert.Equal(["sent", "media", "caption"], _bot.BotMessages[0].History.Select(was => was.Change));
    }

    [Fact]
    public async Task Updates_of_all_kinds_are_read()
    {
        await _client.DeleteWebhook();
        var group = _bot.Telegram.CreateGroup("Team", [_bot.UserId]);
        var sent = await _client.SendMessage(_bot.UserId, "x", replyMarkup: new InlineKeyboardMarkup([[InlineKeyboardButton.WithCallbackData("Go", "go")]]));
        var query = _bot.Telegram.Press(_bot.UserId, sent.Id, _bot.UserId, "Go").CallbackQueryId!;
        var supergroup = _bot.Telegram.Migrate(group.Id);

        var updates = await _client.GetUpdates(timeout: 0, allowedUpdates: [UpdateType.Message, UpdateType.CallbackQuery, UpdateType.MyChatMember]);
        await _client.AnswerCallbackQuery(query, text: "done");

        Assert.Equal(
            [UpdateType.Message, UpdateType.MyChatMember, UpdateType.CallbackQuery, UpdateType.Message, UpdateType.Message],
            updates.Select(update => update.Type));
        Assert.Equal("/start", updates[0].Message!.Text);
        Assert.Equal(ChatMemberStatus.Member, updates[1].MyChatMember!.NewChatMember.Status);
        Assert.Equal("go", updates[2].CallbackQuery!.Data);
        Assert.Equal(supergroup.Id, updates[3].Message!.MigrateToChatId);
    }

    [Fact]
    public async Task Refusals_keep_their_code_text_and_parameters()
    {
        _bot.Telegram.Inject(new ZoomAspire.Simulator.Telegram.TelegramFault("sendMessage", "too_many_requests", Value: 3));

        var tooMany = await Assert.ThrowsAsync<ApiRequestException>(() => _client.SendMessage(_bot.UserId, "x"));
        var markup = await Assert.ThrowsAsync<ApiRequestException>(() => _client.SendMessage(_bot.UserId, "<x>", parseMode: ParseMode.Html));

        Assert.Equal((429, 3), (tooMany.ErrorCode, tooMany.Parameters!.RetryAfter));
        Assert.Equal((400, "Bad Request: can't parse entities: Unsupported start tag \"x\" at byte offset 0"), (markup.ErrorCode, markup.Message));
    }

    [Fact]
    public async Task The_bot_introduces_itself()
    {
        var me = await _client.GetMe();
        await _client.SetMyCommands([new BotCommand("connect", "Connect Zoom")], scope: new BotCommandScopeAllPrivateChats(), languageCode: "de");
        await _client.SetMyDescription("Recordings arrive here.");
        await _client.SetMyShortDescription("Zoom recordings");
        var chat = await _client.GetChat(_bot.UserId);
        var member = await _client.GetChatMember(_bot.UserId, _bot.UserId);

        Assert.Equal((ZoomAspire.Simulator.Telegram.TelegramSimulator.BotUsername, true), (me.Username, me.IsBot));
        Assert.Equal("Recordings arrive here.", _bot.Telegram.Profile("description"));
        Assert.Equal((_bot.UserId, ChatType.Private, ChatMemberStatus.Member), (chat.Id, chat.Type, member.Status));
    }
}
