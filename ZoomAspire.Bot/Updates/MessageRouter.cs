using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using ZoomAspire.Bot.Answers;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Commands;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Updates;

/// <summary>Takes a message to the command that it calls, or the question that it answers, or says what can be said.</summary>
internal sealed class MessageRouter(
    IEnumerable<ICommand> commands,
    IEnumerable<IAnswer> answers,
    BotIdentity bot,
    KnownUsers users,
    KnownChats chats,
    GroupMigration migration,
    Messenger messenger)
{
    /// <summary>Whether the sender waits for an answer: always in private, for commands in groups.</summary>
    public static bool ExpectsAnswer(Message message) =>
        message.Chat.Type == ChatType.Private || (message.Text is { } text && CommandLine.Parse(text) is not null);

    public async Task RouteAsync(Message message, CancellationToken cancellationToken)
    {
        if (message.MigrateToChatId is { } newId)
        {
            await migration.FollowAsync(new TelegramChatId(message.Chat.Id), new TelegramChatId(newId), cancellationToken);
        }
        else if (message.From is { } from && !(from.IsBot && message.SenderChat is null))
        {
            await RouteAsync(message, Sender.Of(from), cancellationToken);
        }
    }

    private async Task RouteAsync(Message message, Sender sender, CancellationToken cancellationToken)
    {
        var place = ChatPlace.Of(message);
        if (place.IsPrivate)
        {
            UpdateLanguage.Learn(await users.SeenAsync(sender, cancellationToken));
        }

        if (message.Text is { } text && CommandLine.Parse(text) is { } line)
        {
            if (line.IsFor(await bot.GetUsernameAsync(cancellationToken)))
            {
                if (!place.IsPrivate)
                {
                    UpdateLanguage.Learn(await users.LanguageOfAsync(sender, cancellationToken));
                }

                await chats.HeardFromAsync(message.Chat, cancellationToken);
                await CallAsync(line, new CommandCall(place, sender, message.Id, line.Argument), cancellationToken);
            }
        }
        else if (place.IsPrivate && message.Text is { } words && Questions.Read(message) is var (name, about) &&
            answers.FirstOrDefault(candidate => candidate.Name == name) is { } answer)
        {
            await answer.HandleAsync(new GivenAnswer(place, sender, about, words), cancellationToken);
        }
        else if (place.IsPrivate)
        {
            await messenger.SendAsync(
                place, message.Text is null ? CommonTexts.NotText : CommonTexts.NotUnderstood, cancellationToken);
        }
    }

    private async Task CallAsync(CommandLine line, CommandCall call, CancellationToken cancellationToken)
    {
        var command = commands.FirstOrDefault(candidate => candidate.Name == line.Name);
        if (command is null)
        {
            // In a group it may be meant for another bot, unless it is addressed to this one.
            if (call.Place.IsPrivate || line.Bot is not null)
            {
                await messenger.SendAsync(call.Place, CommonTexts.UnknownCommand(line.Name), ReplyTo(call), cancellationToken);
            }
        }
        else if (command.IsPersonal && !call.Place.IsPrivate)
        {
            var link = await bot.GetStartLinkAsync(command.PayloadFrom(call.Place), cancellationToken);
            await messenger.SendAsync(call.Place, CommonTexts.OnlyInPrivate(link), ReplyTo(call), cancellationToken);
        }
        else
        {
            await command.HandleAsync(call, cancellationToken);
        }
    }

    // In a group it must be seen whom the answer is for.
    private static int? ReplyTo(CommandCall call) => call.Place.IsPrivate ? null : call.MessageId;
}
