using Microsoft.EntityFrameworkCore;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Simulator.Telegram;
using User = ZoomAspire.Core.Accounts.User;

namespace ZoomAspire.Tests.Bot;

/// <summary>Everything that can be chosen below /settings, by pressing and by answering.</summary>
public sealed class SettingsConversationTests : IAsyncLifetime
{
    private BotScene _scene = null!;
    private UserView _anna = null!;

    public async Task InitializeAsync()
    {
        _scene = await BotScene.StartAsync();
        _anna = _scene.NewUser();
    }

    public async Task DisposeAsync()
    {
        Assert.Empty(_scene.Telegram.Violations);
        await _scene.DisposeAsync();
    }

    [Fact]
    public async Task The_menu_shows_what_is_chosen_and_leads_to_each_setting_and_back()
    {
        var menu = await _scene.AskAsync(_anna, "/settings", "Settings");
        Assert.Contains("Notes: Normal", menu.Text, StringComparison.Ordinal);
        Assert.Contains("Quiet hours: Off", menu.Text, StringComparison.Ordinal);
        Assert.Contains("Which recordings: All", menu.Text, StringComparison.Ordinal);
        foreach (var label in menu.Keyboard.SelectMany(row => row).Select(button => button.Text).ToList())
        {
            _scene.Press(_anna, menu, label);
            var screen = await _scene.SeeEditedAsync(menu, label == "🗑 How long kept" ? "How long things are kept" : ":");
            await EventuallyHasAsync(menu, "« Back");

            _scene.Press(_anna, screen, "« Back");
            await EventuallyHasAsync(menu, "🕒 Time zone");
        }
    }

    [Fact]
    public async Task The_language_changes_at_once_and_can_follow_Telegram_again()
    {
        var menu = await _scene.AskAsync(_anna, "/settings", "Language: As in Telegram");
        _scene.Press(_anna, menu, "🌐 Language");
        var screen = await _scene.SeeEditedAsync(menu, "What was said in a meeting stays in its language.");

        _scene.Press(_anna, screen, "Deutsch");
        screen = await _scene.SeeEditedAsync(menu, "Sprache: Deutsch");
        Assert.Equal("de", (await UserAsync()).Language);

        _scene.Press(_anna, screen, "Wie in Telegram");
        await _scene.SeeEditedAsync(menu, "Language: As in Telegram");
        Assert.Null((await UserAsync()).Language);
    }

    [Theory]
    [InlineData("🔒 Protect", "On", "can be neither forwarded nor saved")]
    [InlineData("📄 Transcript", "On", "comes once as a file")]
    [InlineData("⏳ Progress", "Off", "appears when it is there")]
    [InlineData("✋ Ask before sending", "On", "I first ask here")]
    [InlineData("🔊 Audio", "Small", "loads fast")]
    [InlineData("🎙 Which recordings", "15 min or longer", "15 minutes or longer")]
    [InlineData("🌙 Quiet hours", "22:00–7:00", "from 22:00 to 7:00")]
    [InlineData("🗑 How long kept", "📝 7 days", "transcripts and notes 7 days")]
    [InlineData("🗑 How long kept", "🎙 1 day", "audio 1 day")]
    public async Task A_choice_is_made_by_a_press_says_what_it_means_and_is_kept(string screen, string choice, string meaning)
    {
        var menu = await _scene.AskAsync(_anna, "/settings", "Settings");
        var before = await UserAsync();
        _scene.Press(_anna, menu, screen);
        await EventuallyHasAsync(menu, choice);

        _scene.Press(_anna, menu, choice);

        var edited = await _scene.SeeEditedAsync(menu, meaning);
        Assert.Contains(edited.Keyboard.SelectMany(row => row), button => button.Text == $"✓ {choice}");
        Assert.NotEqual(Chosen(before), Chosen(await UserAsync()));
        await _scene.AskAsync(_anna, "/settings", "Settings");
    }

    [Fact]
    public async Task A_section_of_the_notes_is_turned_off_and_on_again()
    {
        var menu = await _scene.AskAsync(_anna, "/settings", "Settings");
        _scene.Press(_anna, menu, "📝 Notes");
        await EventuallyHasAsync(menu, "Which sections");
        _scene.Press(_anna, menu, "Which sections");
        await EventuallyHasAsync(menu, "✓ Topics");

        _scene.Press(_anna, menu, "✓ Topics");
        await EventuallyHasAsync(menu, "Topics");

        Assert.Equal(new NotesSections(NotesSection.Topics), (await UserAsync()).NotesSections);
        _scene.Press(_anna, menu, "Topics");
        await EventuallyHasAsync(menu, "✓ Topics");
        Assert.Equal(default, (await UserAsync()).NotesSections);
    }

    [Fact]
    public async Task The_time_zone_is_chosen_among_those_near_by()
    {
        var menu = await _scene.AskAsync(_anna, "/settings", "Settings");
        _scene.Press(_anna, menu, "🕒 Time zone");
        var screen = await _scene.SeeEditedAsync(menu, "I go by UTC");
        var london = screen.Keyboard.SelectMany(row => row).Single(button => button.Text.StartsWith("London", StringComparison.Ordinal));

        _scene.Press(_anna, menu, london.Text);

        await _scene.SeeEditedAsync(menu, "Time zone: London. It is ");
        Assert.Equal("Europe/London", (await UserAsync()).TimeZone);
    }

