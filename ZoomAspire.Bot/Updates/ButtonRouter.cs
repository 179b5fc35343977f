using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using ZoomAspire.Bot.Buttons;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;

namespace ZoomAspire.Bot.Updates;

/// <summary>
/// Takes a pressed button to its handler. What a button carries can be forged, so here it is checked that it was pressed in the
/// presser's own private chat, or in a group if it works there, and each handler checks that what it acts on belongs to the presser.
/// </summary>
internal sealed class ButtonRouter(IEnumerable<IButton> buttons, KnownUsers users, Messenger messenger)
{
    public async Task RouteAsync(CallbackQuery query, CancellationToken cancellationToken)
    {
        var notice = await PressAsync(query, cancellationToken);
        await messenger.AnswerAsync(query.Id, notice, cancellationToken);
    }

    private async Task<string?> PressAsync(CallbackQuery query, CancellationToken cancellationToken)
    {
        var (verb, argument) = Split(query.Data ?? "");
        var button = buttons.FirstOrDefault(candidate => candidate.Verb == verb);
        var isPrivate = query.Message is { Chat: { Type: ChatType.Private, Id: var chatId } } && chatId == query.From.Id;
        if (query.Message is not { } message || !(isPrivate || IsForGroup(button, message)))
        {
            return CommonTexts.NotYourButton;
        }

        if (button is null)
        {
            return CommonTexts.StaleButton;
        }

        var sender = Sender.Of(query.From);
        UpdateLanguage.Learn(
            isPrivate ? await users.SeenAsync(sender, cancellationToken) : await users.LanguageOfAsync(sender, cancellationToken));
        var press = new ButtonPress(ChatPlace.Of(message), sender, message.Id, argument)
        {
            RepliesTo = message.ReplyToMessage is { } replied ? new RepliedMessage(replied.Id, replied.Text ?? "") : null,
        };
        return await button.PressAsync(press, cancellationToken);
    }

    private static bool IsForGroup(IButton? button, Message message) =>
        button is { WorksInGroups: true } && message.Chat is { Type: ChatType.Group or ChatType.Supergroup };

    private static (string Verb, string Argument) Split(string data) =>
        data.Split(':', 2) is [var verb, var argument] ? (verb, argument) : (data, "");
}
