using Microsoft.EntityFrameworkCore;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Languages;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Tests.Bot;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Languages;

/// <summary>The bot speaks the language of whoever it answers.</summary>
public sealed class ConversationLanguageTests : IAsyncLifetime
{
    private BotScene _scene = null!;
    private UserView _operator = null!;

    public async Task InitializeAsync()
    {
        _scene = await BotScene.SetAsync();
        _operator = _scene.NewUser("Olga", "uk");
        await _scene.StartBotAsync(
            null,
            [$"--OPERATOR_USER_IDS={_operator.Id}", .. TestSettings.Organization.Select(setting => $"--{setting.Key}={setting.Value}")]);
    }

    public async Task DisposeAsync()
    {
        Assert.Empty(_scene.Telegram.Violations);
        await _scene.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Speaking.All), MemberType = typeof(Speaking))]
    public async Task From_start_to_status_everything_is_said_in_the_language_of_Telegram(string language)
    {
        var anna = _scene.NewUser("Anna", language);
        var started = _scene.Telegram.Start(anna.Id);

        var welcome = await HearAsync(anna, started);
        Assert.Equal(Words(language, () => $"{StartWords.FormatGreeting("Anna")}\n\n{StartWords.Intro}\n\n{StartWords.Begin}"), welcome.Text);
        Assert.Equal([Words(language, () => CommonWords.ConnectButton)], welcome.Keyboard.SelectMany(row => row).Select(button => button.Text));
        var help = await AskAsync(anna, "/help");
        Assert.StartsWith(Words(language, () => HelpWords.Help), help.Text, StringComparison.Ordinal);
        Assert.Contains(Words(language, () => $"/connect – {ConnectWords.MenuText}"), help.Text, StringComparison.Ordinal);
        Assert.Equal(Words(language, () => CommonWords.NotUnderstood), (await AskAsync(anna, "?")).Text);
        await ConnectAsync(anna);
        var status = await AskAsync(anna, "/status");

        var day = Words(language, () => LocalDates.Day(TimeProvider.System.GetUtcNow(), TimeZoneInfo.Utc));
        Assert.Contains(Words(language, () => StatusWords.FormatConnectedSince(day)), status.Text, StringComparison.Ordinal);
        Assert.Contains(Words(language, () => StatusWords.NothingDelivered), status.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_somebody_has_chosen_counts_before_what_Telegram_says()
    {
        var anna = _scene.NewUser("Anna", "fr");
        await ConnectAsync(anna);
        await ChooseAsync(anna, "de");

        var status = await AskAsync(anna, "/status");

        var now = TimeProvider.System.GetUtcNow();
        Assert.Contains(Words("de", () => LocalDates.Day(now, TimeZoneInfo.Utc)), status.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Words("fr", () => LocalDates.Day(now, TimeZoneInfo.Utc)), status.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_group_who_asks_is_answered_in_the_language_they_have_chosen()
    {
        var (anna, boris) = (_scene.NewUser("Anna", "fr"), _scene.NewUser("Boris", "ru"));
        await ConnectAsync(anna);
        await ChooseAsync(anna, "de");
        var group = _scene.Telegram.CreateGroup("Team", [anna.Id, boris.Id]);

        var asked = _scene.Telegram.SendText(group.Id, anna.Id, "/help");
        await _scene.HearAsync(group.Id, Words("de", () => HelpWords.Help), after: asked);
        asked = _scene.Telegram.SendText(group.Id, boris.Id, "/help");
        await _scene.HearAsync(group.Id, Words("ru", () => HelpWords.Help), after: asked);
    }

    [Fact]
    public async Task An_invitation_is_in_the_language_of_the_invited_and_its_answer_in_English()
    {
        var ivan = _scene.NewUser("Ivan", "fr");
        await AskAsync(ivan, "/help");
        await ChooseAsync(ivan, "ru");
        await AskAsync(_operator, "/help");

        var answer = await AskAsync(_operator, $"/link {ivan.Id} {_scene.Simulator.Zoom.Users[1].Email}");

        Assert.StartsWith("Invited: ", answer.Text, StringComparison.Ordinal);
        await _scene.HearAsync(ivan.Id, Words("ru", () => InvitationWords.OnlyIfYours));
    }

    [Theory]
    [MemberData(nameof(Speaking.All), MemberType = typeof(Speaking))]
    public async Task The_menu_is_there_in_every_language_and_in_groups_without_what_does_not_work_there(string language)
    {
        var anna = _scene.NewUser("Anna", language);
        var group = _scene.Telegram.CreateGroup("Team", [anna.Id]);
        await Eventually.HoldsAsync(
            () => _scene.Telegram.Profile("description", language == "en" ? "" : language) is not null, "the menu is published");

        var menu = _scene.Telegram.Commands(anna.Id, anna.Id);
        Assert.Equal(Words(language, () => ConnectWords.MenuText), menu.Single(entry => entry.Command == "connect").Description);
        Assert.Equal(["connect", "search", "routes", "help"], _scene.Telegram.Commands(group.Id, anna.Id).Select(entry => entry.Command));
        Assert.DoesNotContain(menu, entry => entry.Command == "deadletters");
        var code = language == "en" ? "" : language;
        Assert.InRange(_scene.Telegram.Profile("description", code)!.Length, 1, 512);
        Assert.Equal(Words(language, () => CommonWords.ShortDescription), _scene.Telegram.Profile("short_description", code));
    }

    [Fact]
    public async Task Operators_see_their_commands_besides()
    {
        await Eventually.HoldsAsync(
            () => _scene.Telegram.Commands(_operator.Id, _operator.Id).Any(entry => entry.Command == "link"), "the menu is published");

        var commands = _scene.Telegram.Commands(_operator.Id, _operator.Id).Select(entry => entry.Command).ToList();
        Assert.Contains("connect", commands);
        Assert.Contains("deadletters", commands);
    }

    private Task<MessageView> AskAsync(UserView user, string text) => HearAsync(user, _scene.Say(user, text));

    private Task<MessageView> HearAsync(UserView user, MessageView after) => _scene.HearAsync(user.Id, "", after: after);

    private async Task ConnectAsync(UserView user)
    {
        var account = _scene.NewAccount($"{user.FirstName} Smith", $"user{user.Id}@example.com");
        await HearAsync(user, _scene.Telegram.Start(user.Id, await _scene.ApproveAsync(user, account)));
    }

    private Task<int> ChooseAsync(UserView user, string language) => _scene.QueryAsync(context => context.Users
        .Where(row => row.TelegramUserId == new TelegramUserId(user.Id))
        .ExecuteUpdateAsync(set => set.SetProperty(row => row.Language, language)));

    // As Telegram shows it: without markup.
    private static string Words(string language, Func<string> say) =>
        Speaking.In(language, say).Replace("<b>", "", StringComparison.Ordinal).Replace("</b>", "", StringComparison.Ordinal);
}
