using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Bot.Answers;
using ZoomAspire.Bot.Buttons;
using ZoomAspire.Bot.Commands;
using ZoomAspire.Bot.Updates;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Bot;

/// <summary>
/// What people say and press, by commands and by what buttons carry, whatever language they read. Remembers all of it, and what was shown: so that
/// at the end can be asked what was left out.
/// </summary>
internal sealed class Talk(TalkScene scene)
{
    private const int LongestData = 64; // https://core.telegram.org/bots/api#inlinekeyboardbutton

    private readonly HashSet<string> _commands = new(StringComparer.Ordinal);
    private readonly HashSet<string> _answers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _pressed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _shown = new(StringComparer.Ordinal);
    private readonly List<(long Chat, string Text)> _notices = [];
    private int _presses;

    /// <summary>Everything that was said before is answered: what is said after it is answered later.</summary>
    public async Task SettleAsync(UserView user)
    {
        var asked = scene.Chat.Say(user, "/help");
        await Eventually.HoldsAsync(
            () => scene.Telegram.Messages(user.Id).Any(message => message.FromBot && message.MessageId > asked.MessageId && DataIn(message).Count == 0 &&
                message.Text.Contains("/connect – ", StringComparison.Ordinal)),
            "the answer to /help");
    }

    /// <summary>Something is said privately, and answered.</summary>
    public Task<MessageView> SayAsync(UserView user, string text) => HearAsync(user.Id, Note(scene.Chat.Say(user, text)));

    /// <summary>The same as an answer to a question.</summary>
    public Task<MessageView> AnswerAsync(UserView user, MessageView question, string text)
    {
        Assert.Empty(question.Keyboard);
        _answers.Add(NameOf(question));
        return HearAsync(user.Id, scene.Telegram.SendText(user.Id, user.Id, text, replyToMessageId: question.MessageId));
    }

    /// <summary>Start is pressed after a link was opened.</summary>
    public Task<MessageView> StartAsync(UserView user, string? payload = null) => HearAsync(user.Id, Note(scene.Telegram.Start(user.Id, payload)));

    /// <summary>Something is said in a group, and answered there.</summary>
    public Task<MessageView> SayInAsync(ChatView group, UserView user, string text) =>
        HearAsync(group.Id, Note(scene.Telegram.SendText(group.Id, user.Id, text)));

    /// <summary>The link of a message is opened in Telegram.</summary>
    public Task<MessageView> OpenAsync(UserView user, MessageView message) =>
        HearAsync(user.Id, scene.Telegram.OpenLink(user.Id, new Uri(message.Keyboard.SelectMany(row => row).Single(button => button.Url is not null).Url!)));

    /// <summary>A kind of button is pressed, the first below a message as it is now.</summary>
    /// <returns>The message as the press left it.</returns>
    public async Task<MessageView> PressAsync(UserView user, MessageView message, string kind)
    {
        var now = Now(message);
        var data = DataIn(now).FirstOrDefault(data => KindOf(data) == kind)
            ?? throw new InvalidOperationException($"“{now.Text}” has no button {kind}, but: {string.Join(' ', DataIn(now))}");
        return await PressDataAsync(user, now, data);
    }

    /// <summary>The same, for what a button carries.</summary>
    public async Task<MessageView> PressDataAsync(UserView user, MessageView message, string data)
    {
        Look();
        var query = scene.Telegram.Press(message.ChatId, message.MessageId, user.Id, data).CallbackQueryId!;
        var answer = await Eventually.GetAsync(() => Task.FromResult(scene.Telegram.Answer(query)), $"the answer to a press of {data}");
        _presses++;
        _pressed.Add(KindOf(data));
        _notices.Add((message.ChatId, answer.Text ?? ""));
        Look();
        return Now(message);
    }

    /// <summary>A press that is answered by a message of its own.</summary>
    public async Task<MessageView> PressForMessageAsync(UserView user, MessageView message, string kind)
    {
        var last = scene.Telegram.Messages(message.ChatId)[^1];
        await PressAsync(user, message, kind);
        return await HearAsync(message.ChatId, last);
    }

    /// <summary>The last message of a chat that has a kind of button.</summary>
    public MessageView Find(long chatId, string kind)
    {
        Look();
        return scene.Telegram.Messages(chatId).LastOrDefault(message => !message.Deleted && DataIn(message).Any(data => KindOf(data) == kind))
            ?? throw new InvalidOperationException($"Nothing has a button {kind}:\n{string.Join("\n---\n", scene.Chat.Said(chatId))}");
    }

