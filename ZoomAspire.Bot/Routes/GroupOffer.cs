using Telegram.Bot.Types;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Commands;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Telegram;
using User = Telegram.Bot.Types.User;

namespace ZoomAspire.Bot.Routes;

/// <summary>
/// Offers to deliver to a group to whoever added the bot to it: privately, or in the group where the bot may not write to the person yet.
/// Both lead to the same place, where is checked who comes.
/// </summary>
internal sealed class GroupOffer(BotIdentity bot, KnownUsers users, Messenger messenger)
{
    public async Task MakeAsync(Chat chat, User by, CancellationToken cancellationToken)
    {
        UpdateLanguage.Learn(await users.LanguageOfAsync(Sender.Of(by), cancellationToken));
        var group = new DeliveryPlace(new TelegramChatId(chat.Id), null);
        var adder = ChatPlace.Private(TelegramChatId.PrivateWith(new TelegramUserId(by.Id)));
        if (by.IsBot || !await messenger.SendAsync(adder, RouteTexts.Offer(chat.Title, group), cancellationToken))
        {
            var link = await bot.GetStartLinkAsync(RoutesCommand.PayloadFor(group), cancellationToken);
            await messenger.SendAsync(new ChatPlace(group.ChatId, IsPrivate: false, null), GroupRouteTexts.Offer(link), cancellationToken);
        }
    }
}
