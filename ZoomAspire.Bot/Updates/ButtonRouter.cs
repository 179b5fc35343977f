using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using ZoomAspire.Bot.Buttons;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;

namespace ZoomAspire.Bot.Updates;

/// <summary>
/// Takes a pressed button to its handler. What a button carries can be forged, so here it is checked that it was pressed in the
/// presser's own private chat, and each handler checks that what it acts on belongs to the presser.
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
        if (query.Message is not { Chat: { Type: ChatType.Private } chat } message || chat.Id != query.From.Id)
        {
            return CommonTexts.NotYourButton;
        }

        var (verb, argument) = Split(query.Data ?? "");
        if (buttons.FirstOrDefault(candidate => candidate.Verb == verb) is not { } button)
        {
            return CommonTexts.StaleButton;
        }

        var sender = Sender.Of(query.From);
        await users.SeenAsync(sender, cancellationToken);
        return await button.PressAsync(new ButtonPress(ChatPlace.Of(message), sender, message.Id, argument), cancellationToken);
    }

    private static (string Verb, string Argument) Split(string data) =>
        data.Split(':', 2) is [var verb, var argument] ? (verb, argument) : (data, "");
}