    /// <summary>A message as it is now.</summary>
    public MessageView Now(MessageView message) =>
        scene.Telegram.Messages(message.ChatId).Single(candidate => candidate.MessageId == message.MessageId);

    /// <summary>What the buttons of a message carry.</summary>
    public static IReadOnlyList<string> DataIn(MessageView message) =>
        [.. message.Keyboard.SelectMany(row => row).Select(button => button.CallbackData).OfType<string>()];

    /// <summary>What kind of button carries something: its handler, and what it does there, without keys, times and values.</summary>
    public static string KindOf(string data) => data.Split(':') switch
    {
        ["set", var screen] => $"set:{screen}",
        ["set", var screen, "type"] => $"set:{screen}:type",
        ["set", var screen, ..] => $"set:{screen}=",
        ["routewish", _, var what, _] => $"routewish:{what}",
        ["file", var form] => $"file:{form.Split('.')[0]}",
        [("length" or "model" or "ack") and var verb, ..] => verb,
        [var verb, { Length: > 0 } action, ..] when action.All(character => char.IsAsciiLetterLower(character) || character == '?') => $"{verb}:{action}",
        [var verb, ..] => verb,
        _ => data,
    };

    /// <summary>All that was read outside some chats: texts and labels as they were at any time, and notices.</summary>
    public IEnumerable<string> Texts(params long[] without) =>
        scene.Telegram.Chats.Where(chat => !without.Contains(chat.Id))
            .SelectMany(chat => scene.Telegram.Messages(chat.Id)).Where(message => message.FromBot)
            .SelectMany(message => message.History.SelectMany(revision => revision.Buttons.Prepend(revision.Text)))
            .Concat(_notices.Where(notice => !without.Contains(notice.Chat)).Select(notice => notice.Text))
            .Where(text => text.Length > 0)
            .Distinct(StringComparer.Ordinal);

    /// <summary>Nothing that people can say or press was left out.</summary>
    public async Task AssertWholeAsync()
    {
        Look();
        await using var scope = scene.Bot.Services.CreateAsyncScope();
        Assert.Empty(scope.ServiceProvider.GetServices<ICommand>().Select(command => command.Name).Except(_commands));
        Assert.Empty(scope.ServiceProvider.GetServices<IAnswer>().Select(answer => answer.Name).Except(_answers));
        Assert.Empty(scope.ServiceProvider.GetServices<IButton>().Select(button => button.Verb).Except(_pressed.Select(kind => kind.Split(':', '=')[0])));
        Assert.Empty(_shown.Except(_pressed));
    }

    /// <summary>
    /// Telegram refused nothing, and every press was answered, once. What nobody can know before is no refusal: that an edit changes nothing, and that
    /// somebody has not begun with the bot (403).
    /// </summary>
    public void AssertTaken()
    {
        Assert.Empty(scene.Telegram.Violations);
        Assert.DoesNotContain(
            scene.Telegram.Calls,
            call => call.Status is not (200 or 403) && call.Description?.Contains("message is not modified", StringComparison.Ordinal) != true);
        Assert.Equal(_presses, scene.Telegram.Calls.Count(call => call is { Method: "answerCallbackQuery", Status: 200 }));
        Assert.All(_notices, notice => Assert.InRange(notice.Text.Length, 0, 200));
        foreach (var message in scene.Telegram.Chats.SelectMany(chat => scene.Telegram.Messages(chat.Id)).Where(message => message.FromBot))
        {
            Assert.All(message.History, revision => Assert.InRange(revision.Text.Length, 0, revision.Kind == "text" ? 4096 : 1024));
        }
    }

    private async Task<MessageView> HearAsync(long chatId, MessageView after)
    {
        var heard = await scene.Chat.HearAsync(chatId, "", after: after);
        Look();
        return heard;
    }

    private MessageView Note(MessageView said)
    {
        _commands.Add(CommandLine.Parse(said.Text)?.Name ?? "");
        return said;
    }

    private void Look()
    {
        foreach (var data in scene.Telegram.Chats.SelectMany(chat => scene.Telegram.Messages(chat.Id)).SelectMany(DataIn))
        {
            Assert.InRange(Encoding.UTF8.GetByteCount(data), 1, LongestData);
            _shown.Add(KindOf(data));
        }
    }

    private static string NameOf(MessageView question)
    {
        var link = question.Entities.Select(entity => entity.Url).OfType<string>().First();
        return QueryHelpers.ParseQuery(new Uri(link).Query)["start"].ToString().Split('_')[1];
    }
}