    [Fact]
    public async Task The_time_zone_is_typed_and_asked_for_again_where_it_is_none()
    {
        var question = await AskedAsync("🕒 Time zone", "✍️ Another place", "Where are you?");

        var again = await AnswerAsync(question, "Narnia", "I know no time zone of that name");
        var done = await AnswerAsync(again, "kyiv", "Time zone: Kyiv. It is ");

        Assert.Equal("Europe/Kyiv", (await UserAsync()).TimeZone);
        Assert.Contains(done.Keyboard.SelectMany(row => row), button => button.Text == "« Back");
    }

    [Fact]
    public async Task Quiet_hours_are_typed_and_turned_off()
    {
        var question = await AskedAsync("🌙 Quiet hours", "✍️ Other hours", "From when to when?");

        var again = await AnswerAsync(question, "late", "I need two different times");
        var done = await AnswerAsync(again, "21:30 to 6", "from 21:30 to 6:00");
        Assert.Equal((new TimeOnly(21, 30), new TimeOnly(6, 0)), ((await UserAsync()).QuietFrom!.Value, (await UserAsync()).QuietTo!.Value));

        _scene.Press(_anna, done, "Off");
        await _scene.SeeEditedAsync(done, "Quiet hours: none");
        Assert.Null((await UserAsync()).QuietFrom);
    }

    [Fact]
    public async Task Words_that_topics_must_have_are_typed_and_taken_back()
    {
        var question = await AskedAsync("🎙 Which recordings", "✍️ Only with words", "Which words must the topic have?");

        var again = await AnswerAsync(question, "???", "I need at least one word");
        var done = await AnswerAsync(again, "Weekly SALES <b>", "words in the topic: weekly sales b");
        Assert.Equal("weekly sales b", (await UserAsync()).WantedWords);

        _scene.Press(_anna, done, "Any topic");
        await _scene.SeeEditedAsync(done, "Whatever the topic is");
        Assert.Null((await UserAsync()).WantedWords);
    }

    [Theory]
    [InlineData("set")]
    [InlineData("set:")]
    [InlineData("set:99")]
    [InlineData("set:1")]
    [InlineData("set:Nothing")]
    [InlineData("set:Menu:on")]
    [InlineData("set:Protect:maybe")]
    [InlineData("set:Protect:type")]
    [InlineData("set:Zone:Europe/Narnia")]
    [InlineData("set:Zone:../../etc/passwd")]
    [InlineData("set:Quiet:25-26")]
    [InlineData("set:Which:-5")]
    [InlineData("set:Which:99999")]
    [InlineData("set:Sections:3")]
    [InlineData("set:Sections:None")]
    [InlineData("set:Kept:x7")]
    [InlineData("set:Kept:m99999")]
    [InlineData("privacy")]
    [InlineData("privacy:")]
    [InlineData("privacy:all")]
    [InlineData("privacy:all:x")]
    [InlineData("privacy:here:-1")]
    [InlineData("asked")]
    [InlineData("asked:send:1")]
    [InlineData("asked:skip:x")]
    public async Task Forged_buttons_change_nothing(string data)
    {
        await _scene.SettleAsync(_anna);
        var (before, said) = (Chosen(await UserAsync()), _scene.Said(_anna.Id).Count);

        await _scene.PressAsync(_anna, new Chat { Id = _anna.Id, Type = ChatType.Private }, data);

        await _scene.SettleAsync(_anna);
        Assert.Equal(before, Chosen(await UserAsync()));
        Assert.Equal(said + 1, _scene.Said(_anna.Id).Count);
    }

    [Fact]
    public async Task Settings_are_changed_in_ones_own_private_chat_only()
    {
        var mallory = _scene.NewUser("Mallory");
        await _scene.SettleAsync(_anna);
        await _scene.SettleAsync(mallory);

        await _scene.PressAsync(mallory, new Chat { Id = _anna.Id, Type = ChatType.Private }, "set:Protect:on");

        Assert.False(await _scene.QueryAsync(context => context.Users.AnyAsync(user => user.ProtectsContent)));
    }

    private async Task<MessageView> AskedAsync(string screen, string button, string question)
    {
        var menu = await _scene.AskAsync(_anna, "/settings", "Settings");
        _scene.Press(_anna, menu, screen);
        await EventuallyHasAsync(menu, button);
        _scene.Press(_anna, menu, button);
        return await _scene.HearAsync(_anna.Id, question, after: menu);
    }

    private async Task<MessageView> AnswerAsync(MessageView question, string answer, string reply)
    {
        _scene.Telegram.SendText(_anna.Id, _anna.Id, answer, replyToMessageId: question.MessageId);
        return await _scene.HearAsync(_anna.Id, reply, after: question);
    }

    private Task EventuallyHasAsync(MessageView message, string button) => Infrastructure.Eventually.HoldsAsync(
        () => _scene.Telegram.Messages(message.ChatId).Single(one => one.MessageId == message.MessageId)
            .Keyboard.SelectMany(row => row).Any(one => one.Text == button),
        $"a button “{button}”");

    private Task<User> UserAsync() => _scene.QueryAsync(context =>
        context.Users.AsNoTracking().SingleAsync(user => user.TelegramUserId == new TelegramUserId(_anna.Id)));

    private static string Chosen(User user) => System.Text.Json.JsonSerializer.Serialize(user);
}
