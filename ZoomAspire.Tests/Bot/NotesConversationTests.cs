using Microsoft.EntityFrameworkCore;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Notes;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Simulator.Telegram;

namespace ZoomAspire.Tests.Bot;

/// <summary>Transcripts, searching, and how much of the notes is wanted.</summary>
public sealed class NotesConversationTests : IAsyncLifetime
{
    private BotScene _scene = null!;
    private UserView _anna = null!;
    private UserView _mallory = null!;
    private Connection _connection = null!;

    public async Task InitializeAsync()
    {
        _scene = await BotScene.StartAsync();
        (_anna, _mallory) = (_scene.NewUser(), _scene.NewUser("Mallory"));
        var account = _scene.NewAccount("Anna Smith", "anna@example.com");
        await _scene.ConnectAsync(_anna, account);
        await _scene.SettleAsync(_mallory);
        _connection = await _scene.ConnectionOfAsync(account);
    }

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task A_search_answers_below_the_audio_with_the_time_to_tap()
    {
        await DeliverAsync("Board", ("Anna", "The budget is approved, see evil.com."));

        var found = await _scene.AskAsync(_anna, "/search approved budget", "🔎 Board");

        Assert.Equal(AudioId, found.ReplyToMessageId);
        Assert.Contains("0:07 Anna: The budget is approved", found.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(found.Entities, entity => entity.Type == "url");
    }

    [Fact]
    public async Task More_than_a_few_recordings_come_page_by_page()
    {
        for (var number = 1; number <= 5; number++)
        {
            await DeliverAsync($"Weekly {number}", ("Anna", "We talk about penguins."));
        }

        var more = await _scene.AskAsync(_anna, "/search penguins", "in 2 other meetings");
        Assert.Equal(3, _scene.Said(_anna.Id).Count(text => text.StartsWith("🔎", StringComparison.Ordinal)));

        _scene.Press(_anna, more, "Show more");

        await _scene.SeeEditedAsync(more, "Going on");
        foreach (var number in Enumerable.Range(1, 5))
        {
            await _scene.HearAsync(_anna.Id, $"Weekly {number}");
        }
    }

    [Fact]
    public async Task Others_find_nothing_of_mine()
    {
        await DeliverAsync("Board", ("Anna", "The budget is approved."));

        await _scene.AskAsync(_mallory, "/search budget", "I found nothing about budget");
    }

    [Fact]
    public async Task A_search_without_words_says_how_to_search()
    {
        await _scene.AskAsync(_anna, "/search", "what you are looking for");
    }

    [Theory]
    [InlineData("Text", ".txt")]
    [InlineData("Subtitles (VTT)", ".vtt")]
    [InlineData("Markdown", ".md")]
    public async Task The_transcript_comes_as_a_file_in_the_form_that_is_chosen(string form, string extension)
    {
        var delivery = await DeliverAsync("Board", ("Anna", "The budget is approved."));
        await PressAsync(_anna, $"transcript:{delivery}");
        var choice = await _scene.HearAsync(_anna.Id, "What was said in Board");

        _scene.Press(_anna, choice, form);

        var file = await _scene.Telegram.WaitForMessageAsync(_anna.Id, message => message.File is not null, new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token);
        Assert.EndsWith(extension, file.File!.FileName, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("transcript:{0}")]
    [InlineData("file:txt.{0}")]
    [InlineData("notes:{0}")]
    public async Task Nobody_gets_anything_of_a_chat_that_is_not_his(string data)
    {
        var delivery = await DeliverAsync("Board", ("Anna", "The budget is approved."));
        var before = _scene.Said(_mallory.Id).Count;

        await PressAsync(_mallory, string.Format(System.Globalization.CultureInfo.InvariantCulture, data, delivery));
        await _scene.SettleAsync(_mallory);

        Assert.Equal(before + 1, _scene.Said(_mallory.Id).Count);
        Assert.Equal(0, await _scene.QueryAsync(context => context.Deliveries.CountAsync(row => row.NotesAskedAt != null)));
    }

    [Theory]
    [InlineData("file:exe.1")]
    [InlineData("file:txt")]
    [InlineData("file:")]
    [InlineData("transcript:-1")]
    [InlineData("notes:x")]
    [InlineData("found:-1")]
    [InlineData("length:99")]
    [InlineData("length:")]
    [InlineData("model:perhaps")]
    public async Task Forged_buttons_do_nothing(string data)
    {
        var before = _scene.Said(_anna.Id).Count;

        await PressAsync(_anna, data);
        await _scene.SettleAsync(_anna);

        Assert.Equal(before + 1, _scene.Said(_anna.Id).Count);
    }

    [Fact]
    public async Task How_much_is_wanted_can_be_chosen_and_is_kept()
    {
        var settings = await NotesSettingsAsync(_scene, _anna);
        Assert.Contains(settings.Keyboard.SelectMany(row => row), button => button.Text == "✓ Normal");

        _scene.Press(_anna, settings, "Short");

        var edited = await _scene.SeeEditedAsync(settings, "The button brings the rest");
        Assert.Contains(edited.Keyboard.SelectMany(row => row), button => button.Text == "✓ Short");
        Assert.Equal(NotesLength.Short, await _scene.QueryAsync(context => context.Users
            .Where(user => user.TelegramUserId == new TelegramUserId(_anna.Id)).Select(user => user.NotesLength).SingleAsync()));
    }

    [Fact]
    public async Task The_language_model_is_used_only_after_somebody_agreed()
    {
        var bare = await NotesSettingsAsync(_scene, _anna);
        Assert.DoesNotContain("Language model", bare.Text, StringComparison.Ordinal);
        await using var scene = await BotScene.SetAsync();
        await scene.StartBotAsync(null, "--NOTES_LLM_ENDPOINT=http://127.0.0.1:1/v1", "--NOTES_LLM_MODEL=small");
        var ben = scene.NewUser("Ben");
        var settings = await NotesSettingsAsync(scene, ben);
        Assert.Contains("Language model: not used", settings.Text, StringComparison.Ordinal);

        scene.Press(ben, settings, "Use it");

        await scene.SeeEditedAsync(settings, "is given to the language model");
        Assert.True(await scene.QueryAsync(context => context.Users.Select(user => user.AllowsNotesModel).SingleAsync()));
    }

    [Fact]
    public async Task Asking_below_a_recording_searches_that_recording_only()
    {
        var delivery = await DeliverAsync("Board", ("Anna", "The budget is approved."));
        await DeliverAsync("Weekly", ("Anna", "The budget is not approved."));
        await PressAsync(_anna, $"ask:{delivery}");
        var question = await _scene.HearAsync(_anna.Id, "What are you looking for in Board");

        _scene.Telegram.SendText(_anna.Id, _anna.Id, "budget", replyToMessageId: question.MessageId);

        await _scene.HearAsync(_anna.Id, "🔎 Board", after: question);
        await _scene.SettleAsync(_anna);
        Assert.DoesNotContain(_scene.Said(_anna.Id), text => text.Contains("Weekly", StringComparison.Ordinal));
    }

    private static async Task<MessageView> NotesSettingsAsync(BotScene scene, UserView user)
    {
        var menu = await scene.AskAsync(user, "/settings", "Settings");
        scene.Press(user, menu, "📝 Notes");
        return await scene.SeeEditedAsync(menu, "Notes of your meetings");
    }

    // Any message that is there.
    private int AudioId => _scene.Telegram.Messages(_anna.Id)[0].MessageId;

    private Task PressAsync(UserView presser, string data) => _scene.PressAsync(presser, new Chat { Id = presser.Id, Type = ChatType.Private }, data);

    private Task<long> DeliverAsync(string topic, (string Speaker, string Text) said) => _scene.QueryAsync(async context =>
    {
        var chatId = new TelegramChatId(_anna.Id);
        var destination = await context.Destinations.SingleAsync(row => row.ChatId == chatId);
        var delivery = await DeliveryRows.AddAsync(context, _connection, destination, topic);
        delivery.State = DeliveryState.Delivered;
        context.ChatMessages.Add(new ChatMessage
        {
            DestinationId = destination.Id,
            DeliveryId = delivery.Id,
            Purpose = ChatMessagePurpose.Announce,
            MessageId = AudioId,
            State = ChatMessageState.Delivered,
            UpdatedAt = TimeProvider.System.GetUtcNow(),
        });
        await context.SaveChangesAsync();
        await context.Meetings.ExecuteUpdateAsync(set => set.SetProperty(meeting => meeting.UserId, destination.UserId));
        var transcript = Transcript.Of(
        [
            new Cue(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(6), said.Speaker, "Good morning everybody."),
            new Cue(TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(12), said.Speaker, said.Text),
        ]);
        await new NotesStore(context, TimeProvider.System).TryPutAsync(
            delivery.RecordingId, new ReadTranscript(transcript, TranscriptSource.Recording, "file"), default);
        return delivery.Id;
    });
}
